"""One check made: which identity, on what, and how it was judged."""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpers import amounts, vocabulary
from helpers.identities.judging import Judgement

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass
class Check:
    """An identity of the catalogue (`identity`), the names of its case, and the judgement."""

    identity: str
    case: dict
    judgement: Judgement
    page: int | None = None

    @property
    def family(self) -> str:
        return vocabulary.load("identities")[self.identity]["family"]

    def statement(self, lang: str) -> str:
        """The statement of the identity in `lang` (zh, en), filled with this case's names."""
        template = vocabulary.load("identities")[self.identity][lang]
        return template.format_map(self.words(lang))

    def words(self, lang: str) -> dict[str, str]:
        return {name: word(one, lang) for name, one in self.case.items()}


def labels(table: str, **names) -> dict:
    """The names of a case: the table's title and whatever the identity's statement needs."""
    return {"table": {"table": table}, "side": "", **names}


def word(one, lang: str) -> str:
    """The words for a name in a case: a table, a measure, a list of measures, or plain text.

    A Chinese name that the vocabulary cannot translate stays Chinese, in quotation marks.
    """
    words = vocabulary.load("measures")
    if isinstance(one, dict):
        return _place(one, lang)
    if isinstance(one, list | tuple):
        return " + ".join(word(part, lang) for part in one)
    for group in ("sides", "measures", "sources"):
        if one in words[group]:
            return words[group][one][lang]
    return _named(str(one), lang)


def _place(one: dict, lang: str) -> str:
    """A cell of a table: the table, the row, the column; or several tables."""
    words = vocabulary.load("measures")
    if "tables" in one:
        return ("》、《" if lang == "zh" else ", ").join(
            words["tables"][table][lang] for table in one["tables"])
    table = words["tables"][one["table"]][lang]
    row = _named(one["what"], lang) if one.get("what") else None
    column = words["measures"][one["measure"]][lang] if one.get("measure") else None
    if lang == "zh":
        return "".join([table, f"“{row}”" if row else "", f"（{column}）" if column else ""])
    named = [part for part in (row, column) if part]
    return f"{table}, {', '.join(named)}" if named else table


def _named(text: str, lang: str) -> str:
    if lang == "zh" or not _CHINESE.search(text):
        return text
    known = vocabulary.load("measures")["names"]
    name = amounts.key(text)
    return known.get(name) or known.get(name.strip('"')) or f"“{text.strip('“”')}”"
