"""The field's words as data: tables, measures, codes and labels, kept in the YAML files beside."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def load(name: str) -> dict:
    """The vocabulary file `name` (``load("tables")`` reads ``tables.yml``)."""
    return yaml.safe_load((files(__name__) / f"{name}.yml").read_text(encoding="utf-8"))
