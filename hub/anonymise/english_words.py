"""Words that are English and nothing else: frequent in English, and hardly met in seven other languages.

Names travel between languages, ordinary words do not. That tells "dismissive" from "Castellanos" where no list has either.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache

import numpy as np
import wordfreq
from numpy.typing import NDArray

from hub.anonymise.name_lists import OWN_LIST, name_lists, own_names, plain_letters

FILE = OWN_LIST.parent / "english.npz"
_OTHERS = ("de", "fr", "es", "it", "pl", "nl", "pt")
_SPOKEN_HERE = ("pl", "ro", "pt", "es", "it", "fr", "tr", "uk", "ru", "lt", "ar", "ur", "bn", "hi", "el", "hu")
_FREQUENT = 3e-5  # Zipf 4.5
_AT_LEAST = 100.0  # times in a thousand million words: Zipf 2
_MORE_OFTEN = 10.0  # than in the four languages that have it most (geometric mean)


@cache
def english_words() -> frozenset[str]:
    """Read from the repository, where ``build`` left them."""
    return _read("words")


@cache
def foreign_words() -> frozenset[str]:
    """Frequent words of languages spoken in the county, names left out."""
    return _read("foreign")


def _read(name: str) -> frozenset[str]:
    with np.load(FILE, allow_pickle=False) as file:
        return frozenset(bytes(file[name]).decode().split("\n"))


def build() -> None:
    """Count both in the lists of wordfreq (seconds) and keep them."""
    unfinished = FILE.with_suffix(".part.npz")
    np.savez_compressed(unfinished, words=_packed(_count()), foreign=_packed(_foreign()))
    unfinished.replace(FILE)
    english_words.cache_clear()
    foreign_words.cache_clear()


def _packed(words: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(sorted(words)).encode(), dtype=np.uint8)


def _foreign() -> set[str]:
    lists = name_lists()
    found: set[str] = set()
    for language in _SPOKEN_HERE:
        for word, frequency in wordfreq.get_frequency_dict(language, "best").items():
            plain = plain_letters(word)
            named = plain in lists.first or plain in lists.last or word in lists.native
            if frequency >= _FREQUENT and len(word) > 1 and word.isalpha() and not named:
                found.add(word)
    wordfreq.get_frequency_dict.cache_clear()
    return found


def _count() -> frozenset[str]:
    english = {
        word: math.log10(f) + 9
        for word, f in wordfreq.get_frequency_dict("en", "large").items()
        if f * 1e9 >= _AT_LEAST
    }
    others: dict[str, list[float]] = {word: [] for word in english}
    for language in _OTHERS:
        for word, frequency in wordfreq.get_frequency_dict(language, "best").items():
            if word in others:
                others[word].append(math.log10(frequency) + 9)
    # The lists of the other languages are large and never needed again.
    wordfreq.get_frequency_dict.cache_clear()
    names = {name for _, name in own_names()}
    return frozenset(
        word
        for word, met in others.items()
        if word.isalpha()
        and word not in names
        and english[word] - sum(sorted(met, reverse=True)[:4]) / 4 >= math.log10(_MORE_OFTEN)
    )
