"""References that are easy to say and to type: six signs such as K7M-4XR.

The alphabet leaves out what looks alike (0 and O, 1 and I and L, 2 and Z, 5 and S, 8 and B) or sounds alike on the
phone (B C D E G P T V with 3; A J with K; F S with X; N with M; Q U with 2; 5 with 9; 8 with H). Every reference has at
least two letters and one digit, so that neither a word nor a phone number is taken for one.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

LETTERS = "HKMRWXY"
DIGITS = "234679"
ALPHABET = LETTERS + DIGITS
LENGTH = 6

SPOKEN_LETTERS = {
    "H": "hotel",
    "K": "kilo",
    "M": "mike",
    "R": "romeo",
    "W": "whiskey",
    "X": "x-ray",
    "Y": "yankee",
}
_SOUNDS = {name.replace("-", ""): letter for letter, name in SPOKEN_LETTERS.items()} | {
    "whisky": "W",
    "aitch": "H",
    "haitch": "H",
    "kay": "K",
    "em": "M",
    "ar": "R",
    "arr": "R",
    "ex": "X",
    "eks": "X",
    "wye": "Y",
    "two": "2",
    "three": "3",
    "four": "4",
    "six": "6",
    "seven": "7",
    "nine": "9",
}
# Ordinary words that speech recognition writes for a sign: signs only where others stand beside them.
_PERHAPS = {"to": "2", "too": "2", "for": "4", "fore": "4", "are": "R", "why": "Y", "okay": "K", "niner": "9"}
# Words of our letters alone, and what ends a message.
_WORDS = frozenset(
    ["my", "why", "wry", "hm", "hmm", "mm", "mmm", "mr", "km", "rx", "hr", "yr", "kk", "xx", "xxx", "xxxx"]
)
_TOKEN = re.compile(r"[a-z]+(?:\d[a-z\d]*)?|\d[a-z\d]*")
_TWICE = {"double": 2, "triple": 3, "treble": 3}
_MOST = 2_000


def new_reference() -> str:
    """A fresh one, as good as impossible to guess together with a phone number; may exist already."""
    while True:
        made = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if _is_reference(made) and not {made[:3].lower(), made[3:].lower()} & _WORDS:
            return made


def show_reference(reference: str) -> str:
    """For reading: "K7M-4XR"."""
    return f"{reference[:3]}-{reference[3:]}"


def speak_reference(reference: str) -> str:
    """For hearing: "K for kilo, 7, M for mike, 4, X for x-ray, R for romeo"."""
    return ", ".join(f"{sign} for {SPOKEN_LETTERS[sign]}" if sign in SPOKEN_LETTERS else sign for sign in reference)


def parse_reference(text: str) -> str | None:
    """The first reference in a message, however it is written or said; None where there is none.

    Never raises for any text.
    """
    found: list[_Signs] = []
    for signs in [*_read(text[:_MOST].lower()), _BREAK]:
        if signs.text:
            found.append(signs)
        elif reference := _six_of(found):
            return reference
        else:
            found = []
    return None


@dataclass(frozen=True)
class _Signs:
    """What one token stands for; nothing where it is not part of a reference. ``sure``: it is hardly anything else."""

    text: str
    sure: bool = True


_BREAK = _Signs("")


def _is_reference(signs: str) -> bool:
    return (
        len(signs) == LENGTH and sum(sign in LETTERS for sign in signs) >= 2 and any(sign in DIGITS for sign in signs)
    )


def _six_of(found: list[_Signs]) -> str | None:
    """The reference in a row of signs: all of them, or without the ordinary words at its ends."""
    start, end = 0, len(found)
    while True:
        signs = "".join(one.text for one in found[start:end])
        if len(signs) <= LENGTH:
            sure = any(one.sure and set(one.text) & set(LETTERS) for one in found[start:end])
            return signs if sure and _is_reference(signs) else None
        if not found[start].sure:
            start += 1
        elif not found[end - 1].sure:
            end -= 1
        else:
            return None


def _read(text: str) -> list[_Signs]:
    """What each token stands for, with "k for kilo" and "double seven" put together."""
    text = re.sub(r"\bx[ -]ray\b", "xray", text)
    text = re.sub(r"\bdouble[ -]?(?:you|u)\b", "w", text)
    # "m for mother", "x as in xylophone": the letter alone.
    text = re.sub(r"\b([a-z]) (?:for|as in|like in|like) \1[a-z]{2,}\b", r"\1", text)
    signs: list[_Signs] = []
    times = 1
    for token in _TOKEN.findall(text):
        if token in _TWICE:
            times = _TWICE[token]
            continue
        read = _signs_of(token)
        signs.append(_Signs(read.text * times, read.sure))
        times = 1
    return signs


def _signs_of(token: str) -> _Signs:
    if token in _SOUNDS:
        return _Signs(_SOUNDS[token])
    if token in _PERHAPS:
        return _Signs(_PERHAPS[token], sure=False)
    written = token.upper()
    if set(written) <= set(ALPHABET) and len(written) <= LENGTH:
        return _Signs(written, sure=token not in _WORDS)
    return _BREAK
