"""Lists the labels that have no text in a language yet.

python tools/untranslated.py fr
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from helpers import wording


def untranslated(lang: str) -> list[str]:
    """The names of the labels (``figures.year``) without a text in `lang`."""
    return [name for name, texts in _labels("", wording.load("labels")) if lang not in texts]


def _labels(name: str, found: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(found, dict) and "zh" in found:
        yield name, found
        found = {key: one for key, one in found.items() if isinstance(one, dict)}
    entries = (
        enumerate(found, 1)
        if isinstance(found, list)
        else (found.items() if isinstance(found, dict) else ())
    )
    for key, one in entries:
        yield from _labels(f"{name}.{key}".lstrip("."), one)


if __name__ == "__main__":
    missing = untranslated(sys.argv[1])
    print(*missing, f"{len(missing)} labels have no {sys.argv[1]}.", sep="\n")
