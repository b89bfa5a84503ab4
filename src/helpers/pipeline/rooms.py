"""Which files of `helpers` each room holds: a stage depends on whole rooms.

    files("extract")  # what lies in extract/, wording/tables.yml …

A file that no room names belongs to the ground, on which every stage stands: a new file makes
everything run again once too often, never once too seldom. `tests/test_rooms.py` follows the
imports of every notebook and finds the file that its stage's rooms lack.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]

#: Folders and files of each room; a longer path wins over the folder that it lies in.
ROOMS: dict[str, tuple[str, ...]] = {
    # PDF to as printed.
    "extract": (
        "extract",
        "wording/charts.yml",
        "wording/tables.yml",
    ),
    # What publishers say differently, for those who read and for those who check.
    "wording": (
        "codes.py",
        "wording/functional_classes.yml",
        "wording/measures.yml",
        "wording/narrative.yml",
        "wording/profile.yml",
    ),
    # As printed to tidy.
    "interpret": (
        "interpret",
        "wording/forms.yml",
        "wording/notes.yml",
        "wording/reasons.yml",
        "wording/sentences.yml",
    ),
    # Every printed number, found before anything is understood.
    "ledger": ("interpret/ledger", "interpret/printed.py"),
    # What the catalogue compares and how it is judged: OCR's doubts are decided by it too.
    "operands": (
        "index.py",
        "checks/accounts.py",
        "checks/judging.py",
        "checks/operands.py",
        "checks/interpreter.py",
        "checks/shapes.py",
        "checks/sums.py",
        "wording/operands.yml",
    ),
    "checks": (
        "checks",
        "audit",
        "scorecard.py",
        "wording/identities.yml",
        "wording/operands_audit.yml",
        "wording/operands_budget.yml",
        "wording/told.yml",
    ),
    "leads": ("leads", "wording/leads.yml"),
    # The approved budget beside the accounts.
    "join": ("join", "wording/budget_join.yml"),
    # What audit and report both look at: targets of indicators, what was seen on the pages.
    "seen": ("seen.py", "targets.py", "wording/scorecard.yml"),
    "evidence": ("evidence.py",),
    "labels": ("wording/labels.py", "wording/labels.yml", "wording/gloss.yml"),
    "analysis": ("analysis",),
    "plots": ("plots",),
    "datapackage": ("datapackage",),
    "report": ("publish", "templates", "wording/unread.yml"),
    # The page for looking at every document.
    "explorer": ("explorer", "templates/explorer", "wording/explorer.yml"),
    # What the folders of the rooms say of themselves, and what `wording` itself is made with.
    "ground": ("extract/__init__.py", "wording/numbers.yml"),
    # Runs over many documents, and what is made of many.
    "corpus": (
        "corpus",
        "panel",
        "templates/panel",
        "documents/collection.py",
        "documents/folder.py",
        "documents/units.py",
        "wording/code_changes.yml",
        "wording/cross_years.yml",
    ),
    # The command line, of which no result depends.
    "door": ("__main__.py",),
}


def files(*rooms: str) -> set[Path]:
    """The files of these rooms, and the ground they stand on."""
    return {file for file, room in _rooms_of_files().items() if room in (*rooms, "ground")}


def room_of(place: str) -> str:
    """The room that a file of the package belongs to: ``room_of("extract/grids/boxes.py")``."""
    named = {path: room for room, paths in ROOMS.items() for path in paths}
    around = [place, *(parent.as_posix() for parent in Path(place).parents)]
    return next((named[path] for path in around if path in named), "ground")


@cache
def _rooms_of_files() -> dict[Path, str]:
    return {
        file: room_of(file.relative_to(PACKAGE).as_posix())
        for file in PACKAGE.rglob("*")
        if file.is_file() and file.suffix != ".pyc" and "__pycache__" not in file.parts
    }
