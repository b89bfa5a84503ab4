"""Builds the class kit: build/class-kit.zip for pupils, build/class-teacher.zip for the teacher.

    make class                      = python tools/classkit/build.py

Everything comes from `lessons/`, the shipped document and invented ones that are set anew; the
same source makes the same two files, byte for byte.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from classkit import data, notebooks, pages, paper
from classkit.answers import ROUNDS, sealed_file
from classkit.departments import (
    PROJECT,
    SOURCE,
    Read,
    all_documents,
    settings,
    write_original,
)
from classkit.source import LANGUAGES, Lesson, lessons, words, work_out

MOST = 8_000_000  # bytes of the pupils' zip
PUPILS, TEACHER = "class-kit", "class-teacher"


@dataclass
class Kit:
    """What was built: folders, zips, and what they were made from."""

    pupils: Path
    teacher: Path
    lessons: list[Lesson]
    shipped: Read
    groups: list[Read]
    project: list[Read]

    @property
    def zips(self) -> tuple[Path, Path]:
        return self.pupils.with_suffix(".zip"), self.teacher.with_suffix(".zip")


def build(out: Path, rounds: int = ROUNDS) -> Kit:
    """Makes both folders and zips below `out`, in place of what lies there of an earlier build."""
    pupils, teacher = out / PUPILS, out / TEACHER
    for one in (pupils, teacher):
        shutil.rmtree(one, ignore_errors=True)
        one.with_suffix(".zip").unlink(missing_ok=True)
    kit = Kit(pupils, teacher, lessons(), *all_documents(pupils / "data"))
    data.write_data(pupils / "data", kit.shipped, kit.groups, kit.project)
    shutil.copy(SOURCE / "offices-invented.csv", pupils / "data")
    _notebooks_folder(kit)
    for lesson in kit.lessons:
        work_out(lesson, pupils / "notebooks", kit.groups)
        _pictures(lesson, kit)
    _answers(kit, rounds)
    _pages(kit, rounds)
    _notebooks(kit)
    _papers(kit)
    for folder in (pupils, teacher):
        zipped(folder)
    size = kit.zips[0].stat().st_size
    if size > MOST:
        raise ValueError(f"{kit.zips[0].name} has {size:,} bytes; more than {MOST:,} is too large")
    return kit


def _notebooks_folder(kit: Kit) -> None:
    folder = kit.pupils / "notebooks"
    folder.mkdir()
    shutil.copy(SOURCE / "kit" / "sealed.py", folder)


def _pictures(lesson: Lesson, kit: Kit) -> None:
    """Cuts the lesson's crops and writes them for its notebooks."""
    folder = kit.pupils / "pictures"
    folder.mkdir(exist_ok=True)
    for n, step in enumerate(step["crop"] for step in lesson.steps if "crop" in step):
        shown = {"alt": step["alt"], "crops": data.crops(step, kit.shipped)}
        for one in shown["crops"]:
            one["file"] = f"{lesson.name}-{n + 1}-page-{one['page']}.webp"
            one["caption"] = {
                lang: words()["page_of"][lang].format(
                    title=f"{getattr(kit.shipped, lang)} {kit.shipped.year}", page=one["page"]
                )
                for lang in LANGUAGES
            }
            (folder / one["file"]).write_bytes(one["bytes"])
        lesson.pictures.append(shown)


def _answers(kit: Kit, rounds: int) -> None:
    every = [one for lesson in kit.lessons for one in lesson.answers.values()]
    text = sealed_file(every, rounds)
    (kit.pupils / "notebooks" / "answers.json").write_text(text, "utf-8")


def _pages(kit: Kit, rounds: int) -> None:
    following = [one.slug for one in kit.lessons[1:]] + [None]
    for lesson, after in zip(kit.lessons, following, strict=True):
        own = sealed_file(list(lesson.answers.values()), rounds)
        html = pages.lesson_page(lesson, own, kit.groups, after)
        pages.written(kit.pupils / "lessons" / f"{lesson.slug}.html", html)
        pages.written(kit.pupils / "slides" / f"{lesson.slug}.html", pages.slides_page(lesson))
    index = pages.index_page(kit.lessons, kit.shipped, kit.groups)
    pages.written(kit.pupils / "index.html", index)
    pages.written(kit.pupils / "glossary.html", pages.glossary_page())


def _notebooks(kit: Kit) -> None:
    """The pupils' notebooks; the solved ones lie in the teacher's folder, with what they need."""
    solved = kit.teacher / "notebooks-solved"
    without_pdf = shutil.ignore_patterns("*.pdf")
    for folder in ("pictures", "data"):
        shutil.copytree(kit.pupils / folder, kit.teacher / folder, ignore=without_pdf)
    for one in settings()["groups"]:
        write_original(one, kit.teacher / "originals")
    solved.mkdir()
    for name in ("sealed.py", "answers.json"):
        shutil.copy(kit.pupils / "notebooks" / name, solved)
    for lesson in kit.lessons:
        for lang in LANGUAGES:
            name = f"{lesson.slug}.{lang}.ipynb"
            for folder, is_solved in ((kit.pupils / "notebooks", False), (solved, True)):
                text = notebooks.notebook(lesson, lang, kit.groups, is_solved)
                (folder / name).write_text(text, "utf-8")


def _papers(kit: Kit) -> None:
    folder = kit.pupils / "teacher"
    folder.mkdir()
    for lang in LANGUAGES:
        (folder / f"notes.{lang}.pdf").write_bytes(paper.notes(kit.lessons, lang))
        sheet = paper.sheet(kit.lessons, kit.groups, lang)
        (kit.teacher / f"answers.{lang}.pdf").write_bytes(sheet)


def zipped(folder: Path) -> Path:
    """The folder as a zip beside it; the same files give the same bytes."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            if "__pycache__" in file.parts:
                continue
            name = f"{folder.name}/{file.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=PROJECT / "build")
    kit = build(parser.parse_args().out)
    for path, whose in zip(kit.zips, ("for pupils", "for the teacher alone"), strict=True):
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, {whose}")


if __name__ == "__main__":
    main()
