"""Phone numbers: British mobiles and landlines in any spacing or spoken, and foreign ones with a plus.

Numbering: Ofcom's National Telephone Numbering Plan (01 and 02 places, 07 mobiles; 03, 08 and 09 belong to organisations).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.anonymise.digits import Digits, value
from hub.anonymise.public import is_public_number
from hub.anonymise.reading import Reading
from hub.anonymise.recognisers.base import Recogniser
from hub.anonymise.spans import PiiType

# The usual length first; a digit too many or too few is a slip of the finger and still a number.
_LENGTHS = (11, 10, 12, 9, 13)
_SHORT_CUE = re.compile(
    r"\b(?:mobile|mob|tel|telephone|landline|whatsapp|phone|number|num|no|cell)\b[^.!?\d]{0,18}$"
    r"|\b(?:call|ring|text|phone|reach|msg|message|txt|bell|whatsapp|contact)\b[^.!?\d]{0,12}\bon:?\s*$"
    r"|\b(?:call|ring|text|phone|txt)(?:ed|ing)?(?: (?:me|us|him|her|them|back|mum|dad|home))?\b[^.!?\d]{0,10}$"
)
_NOT_A_PHONE = re.compile(
    r"(?:nhs|ref|reference|case|plan|ehcp?|invoice|crime|complaint|order|hospital|patient|ni|n\.i\.|insurance|claim"
    r"|incident|log|room|ticket|account|application|policy|upn|urn|cad|option)\W*(?:\w+\W+){0,2}(?:number|num|no|nr|n°|id|ref)?\b[^.!?\d]{0,18}$"
)


class PhoneRecogniser(Recogniser):
    """Numbers that ring at somebody's; helplines and short codes stay."""

    kind = PiiType.PHONE

    def find(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Each number of a run of digits."""
        for run in reading.runs:
            if not any(True for _ in _significant(run)):
                continue
            first, found = 0, False
            while first < len(run):
                last, public = _number(run, first)
                if last is None:
                    first += 1
                    continue
                if not public:
                    found = True
                    yield _bracketed(reading.text, run[first].start), run[last].end
                first = last + 1
            digits = value(run).lstrip("+")
            if (
                not found
                and 6 <= len(digits) <= 8
                and not is_public_number(digits)
                and self._cued(reading, run[0].start)
            ):
                yield run[0].start, run[-1].end

    @staticmethod
    def _cued(reading: Reading, start: int) -> bool:
        before = reading.before(start)
        return _SHORT_CUE.search(before) is not None and _NOT_A_PHONE.search(before) is None


def _significant(run: list[Digits]) -> Iterator[None]:
    if sum(len(piece.value) for piece in run) >= 6:
        yield None


def _number(run: list[Digits], first: int) -> tuple[int | None, bool]:
    """The last piece of a number that begins at a piece, and whether it is public."""
    ends: dict[int, tuple[int, str]] = {}
    digits = ""
    for last in range(first, len(run)):
        if last > first and run[last].value.startswith("+"):
            break
        digits += run[last].value
        if len(digits) > 18:
            break
        national = _national(digits)
        if national is None:
            continue
        if national == "08001111":
            return last, True
        ends.setdefault(len(national), (last, national))
    for length in _LENGTHS:
        if length in ends and (length in (11, 10) or ends[length][0] == len(run) - 1):
            last, national = ends[length]
            return last, is_public_number(national)
    if digits.startswith(("+", "00")) and 9 <= len(digits.lstrip("+0")) <= 15:
        return len(run) - 1, False
    return None, False


def _national(digits: str) -> str | None:
    """As dialled within Britain, or None where it does not begin like a number (digits so far; more may follow)."""
    for prefix in ("+44", "0044"):
        if digits.startswith(prefix):
            return "0" + digits.removeprefix(prefix).lstrip("0")
    if digits.startswith("+"):
        return None
    if digits.startswith("44") and len(digits) in (12, 13) and digits[2:].lstrip("0")[:1] in ("1", "2", "7"):
        return "0" + digits[2:].lstrip("0")
    if digits.startswith("0") and not digits.startswith("00"):
        return digits
    if digits.startswith("7") and len(digits) == 10:
        return "0" + digits
    return None


def _bracketed(text: str, start: int) -> int:
    """A bracket that opens just before the number belongs to it where it closes within."""
    return start - 1 if start and text[start - 1] == "(" and ")" in text[start : start + 8] else start
