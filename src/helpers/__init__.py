"""Chinese departments' yearly final accounts (部门决算公开) as tidy, checked, traceable data."""

__version__ = "0.1.0"  # as in pyproject.toml
