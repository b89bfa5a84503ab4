"""One check made: which identity, on what, and how it was judged."""

from __future__ import annotations

from dataclasses import dataclass

from helpers import vocabulary
from helpers.identities.judging import Judgement


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
        return template.format_map({name: word(one, lang) for name, one in self.case.items()})


def labels(table: str, **names) -> dict:
    """The names of a case: the table's title and whatever the identity's statement needs."""
    return {"table": {"table": table}, "side": "", **names}


def word(one, lang: str) -> str:
    """The words for a name in a case: a table, a measure, a list of measures, or plain text."""
    words = vocabulary.load("measures")
    if isinstance(one, dict):
        parts = [words["tables"][one["table"]][lang]]
        if one.get("what"):
            parts.append(one["what"])
        if one.get("measure"):
            parts.append(f"({words['measures'][one['measure']][lang]})" if lang == "en"
                         else f"（{words['measures'][one['measure']][lang]}）")
        return " ".join(parts)
    if isinstance(one, list | tuple):
        return " + ".join(word(part, lang) for part in one)
    for group in ("sides", "measures", "sources"):
        if one in words[group]:
            return words[group][one][lang]
    return str(one)
