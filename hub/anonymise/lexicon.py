"""What is known of a word by itself: how frequent it is, whether lists have it as a name or as ordinary, what it looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from hub.anonymise.english_words import english_words, foreign_words
from hub.anonymise.name_lists import name_lists, plain_letters
from hub.anonymise.vocabulary import frequent_words, home_words, listed, ordinary, zipf

_ENDINGS = (
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "ly",
    "er",
    "ers",
    "y",
    "ness",
    "less",
    "ful",
    "able",
    "ish",
    "ive",
    "al",
    "ion",
    "ions",
    "ment",
    "ments",
    "ity",
    "ous",
    "ic",
    "ation",
    "ance",
    "ence",
    "est",
    "ise",
    "ised",
    "ising",
    "ism",
    "ship",
    "hood",
    "ure",
    "n't",
    "'ll",
    "'d",
    "'re",
    "'ve",
    "'m",
    "'s",
    "like",
    "wise",
)


class Lexeme(NamedTuple):
    """A word without its context."""

    plain: str
    zipf: int  # half steps, 0 to 15
    status: str  # "o" listed as ordinary, "a" listed as both, "h" of the project's own texts, "e" English only, "f" of another language, "-" none of these
    first: int  # 0 not listed, 1 seldom, 2 often
    last: int
    near: int  # 0 no ordinary word; 1 one slip from one; 2 an ordinary word with an ending or two run together; 3 one itself
    latin: bool

    @property
    def listed(self) -> bool:
        """Whether it is a name on some list."""
        return bool(self.first or self.last)


@lru_cache(maxsize=60_000)
def lexeme(word: str) -> Lexeme:
    """Look up a word in lower case."""
    plain = plain_letters(word)
    lists = name_lists()
    frequency = max(
        zipf(word), zipf(plain), zipf(word.replace("'", "")) if "'" in word and not word.endswith("'s") else 0
    )
    first, last = listed(plain)
    if not first and not last and len(plain) > 3:
        # "amelias teacher", "the okafors"
        stem = plain[:-1] if plain.endswith("s") else ""
        if stem and not ordinary_itself(plain) and frequency < 3.3:
            first, last = lists.first.get(stem, 0), lists.last.get(stem, 0)
    if not plain.isascii() and word in lists.native:
        first = 2
    return Lexeme(
        plain=plain,
        zipf=int(frequency * 2),
        status=_status(word, plain),
        first=_size(first),
        last=_size(last),
        near=_near(plain, named=bool(first or last)),
        latin=plain.isascii(),
    )


def _size(count: int) -> int:
    return 0 if count == 0 else 1 if count < 3 else 2


def _status(word: str, plain: str) -> str:
    lists = ordinary()
    if word in lists.also_names or plain in lists.also_names:
        return "a"
    if word in lists.words or plain in lists.words:
        return "o"
    if not any(listed(word)) and (word in foreign_words()) and zipf(word) < 3.3:
        return "f"
    return "h" if word in home_words() else "e" if word in english_words() and not any(listed(word)) else "-"


def ordinary_itself(plain: str) -> bool:
    """Whether it is frequent, or ordinary by a list."""
    return plain in frequent_words() or plain in ordinary().words or plain in home_words()


def _near(plain: str, *, named: bool) -> int:
    if ordinary_itself(plain):
        return 3
    if named or not plain.isascii() or len(plain) < 3:
        return 0
    if any(plain.endswith(ending) and _stem(plain[: -len(ending)]) for ending in _ENDINGS) or _two_words(plain):
        return 2
    squeezed = re.sub(r"(.)\1{2,}", r"\1", plain)
    if squeezed != plain and (ordinary_itself(squeezed) or ordinary_itself(re.sub(r"(.)\1{2,}", r"\1\1", plain))):
        return 2
    return int(len(plain) > 3 and _is_slip(plain))


def _stem(stem: str) -> bool:
    return len(stem) > 2 and (
        ordinary_itself(stem)
        or ordinary_itself(stem + "e")
        or (len(stem) > 3 and stem[-1] == stem[-2] and ordinary_itself(stem[:-1]))
        or (stem.endswith("i") and ordinary_itself(stem[:-1] + "y"))
    )


def _two_words(plain: str) -> bool:
    """ "alot", "infact", "eachother"."""
    return any(
        zipf(plain[:cut]) >= 5
        and zipf(plain[cut:]) >= 5
        and ordinary_itself(plain[:cut])
        and ordinary_itself(plain[cut:])
        for cut in range(1 if plain[0] == "a" else 2, len(plain) - 1)
    )


def _is_slip(plain: str) -> bool:
    """Whether one letter too many, too few or wrong, or two the wrong way round, make it of a word that many people use."""
    return any(
        OSA.distance(plain, word, score_cutoff=1) <= 1
        for slip in _without_one(plain)
        for word in _slips().get(slip, ())
    )


def _without_one(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


@cache
def _slips() -> dict[str, tuple[str, ...]]:
    """Words that many people use, by what is left with any one letter out: what a slip of the finger shares with its word."""
    slips: dict[str, list[str]] = {}
    for word in {w for w in frequent_words() if len(w) > 4 and zipf(w) >= 4} | {w for w in home_words() if len(w) > 5}:
        for left in set(_without_one(word)):
            slips.setdefault(left, []).append(word)
    return {left: tuple(words) for left, words in slips.items()}
