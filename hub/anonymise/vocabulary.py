"""Which words are known to be ordinary: frequent in English, in the project's own texts, or on the list of ordinary words."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import wordfreq

from hub.anonymise.english_words import english_words
from hub.anonymise.name_lists import name_lists, plain_letters
from hub.anonymise.word_sets import word_set

_ROOT = Path(__file__).parent.parent.parent
ORDINARY = _ROOT / "hub" / "anonymise_data" / "ordinary.txt"
PHRASES = ORDINARY.parent / "phrases.txt"
_ARTICLES = _ROOT / "knowledge_base" / "articles"
_PHRASINGS = _ROOT / "knowledge_base" / "phrasings"
_SAFETY = _ROOT / "hub" / "safety_data" / "training.jsonl"
_LOWER_WORD = re.compile(r"(?<![\w@./-])[a-z]+(?:'[a-z]+)?(?![\w@])")
_ODD = 3
_FREQUENT, _KNOWN = 2e-6, 1e-7  # Zipf 3.3 and 2
_HEADING_OF_NAMES = "also names"


class Ordinary(NamedTuple):
    """The lists of ordinary.txt."""

    words: frozenset[str]
    also_names: frozenset[str]
    phrases: dict[str, tuple[tuple[str, ...], ...]]  # by first word, longest first
    groups: tuple[tuple[str, str], ...]  # heading and entry, as they stand


@cache
def ordinary() -> Ordinary:
    """Read ordinary.txt once."""
    words: set[str] = set()
    also: set[str] = set()
    phrases: dict[str, list[tuple[str, ...]]] = {}
    ambiguous = False
    groups: list[tuple[str, str]] = []
    heading = ""
    for line in "\n".join(path.read_text(encoding="utf-8") for path in (ORDINARY, PHRASES)).splitlines():
        if line.startswith("#"):
            heading = line
            ambiguous = line.rstrip().endswith(_HEADING_OF_NAMES)
            continue
        groups.append((heading, line.strip()))
        parts = tuple(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", line.lower().replace("’", "'")))
        if len(parts) > 1:
            # A possessive is told apart from its word, in texts as here.
            bare = tuple(part.removesuffix("'s") for part in parts)
            phrases.setdefault(bare[0], []).append(bare)
        elif parts and not any(c.isspace() for c in line.strip()):
            (also if ambiguous else words).update(parts)
    return Ordinary(
        frozenset(words - also),
        frozenset(also),
        {first: tuple(sorted(found, key=len, reverse=True)) for first, found in phrases.items()},
        tuple(groups),
    )


@cache
def _frequencies() -> dict[str, float]:
    frequencies: dict[str, float] = wordfreq.get_frequency_dict("en", "large")
    return frequencies


def zipf(word: str) -> float:
    """How frequent a word is in English: 0 unknown, 3 rare, 5 frequent, 7 "the" (powers of ten per thousand million)."""
    frequency = _frequencies().get(word, 0.0)
    return math.log10(frequency) + 9 if frequency else 0.0


@cache
def home_words() -> frozenset[str]:
    """Words of the articles, and those that several people used in the phrasings and the safety screen's examples."""
    written = Counter(
        _LOWER_WORD.findall(" ".join(path.read_text(encoding="utf-8") for path in sorted(_ARTICLES.rglob("*.md"))))
    )
    spoken: Counter[str] = Counter()
    for line in said():
        spoken.update(set(_LOWER_WORD.findall(line.replace("’", "'"))))
    return frozenset(
        word
        for word in {*written, *spoken}
        if (written[word] >= 2 or spoken[word] >= 3) and not (is_listed_name(word) and zipf(word) < 4.5)
    )


def said() -> Iterator[str]:
    """What people write, without names: the phrasings of the knowledge base and the safety screen's examples."""
    for path in sorted(_PHRASINGS.glob("*.txt")):
        yield from path.read_text(encoding="utf-8").splitlines()
    for line in _SAFETY.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)["text"]


def phrase_words(plain: Sequence[str]) -> list[int]:
    """For each word 2 where it belongs to a phrase that is certainly ordinary ("grace period", "welham green").

    1 where the phrase has a little word in it ("hope you", "bill for") and could be chance; 0 elsewhere.
    """
    inside = [0] * len(plain)
    phrases = ordinary().phrases
    for at, first in enumerate(plain):
        for phrase in phrases.get(first, ()):
            if tuple(plain[at : at + len(phrase)]) == phrase:
                sure = 2 if len(phrase) > 2 or not _LITTLE.intersection(phrase) else 1
                inside[at : at + len(phrase)] = [max(sure, known) for known in inside[at : at + len(phrase)]]
                break
    return inside


_LITTLE = word_set(
    "a about against and any as at be by can for from go had has have he her him his i in is it may me might my no not of off on or our out she should so "
    "that the them they this to up us was we were will with would you your day week month year room class teacher art well need get sheet conversation dropped said"
)


def article_sentences() -> Iterator[str]:
    """The sentences of the articles, without headings, links and front matter."""
    for path in sorted(_ARTICLES.rglob("*.md")):
        _, _, body = path.read_text(encoding="utf-8").removeprefix("---").partition("\n---")
        for line in body.splitlines():
            plain = re.sub(r"\[([^\]]*)\](?:\([^)]*\))?|[*_`#>|]|^\s*[-\d]+[.)]?\s", r"\1 ", line).strip()
            yield from (part for part in re.split(r"(?<=[.!?]) ", plain) if part)


def listed(word: str) -> tuple[int, int]:
    """In how many places it is a first name, and a surname; none where it is English and only some odd list has it."""
    plain = plain_letters(word)
    lists = name_lists()
    first, last = lists.first.get(plain, 0), lists.last.get(plain, 0)
    return (0, 0) if first + last < _ODD and plain in english_words() else (first, last)


def is_listed_name(word: str) -> bool:
    """Whether some list has it as a name."""
    return any(listed(word))


@cache
def frequent_words() -> frozenset[str]:
    """Words frequent in English, or English and nothing else, that no list has as names."""
    return frozenset(
        word
        for word, frequency in _frequencies().items()
        if (frequency >= _FREQUENT or (frequency >= _KNOWN and word in english_words())) and not is_listed_name(word)
    )


@cache
def _everyday() -> frozenset[str]:
    return (frequent_words() | ordinary().words | home_words()) - ordinary().also_names


def is_everyday(word: str) -> bool:
    """Whether a word (lower case) is certainly ordinary, whatever its context."""
    return word in _everyday()
