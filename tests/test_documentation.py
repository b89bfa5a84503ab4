"""What the documentation says of the data is what the code does."""

import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT / "tools"))


def test_the_data_dictionary_is_that_of_the_schemas():
    import data_dictionary

    written = (PROJECT / "docs/data.md").read_text(encoding="utf-8")
    assert written == data_dictionary.dictionary(), "run python tools/data_dictionary.py"


def test_the_glossary_is_that_of_the_labels():
    import glossary

    written = (PROJECT / "docs/glossary.md").read_text(encoding="utf-8")
    assert written == glossary.glossary(), "run python tools/glossary.py"


def test_the_rules_of_the_audit_are_told_as_the_catalogue_has_them():
    sys.path.insert(0, str(PROJECT / "benchmarks"))
    import audit_report

    written = (PROJECT / "docs/audit.md").read_text(encoding="utf-8")
    assert written == audit_report.with_rules(written), "benchmarks/audit_bench.py --rules"
