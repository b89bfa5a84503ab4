"""What the first document's forms, tables of work and words about itself say, from its truth.

Each function gives rows as the tidy table has them, with the columns that the truth knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from helpers import amounts
from helpers.amounts import Decimal
from truth import load


def tables(name: str) -> dict[str, list[dict]]:
    """The truth of a document by tidy table; the typeset edition words its prose itself."""
    if not name.startswith("hanyang"):
        return {}
    own = {} if name.endswith("shipped") else {"glossary": glossary, "functions": functions}
    readers: dict[str, Callable[[dict], Iterator[dict]]] = {
        "projects": projects,
        "indicators": indicators,
        "work_items": work_items,
        "staff": staff,
        **own,
    }
    truth = load("hanyang-2020-truth")
    return {table: list(read(truth)) for table, read in readers.items()}


def rows_of(tidy: dict[str, list[dict]], table: str, columns: list[str]) -> list[tuple]:
    """The rows of a tidy table in `columns`, each value in the form that is compared."""
    kind = {"staff": "staff", "functions": "function"}.get(table)
    rows = tidy["tidy/profile" if kind else f"tidy/{table}"]
    return [
        tuple(compared(row.get(column)) for column in columns)
        for row in rows
        if kind in (None, row.get("kind"))
    ]


def compared(value) -> str | None:
    if value is None:
        return None
    return amounts.key(str(value.normalize() if isinstance(value, Decimal) else value))


def projects(truth: dict) -> Iterator[dict]:
    for form in truth["by_project"]["forms"]:
        yield {
            "name_zh": form["name"],
            "implementer_zh": form["implementing_unit"]["value"],
            "adjusted_budget": Decimal(form["budget"]["value"]),
            "outturn": Decimal(form["executed"]["value"]),
            "execution_rate_printed": form["rate"]["value"],
            "execution_score": Decimal(form["execution_score"]["value"]),
            "total_score": Decimal(form["total_score"]["value"]),
        }


def indicators(truth: dict) -> Iterator[dict]:
    forms = [
        ("whole_department", int(one["no"]), one["description"], one["indicators"])
        for one in truth["overall_performance"]["form"]["objectives"]
    ]
    forms += [(one["name"], None, None, one["indicators"]) for one in truth["by_project"]["forms"]]
    for form, number, objective, rows in forms:
        for row in rows:
            yield {
                "form": form,
                "objective_no": number,
                "objective_zh": objective,
                **{f"level{n}_zh": row[f"level{n}"] for n in (1, 2, 3)},
                "weight": Decimal(row["weight"]),
                "target": row["target"],
                "actual": row["actual"],
                "score": Decimal(row["score"]),
            }


def work_items(truth: dict) -> Iterator[dict]:
    for row in truth["key_work"]["table_rows"]:
        yield {
            "no": row["no"],
            "item_zh": row["item"],
            "target_zh": row["target"],
            "result_zh": row["result"],
        }


def glossary(truth: dict) -> Iterator[dict]:
    for one in truth["glossary"]:
        yield {"term_zh": one["term"], "definition_zh": one["definition"]}
        for item in one.get("items", ()):
            yield {
                "term_zh": f"{item['class']}(类){item['section']}(款){item['item']}(项)",
                "definition_zh": item["definition"],
            }


def functions(truth: dict) -> Iterator[dict]:
    for one in truth["profile"]["functions"]:
        yield {"name_zh": one["text"]}


def staff(truth: dict) -> Iterator[dict]:
    for one in truth["profile"]["staffing"].values():
        yield {"value": Decimal(one["value"]), "value_unit": one["unit"]}
