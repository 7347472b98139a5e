"""NHS numbers: ten digits, the last a check digit, or digits that are called an NHS number.

Check digit: NHS Data Dictionary, "NHS number" (weights 10 to 2, modulus 11). About one ten-digit number in eleven passes it
by chance, so a number that could be a phone number needs the words too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.anonymise.digits import Digits, slices
from hub.anonymise.reading import Reading
from hub.anonymise.recognisers.base import Recogniser
from hub.anonymise.spans import PiiType

_CUE = re.compile(
    r"\b(?:nhs|n\.h\.s\.?|n h s|hospital|patient|health)\b[^.!?\d]{0,12}\b(?:number|num|no|nr|id|#)\b[^!?\d]{0,25}$|\bnhs\W{0,4}$|\bnhs\b.{0,6}$"
)
_CUE_AFTER = re.compile(
    r"^[^\w]{0,4}(?:is|was|thats|that's)?\W{0,3}(?:my|his|her|the|their)?\W{0,3}\bnhs (?:number|no|num)\b"
)


class NhsNumberRecogniser(Recogniser):
    """Numbers with a right check digit, and ten digits after the words."""

    kind = PiiType.NHS_NUMBER

    def find(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """At most one number in each place."""
        for run in reading.runs:
            until = -1
            for first, last, digits in slices(run, (10, 9, 11)):
                if first <= until:
                    continue
                if self._is_one(reading, run, first, last, digits):
                    until = last
                    yield run[first].start, run[last].end

    @staticmethod
    def _is_one(reading: Reading, run: list[Digits], first: int, last: int, digits: str) -> bool:
        start, end = run[first].start, run[last].end
        cued = _CUE.search(reading.before(start)) is not None or _CUE_AFTER.search(reading.after(end)) is not None
        if cued and first == 0:
            more = sum(len(piece.value) for piece in run[last + 1 :])
            return len(digits) == 10 or (more == 0 and digits.isdigit())
        return has_check_digit(digits) and not digits.startswith("7") and first == 0 and last == len(run) - 1


def has_check_digit(digits: str) -> bool:
    """Whether ten digits end in the right check digit.

    >>> has_check_digit("4010232137"), has_check_digit("4010232138")
    (True, False)
    """
    if len(digits) != 10 or not digits.isdecimal() or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(digits[9])
