"""Codes of letters and digits said or written piece by piece: "s g one two a b", "h c c dash four four one"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hub.anonymise.digits import TEENS, TENS, UNITS, ZEROS

# The NATO alphabet, as people spell on the phone.
_NATO = {
    word: word[0]
    for word in [
        "alpha",
        "alfa",
        "bravo",
        "charlie",
        "delta",
        "echo",
        "foxtrot",
        "golf",
        "hotel",
        "india",
        "juliet",
        "juliett",
        "kilo",
        "lima",
        "mike",
        "november",
        "oscar",
        "papa",
        "quebec",
        "romeo",
        "sierra",
        "tango",
        "uniform",
        "victor",
        "whiskey",
        "whisky",
        "xray",
        "yankee",
        "zulu",
    ]
}
_MARKS = {
    "dash": "-",
    "hyphen": "-",
    "slash": "/",
    "stroke": "/",
    "forward": "",
    "oblique": "/",
    "minus": "-",
    "capital": "",
    "letter": "",
    "then": "",
    "underscore": "_",
    "point": ".",
    "dot": ".",
    "colon": "",
    "space": "",
}
_NUMBERS = {**{k: v for k, v in ZEROS.items() if len(k) > 1}, **UNITS, **TEENS}
_VALUES = {
    **{word: f"{tens}0" for word, tens in TENS.items()},
    **_NUMBERS,
    **_NATO,
    **_MARKS,
    **dict.fromkeys((".", "-", ",", "/"), ""),
}
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_TIMES = {"double": 2, "triple": 3, "treble": 3}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a code: where it stands and what it means."""

    start: int
    end: int
    value: str
    letter: bool  # a single letter


Code = list[Piece]
Token = tuple[int, int, str]


def codes(lower: str) -> Iterator[Code]:
    """Stretches of single letters, number words and numerals, at least four pieces long."""
    code: Code = []
    tokens = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(lower)]
    at = 0
    while at < len(tokens):
        piece, at = _piece(tokens, at)
        if piece is None:
            if len(code) >= 4:
                yield code
            code = []
        elif piece.value:
            code.append(piece)
    if len(code) >= 4:
        yield code


def _piece(tokens: list[Token], at: int) -> tuple[Piece | None, int]:
    """The piece that begins at a token (None: no code goes on here), and the number of the token after it."""
    start, end, word = tokens[at]
    following = tokens[at + 1][2] if at + 1 < len(tokens) else ""
    if len(word) == 1 and word.isalpha():
        return _letter(tokens, at)
    if word in _TIMES and following:
        repeated, after = _piece(tokens, at + 1)
        if repeated is None or len(repeated.value) != 1:
            return None, at + 1
        return Piece(start, repeated.end, repeated.value * _TIMES[word], repeated.letter), after
    if word in TENS and following in UNITS:
        return Piece(start, tokens[at + 1][1], TENS[word] + UNITS[following], letter=False), at + 2
    value = _VALUES.get(word)
    if value is None and _is_written(word):
        value = word
    return (None if value is None else Piece(start, end, value, letter=word in _NATO)), at + 1


def _letter(tokens: list[Token], at: int) -> tuple[Piece, int]:
    """A letter, with the word it is told by: "s for sugar", "b as in bravo"."""
    start, end, letter = tokens[at]
    words = [word for _, _, word in tokens[at + 1 : at + 4]]
    if len(words) > 1 and words[0] == "for" and words[1].startswith(letter):
        return Piece(start, tokens[at + 2][1], letter, letter=True), at + 3
    if len(words) > 2 and words[:2] == ["as", "in"] and words[2].startswith(letter):
        return Piece(start, tokens[at + 3][1], letter, letter=True), at + 4
    return Piece(start, end, letter, letter=True), at + 1


def _is_written(word: str) -> bool:
    """ "sg", "2ab", "4410": two letters, or digits with or without a letter or two."""
    if word.isdecimal():
        return len(word) <= 8
    return len(word) <= 4 and word.isascii() and word.isalnum() and (len(word) == 2 or any(c.isdigit() for c in word))
