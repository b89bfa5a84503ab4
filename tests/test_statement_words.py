"""Every measure a table may hold has a word in the sentences of the audit."""

from helpers import wording


def test_every_measure_of_the_nine_tables_can_be_named_in_a_statement():
    spoken = wording.load("measures")["measures"]
    printed = wording.load("labels")["measures"].values()
    missing = {measure for table in printed for measure in table} - set(spoken)
    assert not missing, f"add to wording/measures.yml: {sorted(missing)}"
