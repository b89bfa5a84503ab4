"""Checks of what the prose says of government-managed funds and of state capital operations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers import amounts
from helpers.identities.accounts import Accounts
from helpers.identities.check import Check
from helpers.identities.judging import Printed, half_unit, judge_equal

_FUNDS = {"government_funds": "政府性基金", "state_capital": "国有资本经营"}
_MEASURES = {"收入": "revenue", "支出": "total"}


def fund_checks(accounts: Accounts) -> Iterator[Check]:
    """Revenue and expenditure of each fund, said right after its name, against its table."""
    for table, name in _FUNDS.items():
        said = re.compile(
            rf"{name}(?:预算)?(?:财政拨款)?(?:本年)?(?P<what>收入|支出)(?:决算)?(?:数|合计|总计)?"
            rf"(?:为|是)?(?P<number>{amounts.NUMBER})(?P<unit>万元|亿元|元)")
        for paragraph in accounts.paragraphs:
            if paragraph["kind"] != "body" or name not in (paragraph["heading"] or ""):
                continue
            for match in said.finditer(amounts.key(paragraph["text"])):
                measure = _MEASURES[match["what"]]
                right = accounts.total(table, measure)
                if right:
                    yield Check("T01", {"what": f"{name}{match['what']}", "right": {
                        "table": table, "what": "合计", "measure": measure}},
                        judge_equal(_amount(match, paragraph), right))


def _amount(match: re.Match, paragraph: dict) -> Printed:
    printed = match["number"].replace(",", "")
    value = amounts.in_ten_thousands(printed, match["unit"])
    return Printed(value, half_unit(value, printed), printed, paragraph["page"],
                   reader=paragraph["reader"])
