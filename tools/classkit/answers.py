"""Answers computed from the data, and the sealed file that pages and notebooks check against."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "lessons" / "kit"))

import sealed

ROUNDS = 120_000  # of PBKDF2: a tenth of a second on a laptop, about one on an old phone
_PADDED = 64  # what is said is padded to multiples of this, so that its length tells little


@dataclass
class Answers:
    """What is right and what is known to be wrong of one question, with what is said of each.

    `right` and `known` map an answer as one may write it to its texts by language.
    """

    name: str
    kind: str
    right: dict[str, dict[str, str]]
    known: dict[str, dict[str, str]] = field(default_factory=dict)
    digits: int = 2
    unit: str = ""
    wanted: int = 1
    help: dict[str, str] = field(default_factory=dict)  # the way, without the answer

    def spelt(self, answer: object) -> str | None:
        return sealed.normal(answer, self.kind, self.digits, self.unit)


def sealed_file(questions: list[Answers], rounds: int = ROUNDS) -> str:
    """The text of `answers.json` for these questions."""
    with ThreadPoolExecutor(2) as pool:
        held = dict(pool.map(lambda one: (one.name, _sealed(one, rounds)), questions))
    return json.dumps({"rounds": rounds, "questions": held}, ensure_ascii=False, indent=0)


def _sealed(one: Answers, rounds: int) -> dict:
    # The same question always has the same salt: the same source makes the same kit.
    salt = hashlib.sha256(f"class kit, question {one.name}".encode()).hexdigest()[:32]
    held: dict = {"kind": one.kind, "digits": one.digits, "unit": one.unit, "salt": salt}
    if one.wanted > 1:
        held["wanted"] = one.wanted
    if one.help:
        held["help"] = one.help
    seen: set[str] = set()
    for outcome in ("right", "known"):
        held[outcome] = []
        for answer, said in getattr(one, outcome).items():
            spelt = one.spelt(answer)
            if spelt is None:
                raise ValueError(f"question {one.name}: {answer!r} is no {one.kind}")
            if spelt in seen:
                if outcome == "known":
                    raise ValueError(f"question {one.name}: {answer!r} is right and wrong")
                continue
            seen.add(spelt)
            secret = sealed.key(spelt, salt, rounds)
            text = json.dumps(said, ensure_ascii=False).encode()
            text += b" " * (-len(text) % _PADDED)
            held[outcome].append(
                {
                    "is": sealed.fingerprint(secret),
                    "says": base64.b64encode(sealed.locked(secret, text)).decode(),
                }
            )
        held[outcome].sort(key=lambda entry: entry["is"])  # order tells nothing
    return held
