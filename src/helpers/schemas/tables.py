"""What a table is, and every table the project writes."""

from __future__ import annotations

from helpers.schemas.columns import Table
from helpers.schemas.printed import PRINTED
from helpers.schemas.results import RESULTS
from helpers.schemas.tidy import TIDY

TABLES: dict[str, Table] = {**PRINTED, **TIDY, **RESULTS}
