"""Files that others can open."""

from decimal import Decimal

import pandas as pd
import pytest
from pandera.errors import SchemaErrors

from helpers import schemas, store
from helpers.interpret.ledger import name_rows


@pytest.mark.parametrize("name", sorted(schemas.TABLES))
def test_every_table_opens_in_plain_pandas(name, monkeypatch, tmp_path):
    monkeypatch.setenv("FINAL_ACCOUNTS_HOME", str(tmp_path))
    store.write(name, [], "some-office", 2024)
    read = pd.read_parquet(store.path(name, "some-office", 2024))
    assert list(read.columns) == [column.name for column in schemas.TABLES[name]]


PLACE = {"page": 7, "x0": 1.0, "y0": 2.0, "x1": 3.0, "y1": 4.0, "reader": "text"}
NUMBER = {
    "number_id": "p7x1y2",
    "document": "final_accounts",
    "printed": "5",
    "status": "claimed",
    "value": Decimal(5),
    "found_in": "body",
    **PLACE,
}
FACT = {
    "row_id": "p7x1y2",
    "fact": "staff",
    "value": Decimal(5),
    "value_id": "p7x1y2",
    "snippet_zh": "5人",
    **PLACE,
}


def written(home, **tables) -> dict:
    return store.write_all({f"tidy/{name}": rows for name, rows in tables.items()}, "a", 2024)


def test_tables_that_refer_to_one_another_are_written_together(home):
    assert len(written(home, facts=[FACT], numbers=[NUMBER])) == 2
    assert len(store.write("tidy/facts", [FACT], "a", 2024)) == 1  # the ledger is there already


def test_a_number_that_is_not_in_the_ledger_is_not_written(home):
    with pytest.raises(SchemaErrors, match=r"tidy/facts\.value_id names no row of tidy/numbers"):
        written(home, facts=[FACT | {"value_id": "p9x9y9"}], numbers=[NUMBER])
    with pytest.raises(SchemaErrors, match="names no row"):
        store.write("tidy/facts", [FACT], "a", 2024)
    assert not store.path("tidy/numbers", "a", 2024).exists()


def test_every_item_of_a_list_has_to_be_there(home):
    row = {"row_id": "p1", "form": "甲", "level3_zh": "乙", "target": "5", **PLACE}
    assert written(home, indicators=[row | {"target_ids": ["p7x1y2"]}], numbers=[NUMBER])
    with pytest.raises(SchemaErrors, match="target_ids names no row"):
        written(home, indicators=[row | {"target_ids": ["p7x1y2", "p1"]}], numbers=[NUMBER])


def test_a_key_stands_once_and_is_never_blank(home):
    with pytest.raises(SchemaErrors, match="number_id"):
        written(home, numbers=[NUMBER, NUMBER])
    with pytest.raises(SchemaErrors, match="row_id"):
        written(home, facts=[FACT | {"row_id": None, "value_id": None}])


def test_a_row_keeps_its_key_in_whatever_order_rows_come():
    rows = [
        {"name_zh": name, **PLACE, "x0": x0}
        for name, x0 in zip("丙甲乙丁", (1, 1, 1, 9), strict=True)
    ]
    again = [dict(row) for row in reversed(rows)]
    name_rows(rows)
    name_rows(again)
    assert {row["name_zh"]: row["row_id"] for row in rows} == {
        row["name_zh"]: row["row_id"] for row in again
    }
    assert sorted(row["row_id"] for row in rows) == ["p7x1y2", "p7x1y2b", "p7x1y2c", "p7x9y2"]


def test_every_table_says_what_it_is_and_every_column_what_it_means_in_both_languages():
    for name, table in schemas.TABLES.items():
        assert table.about and table.about_zh and table.key, name
        assert set(table.key) <= {column.name for column in table}
        assert [column.name for column in table if not column.meaning_zh] == [], name
        assert all(len(schemas.TABLES[other].key) == 1 for other in table.foreign_keys.values())
