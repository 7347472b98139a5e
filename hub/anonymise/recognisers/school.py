"""Schools by name: "St Joan's Primary", "oakfield academy", "st marys". Kinds of school ("his primary school") stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hub.anonymise.reading import Reading, Word
from hub.anonymise.recognisers.base import Recogniser
from hub.anonymise.recognisers.school_words import (
    CAPITAL_HEADS,
    GENERIC,
    HEADS,
    KINDS,
    NO_PLACES,
    PLACE_ENDINGS,
    PLACE_WORDS,
)
from hub.anonymise.spans import PiiType
from hub.anonymise.vocabulary import is_everyday, ordinary
from hub.anonymise.word_sets import word_set

_SAINT = re.compile(r"(?<!\w)(?:st\.?|saint|ss|sts) (?P<name>[^\W\d_]+(?:['’`]s|s['’`])?)", re.IGNORECASE)
_NOT_AFTER_SAINT = re.compile(
    r"^(?:['’]?s?)? ?(?:hospital|hospice|day|ambulance|church|road|street|close|avenue|lane|square|park|health|surgery|centre"
    r"|medical|city|town|cathedral|pancras|christmas|mencap|station|way|drive|wood)\b"
)
_SAINTLY_TOWNS = word_set("albans ives neots helens pancras austell asaph leonards ippolyts helier davids")
_TAIL = re.compile(
    r"^,? (?:and|&) (?:nursery|pre-?school|sixth form|infants?|juniors?|childrens? centre)(?: school| class)?\b|^ for (?:girls|boys)\b"
)
_APART = frozenset('.!?,;:\n()"/–—')
# Rare words before these are places or schools: "Hobden Park".
_PLACES = word_set(
    "park manor grange ridge hall lodge lea mead meadow meadows hill wood woods green grove croft brook bank field fields lane house court heath vale acre acres end"
)


class SchoolRecogniser(Recogniser):
    """A name before a word like "primary", saints' schools without it, and rare places like "Hobden Park"."""

    kind = PiiType.SCHOOL

    def find(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Names with their heads, then saints, then places."""
        words = reading.words
        phrases = reading.phrases
        at = 0
        while at < len(words):
            if not _is_head(reading, words[at]):
                at += 1
                continue
            last = at
            while (
                last + 1 < len(words) and not words[last].possessive and _joined(reading, words[last], words[last + 1])
            ):
                if words[last + 1].plain not in HEADS and not (
                    words[last].plain == "sixth" and words[last + 1].plain == "form"
                ):
                    break
                last += 1
            first = _beginning(reading, at)
            if first is not None and not all(known == 2 for known in phrases[first : last + 1]):
                tail = _TAIL.match(reading.after(words[last].end))
                yield words[first].start, words[last].end + (tail.end() if tail else 0)
            at = last + 1
        yield from _saints(reading)
        yield from _placed(reading, phrases)


def _is_head(reading: Reading, word: Word) -> bool:
    return word.plain in HEADS or (word.plain in CAPITAL_HEADS and _is_capital(reading, word))


def _beginning(reading: Reading, head: int) -> int | None:
    """The first word of the name before a head, or None where only a kind of school stands there."""
    words = reading.words
    first: int | None = None
    at = head - 1
    while at >= 0 and head - at <= 8 and _joined(reading, words[at], words[at + 1]):
        word = words[at]
        if [w.plain for w in words[max(0, at - 2) : at + 1]] in (["c", "of", "e"], ["church", "of", "england"]):
            at -= 3
        elif first is None and word.plain in KINDS and not (word.plain in ("and", "of", "first") and at + 1 == head):
            at -= 1
        elif _names(reading, words, at, found=first):
            first = at
            at -= 1
        elif first is not None and word.plain in ("of", "and") and at > 0 and _is_capital(reading, words[at - 1]):
            at -= 1
        elif first is not None and word.plain in (
            "the",
            "our",
            "all",
            "holy",
            "sir",
            "lady",
            "great",
            "little",
            "st",
            "saint",
            "st.",
        ):
            first = at
            at -= 1
        else:
            break
    return first


def _names(reading: Reading, words: Sequence[Word], at: int, found: int | None) -> bool:
    """Whether a word is part of a school's name; ``found`` is the first word of it so far."""
    word, following = words[at], words[at + 1]
    capital, next_capital = _is_capital(reading, word), _is_capital(reading, following)
    if word.plain in GENERIC:
        # "The New Road Primary": a capital in the middle of a sentence; "little acorns".
        return found == at + 1 and (
            (capital and next_capital and not _starts_sentence(reading, word))
            or word.plain in ("little", "new", "great", "spring", "summer")
        )
    if _after_saint(reading, word):
        return True
    if capital:
        if not is_everyday(word.plain):
            return True
        if word.text.isupper() and word.plain in ordinary().words:
            return False
        return (next_capital and (found is not None or not _starts_sentence(reading, word))) or _is_place(word)
    if not is_everyday(word.plain):
        return len(word.plain) > 2
    if found is not None:
        return (
            found == at + 1
            and words[found].plain in PLACE_WORDS
            and not words[found].text[0].isupper()
            and len(word.plain) > 3
        )
    return _is_place(word) or following.plain == "academy"


def _is_place(word: Word) -> bool:
    return word.plain in PLACE_WORDS or (
        word.plain.endswith(PLACE_ENDINGS) and len(word.plain) > 6 and word.plain not in NO_PLACES
    )


def _joined(reading: Reading, left: Word, right: Word) -> bool:
    """Whether two words can belong to one name: nothing but a space between them, and no "amelia's school"."""
    between = reading.text[left.end : right.start]
    if left.plain in ("st", "c", "rc") and between in (".", ". "):
        return True
    if left.possessive and not (left.text[0].isupper() and right.text[0].isupper()):
        # "amelia's school" is a school of hers; "St Joan's school" begins with a saint.
        return _after_saint(reading, left)
    return len(between) <= 4 and not _APART.intersection(between)


def _after_saint(reading: Reading, word: Word) -> bool:
    return re.search(r"\b(?:st\.?|saint|ss) $", reading.before(word.start, 8)) is not None


def _is_capital(reading: Reading, word: Word) -> bool:
    return word.text[0].isupper() and not reading.text.isupper()


def _starts_sentence(reading: Reading, word: Word) -> bool:
    before = reading.text[: word.start].rstrip()
    return not before or before[-1] in ".!?:\n\"'“‘-•"


def _saints(reading: Reading) -> Iterator[tuple[int, int]]:
    """ "st marys", "St Joan's": towns, hospitals and churches of saints stay."""
    for match in _SAINT.finditer(reading.text):
        bare = re.sub(r"['’`]", "", match["name"].lower())
        if (
            bare.endswith("s")
            and len(bare) > 3
            and bare not in _SAINTLY_TOWNS
            and not _NOT_AFTER_SAINT.match(reading.after(match.end()))
        ):
            tail = _CHURCH.match(reading.after(match.end()))
            yield match.start(), match.end() + (tail.end() if tail else 0)
    for match in _OUR_LADY.finditer(reading.lower):
        yield match.span()


_CHURCH = re.compile(r"^ (?:c of e|cofe|ce|rc|catholic)\b")
_OUR_LADY = re.compile(
    r"\bour lady(?:'?s|(?: of(?: the| good)?)? (?!and\b|is\b|was\b|at\b|who\b|in\b|said\b|from\b|on\b)\w+)\b"
)


def _placed(reading: Reading, phrases: Sequence[int]) -> Iterator[tuple[int, int]]:
    """ "Hobden Park", "hartley ridge": a rare word before a word that places and schools are called by."""
    words = reading.words
    for at in range(len(words) - 1):
        word, place = words[at], words[at + 1]
        if (
            place.plain not in _PLACES
            or phrases[at] == 2
            or len(word.plain) < 4
            or reading.text[word.end : place.start] not in (" ", "'s ", "’s ")
        ):
            continue
        rare = not is_everyday(word.plain) and word.plain not in ordinary().also_names
        if rare and _is_capital(reading, word) == _is_capital(reading, place):
            yield word.start, place.end
