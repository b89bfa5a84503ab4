"""What rules of checks and leads are called on pages over many documents, in both languages."""

from __future__ import annotations

import re

from helpers import wording
from helpers.wording.labels import LANGUAGES

_OPEN = re.compile(r"\{\w+\}")


def rule_name(rule: str) -> dict[str, str]:
    """The short name of a rule of checks or leads (explorer.yml), in both languages.

    One without a short name is told by what it states, its names left open: ``…：… = …``.
    """
    if name := wording.load("explorer")["rules"].get(rule):
        return dict(name)
    if entry := wording.load("identities").get(rule):
        return {lang: _OPEN.sub("…", entry[lang]) for lang in LANGUAGES}
    return dict.fromkeys(LANGUAGES, rule)
