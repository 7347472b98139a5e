"""Digits in a text, as people write and as speech recognition hears them: ``07700 900123``, "oh double seven oh".

Lengths decide what a run of digits can be; that is for the recognisers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

ZEROS = dict.fromkeys(("oh", "o", "zero", "nought", "naught", "nil"), "0")
UNITS = {
    word: str(n)
    for n, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), start=1)
}
TEENS = {
    word: str(n)
    for n, word in enumerate(
        ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        start=10,
    )
}
TENS = {
    word: str(n)
    for n, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2)
} | {"fourty": "4"}
_MISHEARD = {
    "to": "2",
    "too": "2",
    "for": "4",
    "fore": "4",
    "ate": "8",
    "won": "1",
    "free": "3",
    "sex": "6",
    "niner": "9",
}
_TIMES = {"double": 2, "dubble": 2, "triple": 3, "treble": 3}
_FILLERS = {"um", "er", "erm", "uh", "then", "space", "dash", "hyphen", "dot", "and", "er,", "comma", "pause"}

_TOKEN = re.compile(r"\d(?:[\do]*o(?![\w'’])|[\do]*\d)?|[^\W\d_]+|[^\w\s]|_")
_BETWEEN = re.compile(r"[\s.,()\-–—/·*]*")
# Dates, times and prices are no part of a number that points to a person.
_APART = re.compile(
    r"(?<![\d./-])(?:\d{1,2}(?P<s>[./-])\d{1,2}(?P=s)(?:19|20)?\d{2}|(?:19|20)\d{2}(?P<t>[./-])\d{1,2}(?P=t)\d{1,2})(?![./-]?\d)"
    r"|\b\d{1,2}[:.]\d{2}\s?(?:am|pm)?\b(?![\d.\-])(?!\s\d{3})"
    r"|\b\d{1,2}\s?(?:am|pm)\b"
    r"|[£$€]\s?\d[\d,]*(?:\.\d+)?"
    r"|(?<![\d/])(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d/])"
    r"|\b(?:19|20)\d\d\s?[-/–]\s?(?:(?:19|20)?\d\d)\b(?![\d-])"
)


@dataclass(frozen=True, slots=True)
class Digits:
    """One piece of a run: where it stands and the digits it means; ``spoken`` if in words."""

    start: int
    end: int
    value: str
    spoken: bool = False


Token = tuple[int, int, str]


def digit_runs(lower: str) -> Iterator[list[Digits]]:
    """Runs of digits in a text in lower case; a leading plus is ``+`` in the first piece's value."""
    if not _may_have_digits(lower):
        return
    apart = [match.span() for match in _APART.finditer(lower)]
    tokens = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(lower)]
    run: list[Digits] = []
    at = 0
    while at < len(tokens):
        piece, following = _piece(tokens, at, run)
        start = tokens[at][0]
        if piece is not None and any(a <= start < b for a, b in apart):
            piece = None
        if piece is not None and run and not _joined(lower, run[-1].end, piece.start):
            yield run
            run = []
        if piece is None:
            if run:
                yield run
                run = []
            at += 1
            continue
        run.append(piece)
        at = following
        while at < len(tokens) and _skippable(tokens, at, run):
            at += 1
    if run:
        yield run


def _may_have_digits(lower: str) -> bool:
    return any(c.isdigit() for c in lower) or _SPOKEN.search(lower) is not None


_SPOKEN = re.compile(r"\b(?:" + "|".join([*ZEROS, *UNITS, *TEENS, *TENS]) + r")\b")


def _joined(lower: str, end: int, start: int) -> bool:
    """Whether only spaces, brackets, dashes and fillers stand between two pieces."""
    between = _BETWEEN.sub(" ", lower[end:start]).split()
    return start - end < 24 and all(word in _FILLERS or word == "plus" for word in between)


def _skippable(tokens: list[Token], at: int, run: list[Digits]) -> bool:
    """A bracket, a dash or a filler that more digits follow."""
    word = tokens[at][2]
    if word not in _FILLERS and not _BETWEEN.fullmatch(word):
        return False
    if word == "/" and len(_value(run)) < 4:
        return False
    return any(_piece(tokens, after, run)[0] is not None for after in (at + 1, at + 2) if after < len(tokens))


def _piece(tokens: list[Token], at: int, run: list[Digits]) -> tuple[Digits | None, int]:
    """The piece that begins at a token, and the number of the token after it."""
    start, end, word = tokens[at]
    if word in ("+", "plus") or word in _TIMES:
        return _changed(tokens, at)
    if word[0].isdigit():
        return _hundred(tokens, at, Digits(start, end, "".join(str(int(c)) if c.isdecimal() else "0" for c in word)))
    if word in TENS:
        dash = int(at + 2 < len(tokens) and tokens[at + 1][2] == "-")
        unit = UNITS.get(tokens[at + 1 + dash][2]) if at + 1 < len(tokens) else None
        if unit:
            return Digits(start, tokens[at + 1 + dash][1], TENS[word] + unit, spoken=True), at + 2 + dash
        return Digits(start, end, TENS[word] + "0", spoken=True), at + 1
    value = ZEROS.get(word) or UNITS.get(word) or TEENS.get(word) or ""
    spoken = bool(run) and (run[0].spoken or run[0].value[0] in "0+")
    if not value and word in _MISHEARD and spoken and 4 <= len(_value(run)) < 11 and _follows(tokens, at):
        value = _MISHEARD[word]
    if not value:
        return None, at + 1
    return _hundred(tokens, at, Digits(start, end, value, spoken=True))


def _changed(tokens: list[Token], at: int) -> tuple[Digits | None, int]:
    """A plus before digits, or "double" before one of them."""
    start, _, word = tokens[at]
    piece, following = _piece(tokens, at + 1, []) if at + 1 < len(tokens) else (None, at + 1)
    if piece is None or piece.value.startswith("+") or (word in _TIMES and len(piece.value) != 1):
        return None, at + 1
    value = piece.value * _TIMES[word] if word in _TIMES else f"+{piece.value}"
    return Digits(start, piece.end, value, spoken=piece.spoken or word in _TIMES), following


def _follows(tokens: list[Token], at: int) -> bool:
    """Whether what comes next is certainly a digit."""
    if at + 1 >= len(tokens):
        return False
    word = tokens[at + 1][2]
    return word[0].isdigit() or word in UNITS or word in ZEROS or word in _TIMES


def _hundred(tokens: list[Token], at: int, piece: Digits) -> tuple[Digits, int]:
    """ "nine hundred", "nine hundred and twelve"."""
    if len(piece.value) != 1 or piece.value == "0" or at + 1 >= len(tokens) or tokens[at + 1][2] != "hundred":
        return piece, at + 1
    whole, after = Digits(piece.start, tokens[at + 1][1], piece.value + "00", spoken=True), at + 2
    if after + 1 < len(tokens) and tokens[after][2] == "and":
        more, following = _piece(tokens, after + 1, [])
        if more is not None and len(more.value) <= 2:
            value = piece.value + more.value.zfill(2)
            return Digits(piece.start, more.end, value, spoken=True), following
    return whole, after


def _value(run: list[Digits]) -> str:
    return "".join(piece.value for piece in run)


def value(run: list[Digits]) -> str:
    """All digits of a run, one after the other."""
    return _value(run)


def slices(run: list[Digits], lengths: tuple[int, ...]) -> Iterator[tuple[int, int, str]]:
    """Stretches of whole pieces with one of these numbers of digits: first piece, last piece, digits."""
    for first in range(len(run)):
        digits = ""
        for last in range(first, len(run)):
            digits += run[last].value
            if len(digits) in lengths:
                yield first, last, digits
            if len(digits) > max(lengths):
                break
