"""National Insurance numbers: two letters, six digits, a letter A to D; QQ too, the prefix of examples.

Form: HMRC's National Insurance Manual, NIM39110.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.anonymise.codes import Code
from hub.anonymise.reading import Reading
from hub.anonymise.recognisers.base import Recogniser
from hub.anonymise.spans import PiiType

_WRITTEN = re.compile(
    r"(?<![^\W_])[a-z]{2}[\s./-]{0,3}\d{2}[\s./-]{0,3}\d{2}[\s./-]{0,3}\d{2}[\s./-]{0,3}[a-d](?![^\W_])"
)
_WITHOUT_END = re.compile(r"(?<![^\W_])[a-z]{2}[\s./-]{0,3}\d{2}[\s./-]{0,3}\d{2}[\s./-]{0,3}\d{2}(?![\d])")
_CUE = re.compile(r"\b(?:ni|n\.i\.?|n i|nino|national insurance|nat ins)\b[^!?\d]{0,30}$")
_COMPACT = re.compile(r"[a-z]{2}\d{6}[a-d]")


class NiNumberRecogniser(Recogniser):
    """Written in any spacing, spoken, and without the last letter after the words "NI number"."""

    kind = PiiType.NI_NUMBER

    def find(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Written numbers, then spoken ones."""
        lower = reading.lower
        if any(c.isdigit() for c in lower):
            for match in _WRITTEN.finditer(lower):
                yield match.span()
            for match in _WITHOUT_END.finditer(lower):
                if _CUE.search(reading.before(match.start())):
                    yield match.span()
        for code in reading.codes:
            yield from _spoken(code)


def _spoken(code: Code) -> Iterator[tuple[int, int]]:
    for first in range(len(code)):
        compact = ""
        for last in range(first, len(code)):
            compact += code[last].value
            if len(compact) > 9:
                break
            if _COMPACT.fullmatch(compact):
                yield code[first].start, code[last].end
