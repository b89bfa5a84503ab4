"""Every table the project writes, column by column."""

from __future__ import annotations

from helpers.schemas.columns import Column
from helpers.schemas.printed import PRINTED
from helpers.schemas.results import RESULTS
from helpers.schemas.tidy import TIDY

TABLES: dict[str, tuple[Column, ...]] = {**PRINTED, **TIDY, **RESULTS}
