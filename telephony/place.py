"""Where a call stands, as it travels in the signed address of the next turn: so a call goes on without Redis, too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self, get_args
from urllib.parse import urlencode

TURN = "/telephony/voice/turn"
# "": nothing open. answer: an answer that can be texted. menu: the keypad menu. question: one with choices.
# number: an open one, answered with several keys. check: "is anyone in danger". crisis: the numbers. bye: a goodbye.
# rate: a goodbye with the question how the call was. comment: why. wait: for a call handler; missed counts how often we
# have listened. nobody: no handler came, and a call back is offered.
At = Literal["", "answer", "menu", "question", "number", "check", "crisis", "bye", "rate", "comment", "wait", "nobody"]
_MOST_TURNS = 9_999
_TOPIC = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True)
class Place:
    """``turn`` counts from 1; ``missed`` counts the turns in a row in which we heard or understood nothing.

    ``asks`` is the topic about which we have just asked if our answer helped.
    """

    turn: int
    at: At = ""
    missed: int = 0
    asks: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self | None:
        """From the address; None where it is not one of ours."""
        turn, missed, at = query.get("n", ""), query.get("missed", "0"), query.get("at", "")
        asks = query.get("asks", "")
        known: At | None = next((one for one in get_args(At) if one == at), None)
        numbers = all(one.isascii() and one.isdigit() and len(one) <= 4 for one in (turn, missed))
        if known is None or not numbers or not 1 <= int(turn) <= _MOST_TURNS:
            return None
        return cls(int(turn), known, int(missed), asks if _TOPIC.fullmatch(asks) else "")

    def then(self, at: At, missed: int = 0, *, asks: str = "") -> Self:
        """The place of the turn after this."""
        return replace(self, turn=self.turn + 1, at=at, missed=missed, asks=asks)

    @property
    def query(self) -> str:
        """The place as it stands in an address; ``read`` undoes it."""
        values = {"n": self.turn, "at": self.at, "missed": self.missed, "asks": self.asks}
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def address(self) -> str:
        """Where Twilio sends what it hears."""
        return f"{TURN}?{self.query}"
