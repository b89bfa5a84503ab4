"""The command line: `final-accounts report|data|add|explore|lab|…`, or `python -m helpers …`.

Exit status 0 when done, 2 when the user's input is wrong, 1 when we failed, 130 when stopped, 3
when a run over many documents came to its end and some of them gave nothing.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import os
import re
import shlex
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from helpers import show, store, temporary
from helpers.documents import (
    BadParameter,
    InputError,
    add_document,
    add_piece,
    all_documents,
    is_piece,
)
from helpers.documents.budgets import Budget, source_of
from helpers.documents.source import SOURCE, cut, in_project, short
from helpers.pipeline.parameters import PARAMETERS, checked, defaults, nearest
from helpers.pipeline.stages import StageFailed

_OTHER_MAKE_VARIABLES = (
    "DASHBOARD",
    "DIR",
    "DOCS",
    "DRY_RUN",
    "FORCE",
    "FRESH",
    "NOTEBOOK",
    "PDF",
    "PYTHON",
    "REPLACE",
    "SCHEDULER",
    "WORKERS",
)
_SOME_GAVE_UP = 3  # the exit status of a run over many documents
_NOT_OURS = ("PIP_", "PYTHON", "CORPUS_", "FINAL_ACCOUNTS_", "MAKE", "SHELL")
_WANTED_BY_ADD = {
    "UNIT": "a folder name of your choice for the department, such as UNIT=some-office",
    "YEAR": "the fiscal year, such as YEAR=2023",
}
_FRESH = " (nothing has changed since it was made; FORCE=1 makes it again)"


def main(arguments: list[str] | None = None) -> int:
    """The exit status of the command in `arguments`; messages go to standard error."""
    chosen = _parser().parse_args(arguments)
    try:
        _check_make_variables()
        status = chosen.verb(chosen)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_status
    except (StageFailed, OSError) as error:
        print(f"failed: {_in_words(error)}", file=sys.stderr)
        return 1
    except Exception as error:  # the last line of defence: nobody is shown a traceback
        print(f"failed: {_told_as_ours(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; what was finished before is kept.", file=sys.stderr)
        return 130
    return status or 0


def _in_words(error: Exception) -> str:
    if not (isinstance(error, OSError) and temporary.is_full(error)):
        return str(error)
    folder = Path(error.filename).parent if error.filename else store.project_root()
    return temporary.no_room(temporary.USUAL, [(in_project(folder), folder)])


def _told_as_ours(error: Exception) -> str:
    """The sentences for an error that nobody has foreseen; its traceback is kept in a file."""
    from helpers.pipeline.record import without_machine

    traced = without_machine("".join(traceback.format_exception(error)))
    what = cut(" ".join(f"{type(error).__name__}: {error}".split()), 200)
    told = f"this is a mistake of ours, not of yours ({what}). What was finished before is kept. "
    for folder in (store.project_root() / "reports", Path(tempfile.gettempdir())):
        details = folder / "unforeseen-error.txt"
        try:
            store.write_text(details, traced, at_once=True)
        except OSError:
            continue
        return f"{told}The details lie in {in_project(details)}; please report them."
    return f"{told}The details could not be kept: no folder can be written to."


def _parser() -> argparse.ArgumentParser:
    """The verbs and their options; `verb` of what is parsed is the function to call."""
    parser = argparse.ArgumentParser(prog="final-accounts", description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(required=True, metavar="verb")

    def verb(name: str, function: Callable, words: str) -> argparse.ArgumentParser:
        command = verbs.add_parser(name, help=words, description=words)
        command.set_defaults(verb=function)
        return command

    for command in (
        verb("report", _report, "run all notebooks: PDF to report.html"),
        verb("data", _data, "run all but the report: PDF to checked, tidy tables"),
    ):
        _add_document(command)
        command.add_argument("--lang", help="language of the report: zh, en or both")
        command.add_argument("--force", action="store_true", help="run what is fresh too")
        command.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="any parameter by its name in the notebooks",
        )
    add = verb("add", _add, "add a published PDF to the collection")
    _add_document(add)
    add.add_argument(
        "--pdf", nargs="+", help="the PDF to copy, and files with its tables behind it"
    )
    add.add_argument("--dir", help="a folder of PDFs, each to its own place")
    add.add_argument(
        "--dry-run", action="store_true", help="show where the PDFs of a folder belong"
    )
    add.add_argument("--replace", action="store_true", help="replace what is there")
    lab = verb("lab", _lab, "open copies of the notebooks in JupyterLab")
    lab.add_argument("notebook", nargs="?", help="such as 04_analyse; its copy is opened")
    lab.add_argument("--fresh", action="store_true", help="make fresh copies of the notebooks")
    lab.add_argument("options", nargs="*", help="handed to JupyterLab, after --")
    verb("explore", _explore, "one page over all documents: change and compare")
    _add_many_documents(verb("corpus", _corpus, "the data of many documents, several at once"))
    reports = verb("reports", _reports, "the report of each of many documents")
    reports.add_argument("--docs", help="units, unit/year or patterns, with commas; all by default")
    reports.add_argument("--force", action="store_true", help="make those that are fresh too")
    verb("panel", _panel, "all documents as one panel: data/panel")
    verb("panel-report", _panel_report, "one page over all documents")
    verb("parameters", _parameters, "list the parameters of the notebooks")
    return parser


def _add_document(command: argparse.ArgumentParser) -> None:
    command.add_argument("--unit", help="folder name of the department")
    command.add_argument("--year", help="fiscal year")


def _add_many_documents(corpus: argparse.ArgumentParser) -> None:
    corpus.add_argument("--docs", help="units, unit/year or patterns, with commas; all by default")
    corpus.add_argument("--workers", help="how many at once on this machine; by default 2")
    corpus.add_argument("--scheduler", help="address of a Dask cluster, tcp://…")
    corpus.add_argument("--dashboard", action="store_true", help="open Dask's page on localhost")
    corpus.add_argument("--force", action="store_true", help="do what is done already too")


def _report(chosen: argparse.Namespace) -> None:
    from helpers import pipeline

    given = _given(chosen)
    ran = pipeline.run(pipeline.STAGES, given, _forced(chosen))
    told = checked(given)
    for lang in ("zh", "en") if told["REPORT_LANG"] == "both" else (told["REPORT_LANG"],):
        report = in_project(store.report_path(told["UNIT"], told["YEAR"], lang))
        print(f"report: {report}{'' if ran else _FRESH}")


def _data(chosen: argparse.Namespace) -> None:
    from helpers import pipeline

    given = _given(chosen)
    ran = pipeline.run(pipeline.DATA_STAGES, given, _forced(chosen))
    told = checked(given)
    folder = in_project(store.processed_folder(told["UNIT"], told["YEAR"]))
    print(f"data: {folder}{'' if ran else _FRESH}")


def _add(chosen: argparse.Namespace) -> int | None:
    replace = chosen.replace or _said("REPLACE") == "yes"
    if place := chosen.dir or _said("DIR"):
        if replace:
            raise BadParameter(
                "REPLACE puts one document in another's place: say it with PDF=, UNIT= and YEAR=, "
                "not with DIR=."
            )
        return _add_folder(place, chosen.dry_run or _asked("DRY_RUN"))
    files = chosen.pdf or _files(_said("PDF"))
    if not all(files or [""]):
        raise BadParameter("PDF is missing: make add PDF=<file> UNIT=<folder name> YEAR=<year>")
    given = _given(chosen)
    # The PDF of another department must not end in the default's folder.
    for name, what in _WANTED_BY_ADD.items():
        if not given.get(name):
            raise BadParameter(f"{name} is missing: {what}.")
    known = checked(given)
    for file in files:
        _add_file(file, known["UNIT"], known["YEAR"], replace)
    return None


def _files(said: str | None) -> list[str]:
    """The files that a text names: one, or several with spaces between (in quotation marks where a
    name has spaces)."""
    if not said or Path(said).expanduser().exists():
        return [said] if said else []
    try:
        names = shlex.split(said)
    except ValueError:
        return [said]
    several = len(names) > 1 and all(Path(name).expanduser().exists() for name in names)
    return names if several else [said]


def _add_file(file: str, unit: str, year: int, replace: bool) -> None:
    if is_piece(file, unit, year):
        piece, new = add_piece(file, unit, year, replace)
        what = "added, as a piece of the document:" if new else "is there already:"
        print(f"{what} {in_project(piece)}. Then: make report UNIT={unit} YEAR={year}")
        return
    raw = store.raw_folder(unit, year)
    before = {path: path.stat().st_mtime_ns for path in raw.glob("*.pdf")}
    document = add_document(file, unit, year, replace)
    folder = in_project(document.path.parent)
    if before.get(document.path) == document.path.stat().st_mtime_ns:
        print(f"{in_project(document.path)} is there already and is the same file; it stays.")
        return
    told = source_of(document.path) if isinstance(document, Budget) else SOURCE
    print(f"added: {in_project(document.path)} ({document.page_count} pages)")
    print(
        f"Please fill in what is null in {folder}/{told}, then: "
        f"make report UNIT={document.unit} YEAR={document.year}"
    )


def _add_folder(place: str, dry_run: bool) -> int:
    from helpers.documents import folder

    found = folder.add_all(folder.look_through(place), dry_run)
    for line in folder.table(found):
        print(show.visible(line))
    if dry_run:
        print("Nothing was written. Without DRY_RUN=yes (--dry-run), what is new is added.")
    elif any(one.state == "new" for one in found):
        print("Then: make corpus")
    return _SOME_GAVE_UP if any(one.is_lost for one in found) else 0


def _lab(chosen: argparse.Namespace) -> None:
    from helpers.pipeline import lab

    fresh = chosen.fresh or _asked("FRESH")
    lab.open_lab(chosen.notebook or _said("NOTEBOOK"), fresh, chosen.options)


def _explore(chosen: argparse.Namespace) -> None:
    """Brings the data of every document up to date; one that fails is said and left out."""
    from helpers import pipeline
    from helpers.corpus.outcomes import done_already
    from helpers.explorer import write_explorer

    there = all_documents()
    done = done_already(there)  # by `make corpus`, which writes the same tables
    for unit, year in there:
        if (unit, year) in done:
            continue
        try:
            pipeline.run(pipeline.DATA_STAGES, {"UNIT": unit, "YEAR": str(year)}, False)
        except (InputError, StageFailed) as error:
            print(f"note: {unit} {year} is left out: {error}", file=sys.stderr)
    print(f"explorer: {in_project(write_explorer())}")


def _corpus(chosen: argparse.Namespace) -> int:
    from helpers import corpus

    documents = corpus.chosen_documents(chosen.docs or _said("DOCS"))
    outcomes = corpus.run(
        documents,
        corpus.worker_count(chosen.workers or _said("WORKERS")),
        corpus.scheduler_address(chosen.scheduler or _said("SCHEDULER")),
        chosen.dashboard or _asked("DASHBOARD"),
        _forced(chosen),
    )
    for line in corpus.summary(outcomes):
        print(line)
    return _SOME_GAVE_UP if any(one.is_lost for one in outcomes) else 0


def _reports(chosen: argparse.Namespace) -> int:
    """Makes the report of every document where something has changed; tells those that fail."""
    from helpers import corpus, pipeline

    there = corpus.chosen_documents(chosen.docs or _said("DOCS"))
    failed = 0
    for n, (unit, year) in enumerate(there, 1):
        try:
            pipeline.run(pipeline.STAGES, {"UNIT": unit, "YEAR": str(year)}, _forced(chosen))
        except (InputError, StageFailed) as error:
            failed += 1
            print(f"[{n}/{len(there)}] {unit} {year}: no report: {error}", flush=True)
        else:
            report = in_project(store.report_path(unit, year, "zh"))
            print(f"[{n}/{len(there)}] {report}", flush=True)
    print(f"reports: {len(there) - failed} of {len(there)} documents")
    return _SOME_GAVE_UP if failed else 0


def _panel(_: argparse.Namespace) -> None:
    from helpers import panel

    print(f"panel: {in_project(panel.write_panel())}")


def _panel_report(_: argparse.Namespace) -> None:
    from helpers.panel.page import write_page

    print(f"report: {in_project(write_page())}")


def _parameters(chosen: argparse.Namespace) -> None:
    """Prints every parameter with its type, default, what it may be, and its help."""
    default = defaults()
    for name, one in PARAMETERS.items():
        print(f"{name:<12} {one.kind.__name__:<4} {default[name]!r:<22} {one.help}")
        print(f"{'':<40} {one.allowed}{'; the report alone' if one.of_the_report else ''}")
    there = ", ".join(f"{unit} {year}" for unit, year in all_documents())
    print(f"documents: {there or 'none yet'}")


def _given(chosen: argparse.Namespace) -> dict[str, str]:
    """The parameters said: to make first, then by `--set`, then by their own options."""
    given = {name: _said(name) for name in PARAMETERS if name in _said_to_make()}
    for assignment in getattr(chosen, "set", ()):
        name, equals, value = assignment.partition("=")
        if not equals:
            raise BadParameter(f"--set takes NAME=VALUE; found {short(assignment)}.")
        given[name] = value
    lang = getattr(chosen, "lang", None)
    options = {"UNIT": chosen.unit, "YEAR": chosen.year, "REPORT_LANG": lang}
    return given | {name: value for name, value in options.items() if value is not None}


def _forced(chosen: argparse.Namespace) -> bool:
    return chosen.force or _asked("FORCE")


def _asked(name: str) -> bool:
    """Whether a variable on make's command line says yes: anything but nothing, 0 and no."""
    return _said(name) not in ("", "0", "no")


def _said(name: str) -> str:
    """The value of a variable on make's command line; empty where it was not said."""
    return os.environ.get(name, "") if name in _said_to_make() else ""


def _said_to_make() -> list[str]:
    """The variables on make's command line; make hands their values on in the environment."""
    _, _, overrides = os.environ.get("MAKEFLAGS", "").partition("-- ")
    return re.findall(r"(?:^|(?<!\\) )(\w+)=", overrides)


def _check_make_variables() -> None:
    """Raises BadParameter for a variable nobody reads: make itself takes any name in silence."""
    for name in _said_to_make():
        if name in PARAMETERS or name in _OTHER_MAKE_VARIABLES or name.startswith(_NOT_OURS):
            continue
        meant = nearest(name, _OTHER_MAKE_VARIABLES)
        question = f" Did you mean {meant}?" if meant else ""
        known = ", ".join((*PARAMETERS, *_OTHER_MAKE_VARIABLES))
        raise BadParameter(f"make knows no {name}.{question} It knows {known}.")


# At its end the process gives everything back: to look for rubbish before takes 0.4 s.
atexit.register(gc.freeze)

if __name__ == "__main__":
    sys.exit(main())
