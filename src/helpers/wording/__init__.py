"""The field's words as data: tables, measures, codes and labels, kept in the YAML files beside."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

# libyaml's loader is ten times as fast; a PyYAML built without it has only its own.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(name: str) -> dict:
    """The vocabulary file `name` (``load("tables")`` reads ``tables.yml``)."""
    return yaml.load((files(__name__) / f"{name}.yml").read_text(encoding="utf-8"), _Loader)
