"""Putting placeholders where personal data stood: the same for the same value, numbered where values differ."""

from __future__ import annotations

import re

from hub.anonymise.name_lists import plain_letters
from hub.anonymise.spans import PLACEHOLDER, PiiType


class Placeholders:
    """Hands out placeholders for one text; numbers that stand in the text already are not given again."""

    def __init__(self, text: str) -> None:
        self._given: dict[tuple[PiiType, str], str] = {}
        self._last = dict.fromkeys(PiiType, 0)
        for match in PLACEHOLDER.finditer(text):
            kind = PiiType(match[1])
            self._last[kind] = max(self._last[kind], int(match[2] or 1))

    def give(self, kind: PiiType, value: str) -> str:
        """ "[NAME]" for the first value of a kind, "[NAME 2]" for the second."""
        key = (kind, _same(value))
        if key not in self._given:
            self._last[kind] += 1
            number = self._last[kind]
            self._given[key] = f"[{kind.value}]" if number == 1 else f"[{kind.value} {number}]"
        return self._given[key]


def _same(value: str) -> str:
    """What two spellings of one value share: letters and digits, whatever the case, spacing and accents."""
    return re.sub(r"[\W_]+", "", plain_letters(value)) or value
