"""What a document says is text wherever a notebook shows it: it never runs, turns or hides.

An invented document whose names, reasons and targets are attacks goes through the five notebooks;
every `text/html` output of theirs is then looked at in Chromium, as JupyterLab would show it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
import yaml
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from helpers import store
from helpers.__main__ import main
from sound import sound
from specimens import SANS, typeset
from test_shapes import ruled

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
UNIT, BUDGET, YEAR = "hostile", "hostile-budget", 2021
BUDGET_TITLE = "某某区农业农村局\n\n2021年部门预算"
#: What the sound document says, and what the hostile one says in its place.
ATTACKS = {
    "政务服务保障经费": "政务<img/src=x onerror=ran()>经费",
    "机关信息系统运维经费": '机关"onmouseover="ran()"autofocus onfocus="ran()运维经费',
    "督查考核工作经费": "督查</td></tr></table><svg/onload=ran()>经费",
    "档案数字化经费": "档案\u202e数字\u200b化<script>ran()</script>经费",
    "残疾人就业保障金": "残疾人\u2066就业<a href=javascript:ran()>保障金</a>",
    "年中人员变动": "年中<iframe/src=javascript:ran()>人员变动",
    "负责区政府会议": "负责<details/open/ontoggle=ran()>区政府会议",
    "完成特定任务的支出": "完成</style><style>@import'//x'</style>任务的支出",
    "各项工作按计划完成": "各项工作<object/data=javascript:ran()>按计划完成",
    "基本工资": "基本<b/onclick=ran()>工资",
}
#: What the door for tables and sentences writes, and what no page of ours has.
DOORS = {"html", "head", "body", "table", "thead", "tbody", "tr", "th", "td", "p", "br"}
NEVER = {"object", "embed", "base", "frame", "frameset", "applet", "portal", "iframe"}
_LOOK = """() => {
    const all = [...document.querySelectorAll('*')];
    const handlers = all.flatMap(one => [...one.attributes]
        .filter(a => a.name.startsWith('on')).map(a => `${one.localName} ${a.name}=${a.value}`));
    const links = all.flatMap(one => [...one.attributes]
        .filter(a => /^\\s*(javascript|vbscript|data:text.html)/i.test(a.value)).map(a => a.value));
    return {
        ran: window.hasRun || false, handlers, links,
        loaded: all.filter(one => ['style', 'script', 'link'].includes(one.localName))
            .map(one => one.outerHTML).filter(one => /\\/\\/x'|>ran\\(\\)/.test(one)),
        tags: [...new Set(all.map(one => one.localName))],
        text: document.documentElement.outerHTML + document.body.innerText,
        shown: document.body.textContent,
    };
}"""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory) -> Iterator[dict[str, list[str]]]:
    """The HTML that each notebook showed, by the notebook's name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINAL_ACCOUNTS_HOME", str(tmp_path_factory.mktemp("home")))
        folder = store.raw_folder(UNIT, YEAR)
        folder.mkdir(parents=True)
        _write_hostile(folder / "final_accounts.pdf")
        told = {"publisher_zh": "某局<img/src=x onerror=ran()>\u202e", "url": "javascript:ran()"}
        told |= {f"edition_{lang}": "<svg/onload=ran()>\u200b" for lang in ("zh", "en")}
        (folder / "source.yml").write_text(yaml.safe_dump(told), "utf-8")
        given = ["--unit", UNIT, "--year", str(YEAR), "--lang", "both"]
        assert main(["report", *given]) == 0
        _write_budget(store.raw_folder(BUDGET, YEAR))
        assert main(["report", "--unit", BUDGET, "--year", str(YEAR)]) == 0
        kept = (store.project_root() / "reports").glob("*/*/notebooks/*.ipynb")
        reports = [store.report_path(UNIT, YEAR, lang) for lang in ("zh", "en")]
        assert main(["panel-report"]) == 0
        explored = _executed("explore", tmp_path_factory)
        panel = _executed("06_panel", tmp_path_factory)
        pages = [*reports, store.project_root() / "reports" / "explore.html"]
        pages.append(store.project_root() / "reports" / "panel.html")
        yield {
            **{path.stem: _html(nbformat.read(path, as_version=4)) for path in kept},
            "explore": [*_html(explored), *_of_widgets(explored)],
            "06_panel": _html(panel),
            **{path.name: [path.read_text("utf-8")] for path in pages},
        }


def _executed(name: str, folders) -> nbformat.NotebookNode:
    """A notebook that is no stage of a run, executed for the hostile document.

    A kernel whose answer is lost on the way is started once more: seen once, on a busy machine.
    """
    source = Path(__file__).parents[1] / "notebooks" / f"{name}.ipynb"
    notebook = nbformat.read(source, as_version=4)
    notebook.cells[1].source += f"\nUNIT, YEAR = {UNIT!r}, {YEAR}"
    for last in (False, True):
        client = NotebookClient(
            notebook, timeout=150, resources={"metadata": {"path": folders.mktemp("executed")}}
        )
        try:
            client.execute()
            break
        except CellTimeoutError:
            if last:
                raise
    return notebook


def _of_widgets(notebook: nbformat.NotebookNode) -> list[str]:
    """The HTML that the widgets of a notebook show."""
    states = notebook.metadata.get("widgets", {}).values()
    models = [one["state"] for state in states for one in state["state"].values()]
    shown = [output for model in models for output in model.get("outputs", ())]
    told = [one["value"] for one in models if one.get("_model_name") == "HTMLModel"]
    return told + [one["data"]["text/html"] for one in shown if "text/html" in one.get("data", {})]


def _write_hostile(path: Path) -> None:
    document = sound("hubei", 1)
    wrong = next(slot for slot in document.ledger.slots[610:] if slot.kind == "amount")
    wrong.text = "99999.99"  # an alarm, which names its project
    document.runs = _attacked(document.runs)
    document.write(path)


def _write_budget(folder: Path) -> None:
    folder.mkdir(parents=True)
    attack = ATTACKS["政务服务保障经费"].replace("<", "\\<")
    rows = [["项目", "预算数"], [f"一、{attack}", "10.00"], ["收入合计", "10.00"]]
    pages = [
        f"{BUDGET_TITLE}",
        "表1\n\n部门收入总表 #h(1fr) 单位：万元\n\n" + ruled(rows, 2),
        f"一、2021年预算收入总额10.00万元，用于{attack}。",
    ]
    text = f'#set text(font: "{SANS}")\n' + "\n#pagebreak()\n".join(pages)
    (folder / "budget.pdf").write_bytes(typeset(text))
    (folder / "source.yml").write_text("publisher_zh: '<img/src=x onerror=ran()>'", "utf-8")


def _attacked(part):
    if isinstance(part, str) and type(part) is str:
        for said, attack in ATTACKS.items():
            part = part.replace(said, attack)
        return part
    if isinstance(part, list):
        return [_attacked(one) for one in part]
    return {k: _attacked(v) for k, v in part.items()} if isinstance(part, dict) else part


def _html(notebook: nbformat.NotebookNode) -> list[str]:
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return [one["data"]["text/html"] for one in shown if "text/html" in one.get("data", {})]


@pytest.fixture(scope="module")
def browser():
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        pytest.skip("no Chromium here: the notebooks were not looked at in a browser")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


def looked_at(browser, html: str) -> dict:
    """What Chromium finds on a page with this HTML in it, once everything has had its chance."""
    page = browser.new_page()
    page.add_init_script("window.ran = () => { window.hasRun = true }")
    page.set_content(html, wait_until="load")
    page.mouse.move(100, 100)
    page.wait_for_timeout(100)
    found = page.evaluate(_LOOK)
    page.close()
    return found


NOTEBOOKS = ("01_extract", "02_clean", "03_audit", "04_analyse", "05_report", "05_report.en")
PAGES = ("report.html", "report.en.html", "explore.html", "panel.html")


def test_every_notebook_is_looked_at(outputs):
    there = {path.stem for path in (Path(__file__).parents[1] / "notebooks").glob("*.ipynb")}
    assert there == {*NOTEBOOKS, "explore", "budget", "06_panel"} - {"05_report.en"}


@pytest.mark.parametrize("name", [*NOTEBOOKS, "budget", "explore", "06_panel", *PAGES])
def test_nothing_of_a_hostile_document_runs_turns_or_hides(outputs, browser, name):
    html = outputs[name]
    assert html, f"{name} shows no table"
    found = [looked_at(browser, one) for one in html]
    assert not any(one["ran"] for one in found)
    assert [one["handlers"] for one in found if one["handlers"]] == []
    assert [one["links"] for one in found if one["links"]] == []
    assert [one["loaded"] for one in found if one["loaded"]] == []
    tags = set().union(*(one["tags"] for one in found))
    if name in NOTEBOOKS[:4]:
        assert tags <= DOORS
    assert not tags & (NEVER - {"iframe" if name == "explore" else None})  # its own page
    marks = {chr(code) for code in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF)}
    marks |= {chr(code) for code in range(0x2066, 0x206A)}
    assert not marks & set("".join(one["text"] for one in found))


def test_the_attacks_are_shown_as_the_text_that_they_are(outputs, browser):
    shown = {
        name: "".join("".join(looked_at(browser, one)["shown"].split()) for one in html)
        for name, html in outputs.items()
    }
    attack = "<img/src=xonerror=ran()>"
    for name in ("02_clean", "03_audit", "04_analyse", "05_report", "report.html", "explore"):
        assert attack in shown[name], f"{name} does not show it: the test proves nothing there"
    assert "〓" in shown["05_report"]
