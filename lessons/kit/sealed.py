"""Tells whether an answer is right, from `answers.json`, which holds no answer.

    from sealed import Checker
    check = Checker("zh")
    check("2.4", 12.5)

`answers.json` has, for every question, a salt and a few fingerprints. A fingerprint is made from
an answer by PBKDF2 (many thousand rounds of SHA-256), and nobody can turn it back. What is said
about an answer is locked with a key made from that same answer, so that it opens only to those
who found it.

What this can do: nobody reads the answers by accident, in the page's source or in this file.
What it cannot do: stop someone who writes a program that tries every number. Answers are short.
Whoever can write that program has learned something else worth knowing.

The page does exactly the same in JavaScript (`class.js`). Standard library only.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

#: What may stand behind a number, the longer first.
UNITS = (
    *("millionyuan", "10000yuan", "wanyuan", "个百分点", "projects", "percent", "百分点", "people"),
    *("万元", "亿元", "yuan", "wan", *"元万亿%人个项次分页份"),
)
#: Units of money as powers of ten of one yuan.
EXPONENTS = {"元": 0, "yuan": 0, "万元": 4, "万": 4, "wanyuan": 4, "wan": 4, "10000yuan": 4} | {
    "millionyuan": 6,
    "亿元": 8,
    "亿": 8,
}
NUMERALS = dict(zip("零一二三四五六七八九两", "01234567892", strict=True)) | {"十": "10"}
WORDS = {
    "zh": {
        "right": "✓ 对了。",
        "known": "还不对。",
        "wrong": "还不对，再看一遍那一页。",
        "none": "还没有作答，或者读不懂这个答案：把 ... 换成你的答案。",
        "unknown": "没有这道题：",
        "help": "一步一步来：",
    },
    "en": {
        "right": "✓ Right. ",
        "known": "Not yet. ",
        "wrong": "Not yet. Look at the page again.",
        "none": "No answer yet, or one that cannot be read: put yours in place of ...",
        "unknown": "There is no such question: ",
        "help": "Step by step: ",
    },
}


def normal(answer: object, kind: str = "number", digits: int = 2, unit: str = "") -> str | None:
    """The one spelling of an answer; None for what is no answer of this kind.

    ``normal("９．９１万元", unit="万元")``, ``normal("9.910")`` and ``normal(9.91)`` are "9.91";
    ``normal("99,100元", unit="万元")`` too.
    """
    if answer is None or isinstance(answer, bool) or answer is Ellipsis:
        return None
    given = f"{answer:.10f}" if isinstance(answer, float) else str(answer)
    text = "".join(unicodedata.normalize("NFKC", given).lower().split())
    if kind != "number":
        return text or None
    text = text.replace("，", "").replace(",", "").removeprefix("约").removeprefix("¥")
    text, said = _without_unit(text.replace("−", "-").replace("–", "-"))
    text = NUMERALS.get(text, text)
    if not set(text) <= set("0123456789.-+"):
        return None
    shift = EXPONENTS[said] - EXPONENTS[unit] if said in EXPONENTS and unit in ("元", "万元") else 0
    try:
        value = Decimal(text).scaleb(shift).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    except InvalidOperation:
        return None
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


def _without_unit(text: str) -> tuple[str, str]:
    for unit in UNITS:
        if text.endswith(unit) and text != unit:
            return text[: -len(unit)], unit
    return text, ""


def key(answer: str, salt: str, rounds: int) -> bytes:
    """The key that an answer in its one spelling makes."""
    return hashlib.pbkdf2_hmac("sha256", answer.encode(), bytes.fromhex(salt), rounds)


def fingerprint(secret: bytes) -> str:
    """What the file holds of a key: 16 bytes that do not lead back to it."""
    return hmac.new(secret, b"fingerprint", hashlib.sha256).hexdigest()[:32]


def locked(secret: bytes, data: bytes) -> bytes:
    """`data` locked with a key, or opened again."""
    blocks = range((len(data) + 31) // 32)
    stream = b"".join(
        hmac.new(secret, b"text" + n.to_bytes(4, "big"), hashlib.sha256).digest() for n in blocks
    )
    return bytes(a ^ b for a, b in zip(data, stream, strict=False))


def verdict(question: dict, answer: object, rounds: int) -> tuple[str, dict]:
    """("right", "known", "wrong" or "none"; what is said of it by language)."""
    spelt = normal(answer, question["kind"], question.get("digits", 2), question.get("unit", ""))
    if spelt is None:
        return "none", {}
    found = _looked_up(question, spelt, rounds)
    if found[0] == "wrong" and question["kind"] == "found" and "|" in spelt:
        found = _looked_up(question, spelt.split("|")[0], rounds)  # is the page right at least?
    return found


def _looked_up(question: dict, spelt: str, rounds: int) -> tuple[str, dict]:
    secret = key(spelt, question["salt"], rounds)
    mark = fingerprint(secret)
    for outcome in ("right", "known"):
        for one in question[outcome]:
            if one["is"] == mark:
                return outcome, json.loads(locked(secret, base64.b64decode(one["says"])))
    return "wrong", {}


class Checker:
    """Checks answers in a notebook and says so in one language."""

    def __init__(self, lang: str = "zh", path: str | Path | None = None):
        self.lang = lang
        self.path = Path(path) if path else Path(__file__).with_name("answers.json")
        self.found: dict[str, set[str]] = {}
        self.wrong: dict[str, set[str]] = {}  # what was tried

    def __call__(self, name: str, answer: object = None) -> None:
        held = json.loads(self.path.read_text("utf-8"))
        self.rounds, self.questions = held["rounds"], held["questions"]
        words = WORDS[self.lang]
        if name not in self.questions:
            print(words["unknown"], name)
            return
        for one in answer if isinstance(answer, list) else [answer]:
            outcome, said = verdict(self.questions[name], one, self.rounds)
            print(words[outcome] + said.get(self.lang, ""))
            if outcome == "right":
                self.found.setdefault(name, set()).add(said["zh"])  # one error may span two pages
            self._help(name, str(one), outcome)
        wanted = self.questions[name].get("wanted", 1)
        if wanted > 1:
            print(f"{len(self.found.get(name, ()))} / {wanted}")

    def _help(self, name: str, answer: str, outcome: str) -> None:
        """Tell the way to the answer once three answers (of a choice, two) were wrong."""
        question, tried = self.questions[name], self.wrong.setdefault(name, set())
        if outcome == "right":
            tried.clear()
        elif outcome != "none" and answer not in tried:
            tried.add(answer)
            if len(tried) >= (2 if question["kind"] == "choice" else 3) and "help" in question:
                print(WORDS[self.lang]["help"] + question["help"][self.lang])
