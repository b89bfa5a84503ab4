"""Files that others can open."""

import pandas as pd
import pytest

from helpers import schemas, store


@pytest.mark.parametrize("name", sorted(schemas.TABLES))
def test_every_table_opens_in_plain_pandas(name, monkeypatch, tmp_path):
    monkeypatch.setenv("FINAL_ACCOUNTS_HOME", str(tmp_path))
    store.write(name, [], "some-office", 2024)
    read = pd.read_parquet(store.path(name, "some-office", 2024))
    assert list(read.columns) == [column.name for column in schemas.TABLES[name]]
