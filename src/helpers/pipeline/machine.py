"""Texts without a trace of the machine they came from."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from helpers import store


def without_machine(text: str) -> str:
    """`text` without the folders of this machine: they say nothing to a reader elsewhere."""
    for folder, name in _machine_folders():
        text = re.sub(rf"{re.escape(folder)}(?![\w.-])", name, text)
    return text


def _machine_folders() -> list[tuple[str, str]]:
    """Folder and the name it goes by, the longest first."""
    named = {
        Path.home(): "~",
        Path(tempfile.gettempdir()): "<temporary>",
        Path(sys.base_prefix): "<python>",
        Path(sys.prefix): "<environment>",
        Path(__file__).parents[3]: "<project>",
        store.project_root(): "<project>",
    }
    both = {str(p): name for path, name in named.items() for p in (path, path.resolve())}
    return sorted(
        ((path, name) for path, name in both.items() if len(Path(path).parts) > 1),
        key=lambda pair: -len(pair[0]),
    )
