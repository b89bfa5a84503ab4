"""As printed to tidy: statutory tables, budgets, prose, forms, profile, the ledger of numbers.

Nothing here reads a PDF. What could not be read is a note: one sentence in each language, from
`wording/notes.yml`.
"""

from __future__ import annotations

from helpers import wording


def note(stage: str, kind: str, page: int | None, found: object, **values: object) -> dict:
    """A row of ``tidy/reading_notes``; `found` is what stands on the page."""
    words = wording.load("notes")[kind]
    sentences = {
        f"statement_{lang}": words[lang].format(found=found, **values) for lang in ("zh", "en")
    }
    return {"stage": stage, "page": page, "kind": kind, "found": str(found), **sentences}
