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

#: Units that may stand behind a number, the longer first; a question says which it means.
UNITS = ("万元", "亿元", "百分点", "个百分点", "元", "万", "亿", "%", "％", "人", "个", "项", "次", "分", "页", "份")
ENGLISH = ("million yuan", "10,000 yuan", "wan yuan", "wan", "yuan", "percent", "people", "projects")
NUMERALS = {"零": "0", "一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5",
            "六": "6", "七": "7", "八": "8", "九": "9", "十": "10"}  # fmt: skip


def normal(answer: object, kind: str = "number", digits: int = 2, unit: str = "") -> str | None:
    """The one spelling of an answer; None for what is no answer of this kind.

    ``normal("９．９１万元", unit="万元")``, ``normal("9.910")`` and ``normal(9.91)`` are "9.91";
    ``normal("99,100元", unit="万元")`` too.
    """
    if answer is None or isinstance(answer, bool) or answer is Ellipsis:
        return None
    text = unicodedata.normalize("NFKC", str(answer)).strip().lower()
    if kind != "number":
        return "".join(text.split()) or None
    text = "".join(text.replace("，", "").replace(",", "").split())
    text = text.removeprefix("约").removeprefix("¥").replace("−", "-").replace("–", "-")
    text, said = _without_unit(text)
    text = NUMERALS.get(text, text)
    if not text or not set(text) <= set("0123456789.-+"):
        if not isinstance(answer, float):
            return None
    try:
        value = Decimal(text) * _scale(said, unit)
        rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    except InvalidOperation:
        return None
    if not rounded.is_finite():
        return None
    plain = f"{rounded:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


def _without_unit(text: str) -> tuple[str, str]:
    for unit in (*UNITS, *("".join(one.replace(",", "").split()) for one in ENGLISH)):
        known = unicodedata.normalize("NFKC", unit)
        if text.endswith(known) and text != known:
            return text[: -len(known)], known
    return text, ""


def _scale(said: str, unit: str) -> Decimal:
    """What to multiply by where a sum of money is given in another unit than the question's."""
    yuan = {"元": 1, "yuan": 1, "万元": 10_000, "万": 10_000, "亿元": 100_000_000,
            "亿": 100_000_000, "wanyuan": 10_000, "wan": 10_000, "10000yuan": 10_000,
            "millionyuan": 1_000_000}  # fmt: skip
    if said in yuan and unit in ("元", "万元"):
        return Decimal(yuan[said]) / yuan[unit]
    return Decimal(1)


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

    WORDS = {
        "zh": {"right": "✓ 对了。", "known": "还不对。", "wrong": "还不对，再看一遍那一页。",
               "none": "还没有作答，或者读不懂这个答案：把 ... 换成你的答案。",
               "unknown": "没有这道题："},
        "en": {"right": "✓ Right. ", "known": "Not yet. ",
               "wrong": "Not yet. Look at the page again.",
               "none": "No answer yet, or one that cannot be read: put yours in place of ...",
               "unknown": "There is no such question: "},
    }  # fmt: skip

    def __init__(self, lang: str = "zh", path: str | Path | None = None):
        self.lang = lang
        self.path = Path(path) if path else Path(__file__).with_name("answers.json")
        self.found: dict[str, set[str]] = {}

    def __call__(self, name: str, answer: object = None) -> None:
        held = json.loads(self.path.read_text("utf-8"))
        self.rounds, self.questions = held["rounds"], held["questions"]
        words = self.WORDS[self.lang]
        if name not in self.questions:
            print(words["unknown"], name)
            return
        for one in answer if isinstance(answer, list) else [answer]:
            outcome, said = verdict(self.questions[name], one, self.rounds)
            print(words[outcome] + said.get(self.lang, ""))
            if outcome == "right":
                self.found.setdefault(name, set()).add(said["zh"])  # one error may span two pages
        wanted = self.questions[name].get("wanted", 1)
        if wanted > 1:
            print(f"{len(self.found.get(name, ()))} / {wanted}")
