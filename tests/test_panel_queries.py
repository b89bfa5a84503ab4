"""The questions of docs/panel.md: each runs in DuckDB and in pandas, and both say the same."""

from __future__ import annotations

import math
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from helpers import panel, sandbox, store
from helpers.corpus import document, outcomes
from sound import sound

PAGE = (Path(__file__).parents[1] / "docs" / "panel.md").read_text("utf-8")
QUESTIONS = re.findall(
    r"^### (\d+\. .+?)\n\n```sql\n(.+?)```\n\n```python\n(.+?)```", PAGE, re.M | re.S
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A panel of a made-up department, of one more, and of a file that is none."""
    folder = tmp_path_factory.mktemp("panel")
    with pytest.MonkeyPatch.context() as patch, sandbox.apart_already():
        patch.setenv("FINAL_ACCOUNTS_HOME", str(folder))
        for unit, seed in (("hill", 1), ("river", 2)):
            made = sound("shanghai", seed)
            raw = store.raw_folder(unit, made.year)
            raw.mkdir(parents=True)
            made.write(raw / "final_accounts.pdf")
            found = document.make_data(unit, made.year)
            (work,) = outcomes.planned([(unit, made.year)], "")
            outcomes.write(outcomes.Outcome.of(work, "done", seconds=1.0, **found))
        raw = store.raw_folder("none", 2024)
        raw.mkdir(parents=True)
        (raw / "final_accounts.pdf").write_bytes(b"none")
        (work,) = outcomes.planned([("none", 2024)], "")
        outcomes.write(outcomes.Outcome.of(work, "refused", reason="It is no PDF."))
        panel.write_panel()
        patch.chdir(folder)
        yield folder
    shutil.rmtree(folder)


def test_the_chinese_page_asks_the_same():
    chinese = Path(__file__).parents[1] / "docs" / "panel.zh-CN.md"
    asked = re.findall(r"```(?:sql|python)\n.+?```", chinese.read_text("utf-8"), re.S)
    assert asked == re.findall(r"```(?:sql|python)\n.+?```", PAGE, re.S)


def test_there_are_ten_questions():
    assert [title.partition(".")[0] for title, _, _ in QUESTIONS] == [str(n + 1) for n in range(10)]


@pytest.mark.parametrize(("title", "sql", "python"), QUESTIONS, ids=lambda text: text[:2])
def test_a_question_has_one_answer_in_both_languages(home, title, sql, python):
    answered = duckdb.sql(sql)
    scope: dict[str, Any] = {"pd": pd}
    exec(python, scope)
    found = scope["found"]
    assert list(found.columns) == answered.columns
    assert [tuple(map(plain, row)) for row in found.itertuples(index=False, name=None)] == [
        tuple(map(plain, row)) for row in answered.fetchall()
    ]
    assert len(found) or title.startswith(("5", "6", "7", "9", "10")), title


def test_years_of_a_folder_can_be_compared_as_the_page_says(home):
    (block,) = re.findall(r"```python\n(.+?)```", PAGE.partition("### 1")[0], re.S)
    scope: dict[str, Any] = {"pd": pd}
    exec(block, scope)
    assert scope["rows"]["year"].dtype == int and scope["rows"]["unit"].nunique() == 2


def plain(value: object) -> object:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (int, float, Decimal)):
        return round(float(value), 6)
    return str(value)
