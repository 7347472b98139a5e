"""Postcodes, in any case and spacing, and spoken letter by letter ("s g one two a b").

Form: Royal Mail's Programmers' Guide to PAF; the areas are those in use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.anonymise.codes import Code
from hub.anonymise.reading import Reading
from hub.anonymise.recognisers.base import Recogniser
from hub.anonymise.spans import PiiType
from hub.anonymise.word_sets import word_set

_AREAS = word_set(
    "ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec en ex fk fy g gl gu gy "
    "ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph "
    "pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze"
)
_INWARD = "[abd-hjlnp-uw-z]{2}"
_WRITTEN = re.compile(rf"(?<![^\W_])([a-z]{{1,2}})\s?(\d[a-z\d]?)([\s.\-–_]{{0,3}})([\do])({_INWARD})(?![^\W_])")
_COMPACT = re.compile(rf"([a-z]{{1,2}})\d[a-z\d]?[\do]{_INWARD}")
_ORDINAL = {"st", "nd", "rd", "th"}
_UNITS = {"pt", "lb", "ft", "yr", "hr", "gb", "tb", "nd", "ps"}
# Words that speech leaves whole and that could be read as two letters.
_WORDS = {
    "we",
    "us",
    "be",
    "so",
    "go",
    "do",
    "he",
    "up",
    "at",
    "as",
    "an",
    "by",
    "or",
    "of",
    "to",
    "no",
    "on",
    "in",
    "is",
    "it",
}


class PostcodeRecogniser(Recogniser):
    """Full postcodes; a district alone ("SG1") covers thousands of homes and stays."""

    kind = PiiType.POSTCODE

    def find(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Written postcodes, then spoken or spaced-out ones."""
        if any(c.isdigit() for c in reading.lower):
            for match in _WRITTEN.finditer(reading.lower):
                if match[1] in _AREAS and not _is_something_else(match):
                    yield match.span()
        for code in reading.codes:
            yield from _spoken(code)


def _is_something_else(match: re.Match[str]) -> bool:
    """ "b12 3rd", "s2 6pt"."""
    return (match[5] in _ORDINAL or match[5] in _UNITS) and match[3] != "" and len(match[1]) == 1


def _spoken(code: Code) -> Iterator[tuple[int, int]]:
    first = 0
    while first < len(code):
        last = _last(code, first)
        if last is not None:
            yield code[first].start, code[last].end
        first = first + 1 if last is None else last + 1


def _last(code: Code, first: int) -> int | None:
    """The last piece of a postcode that begins at a piece."""
    compact = ""
    for last in range(first, min(first + 8, len(code))):
        if code[last].value in _WORDS:
            return None
        compact += code[last].value
        match = _COMPACT.fullmatch(compact)
        ends = last + 1 == len(code) or not code[last + 1].letter
        if match and match[1] in _AREAS and last - first >= 2 and ends:
            return last
    return None
