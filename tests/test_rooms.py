"""Three rooms: a change in one makes again what depends on it, and nothing else."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from helpers.pipeline import rooms
from helpers.pipeline.stages import STAGES, Stage

#: The machinery is called by notebooks and does nothing in a run; it is ground as a whole.
MACHINERY = "helpers.pipeline"
#: What loads a file of words by its name; functions of `wording` that load some.
LOADS = ("load", "record", "loaded")
LOADED_BY = {"of_tables": ("tables", "budgets")}


def modules() -> dict[str, Path]:
    """Every module of the package, by its dotted name."""
    named = {}
    for file in rooms.PACKAGE.rglob("*.py"):
        parts = file.relative_to(rooms.PACKAGE.parent).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return named


MODULES = modules()


def imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The modules of the package that `nodes` take something from."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


def data(nodes: Iterable[ast.AST]) -> Iterator[Path]:
    """The vocabulary that `nodes` load by its name, or by a function of `wording`."""
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func).removeprefix("wording.")
        names = LOADED_BY.get(called, ())
        if called in LOADS and node.args and isinstance(name := node.args[0], ast.Constant):
            names = (name.value,)
        yield from (rooms.PACKAGE / "wording" / f"{name}.yml" for name in names)


def depended_on(stage: Stage) -> dict[str, str]:
    """Every file that the stage's notebook depends on, and the module that brings it in."""
    cells = json.loads(stage.notebook.read_text("utf-8"))["cells"]
    lines = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    code = "\n".join(line for line in lines.splitlines() if not line.lstrip().startswith("%"))
    waiting = [(name, stage.name) for name in imported(ast.walk(ast.parse(code)))]
    found: dict[str, str] = {}
    while waiting:
        name, by = waiting.pop()
        place = MODULES[name].relative_to(rooms.PACKAGE).as_posix()
        if place in found or name.startswith(MACHINERY):
            continue
        found[place] = by
        nodes = [*ast.walk(ast.parse(MODULES[name].read_text("utf-8")))]
        if name != "helpers.wording":  # what it loads for others is theirs
            found |= {path.relative_to(rooms.PACKAGE).as_posix(): name for path in data(nodes)}
        waiting += [(other, name) for other in imported(nodes)]
    return found


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_what_a_notebook_imports_lies_in_the_rooms_of_its_stage(stage):
    outside = {
        place: by
        for place, by in depended_on(stage).items()
        if rooms.room_of(place) not in (*stage.rooms, "ground")
    }
    assert outside == {}, "name the room in STAGES, or import it elsewhere"


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_depends_on_no_room_that_it_does_not_use(stage):
    used = {rooms.room_of(place) for place in depended_on(stage)}
    empty = {room for room in rooms.ROOMS if not named_by(room)}
    assert set(stage.rooms) - used - empty == set()


def named_by(room: str) -> set[Path]:
    return rooms.files(room) - rooms.files()


def test_every_place_that_a_room_names_is_there():
    for room, places in rooms.ROOMS.items():
        for place in places:
            assert (rooms.PACKAGE / place).exists(), f"{room}: {place}"


def test_the_first_room_knows_nothing_of_the_others():
    extract = STAGES[0]
    assert "interpret" not in extract.rooms and "checks" not in extract.rooms
    ground = {file.relative_to(rooms.PACKAGE).as_posix() for file in rooms.files()}
    assert not any(place.startswith(("identities", "statutory", "narrative")) for place in ground)


def test_one_module_spells_the_numerals_of_chinese_headings():
    spelt = [
        file.relative_to(rooms.PACKAGE).as_posix()
        for file in rooms.PACKAGE.rglob("*.py")
        if "一二三四五六七八九十" in file.read_text("utf-8")
    ]
    assert spelt == ["wording/__init__.py"]


#: Where code lies besides the package; of each, what its modules are named from.
BESIDE = ("benchmarks", "benchmarks/typesetter", "tools", "lessons/kit")


def sources() -> dict[Path, set[Path]]:
    """Every file of Python besides the tests, and the files of them that it imports, for types
    alone and inside functions too."""
    project = rooms.PACKAGE.parents[1]
    named = {(project / "src", name): file for name, file in MODULES.items()}
    for place in BESIDE:
        for file in (project / place).rglob("*.py"):
            parts = file.relative_to(project / place).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            named[project / place, name] = file
    files = {name: file for (_, name), file in named.items() if name}

    def of(node: ast.AST) -> Iterator[Path]:
        wanted = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{one.name}" for one in node.names]
            wanted = [one if one in files else node.module for one in inner]
        yield from (files[name] for name in wanted if name in files)

    return {
        file: {other for node in ast.walk(ast.parse(file.read_text("utf-8"))) for other in of(node)}
        - {file}
        for file in set(named.values())
    }


def room(file: Path) -> Path:
    """The folder, or the module alone, that a file belongs to: helpers/checks, tools …"""
    around = rooms.PACKAGE if file.is_relative_to(rooms.PACKAGE) else rooms.PACKAGE.parents[1]
    return Path(file.relative_to(around).parts[0])


def test_imports_run_one_way_between_files_and_between_rooms():
    """Rooms lie on floors: a floor imports from those below it, and from none that imports it."""
    files = sources()
    of_rooms: dict[Path, set[Path]] = {}
    for file, others in files.items():
        own = of_rooms.setdefault(room(file), set())
        own |= {room(other) for other in others} - {room(file)}
    for graph in (files, of_rooms):
        TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_no_module_is_shadowed_by_a_name_that_it_or_its_package_holds():
    def held(tree: ast.Module) -> set[str]:
        """What a module defines, and what it takes from other modules by a name alone."""
        found = {one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)}
        for one in tree.body:
            if isinstance(one, ast.ImportFrom):
                taken = {other.asname or other.name: other.name for other in one.names}
                found |= {as_ for as_, of in taken.items() if f"{one.module}.{of}" not in MODULES}
            elif isinstance(one, ast.Assign):
                found |= {to.id for to in one.targets if isinstance(to, ast.Name)}
        return found

    shadowed = set()
    for name, file in MODULES.items():
        names = held(ast.parse(file.read_text("utf-8")))
        within = {one.rpartition(".")[2] for one in MODULES if one.rpartition(".")[0] == name}
        shadowed |= {f"{name}: {one}" for one in names & {*within, name.rpartition(".")[2]}}
    assert shadowed == set(), "name the function after what it gives or does, not as its module"
