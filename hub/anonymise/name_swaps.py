"""Labelled comments with other names in the places of their names, and in other casings."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

from hub.anonymise.name_lists import name_lists, own_names
from hub.anonymise.vocabulary import ordinary, zipf
from hub.anonymise.word_sets import word_list, word_set

Row = dict[str, Any]
Piece = tuple[int, int, str]

_TITLE = re.compile(r"\b(?:mrs?|ms|miss|mx|dr|doctor|sir|prof|professor|mister)\.? $")
_INITIALS = re.compile(r"(?:\w[\s.-]+)+\w\.?|\w\.?")
# Words that are names of somebody, but hardly ever here.
_SELDOM = word_set(
    "august january february march september october november december winter spring english french german bar king kings king's queen prince school "
    "church farm house hand head heard day noon morning son rain way wall sly slack stock vale page pages law lane hall cross chambers chap charity chance "
    "best good nail norm pace pack pool plant patience asia china india islam ireland kenya america london guys guy nick's tad till trip truth east west north "
    "south weeks month street tower towers quick cotton crook grave gates genes gene jeans jesus mister lord god god's purple silver steel staples storm sugar "
    "waters wells wild willing winters worth works ward wards tailor singer speed spicer star banks bells brooks bunny chuck collier cope copeland dusty echo fields flowers"
)


# Those that people bear most, so that the training sees them as names often enough.
_OFTEN = word_list(
    "will may mark hope grace faith joy rose rob bill jack sue pat frank dawn april june summer autumn miles drew chase sunny ash ty al jan penny ray sky "
    "harlow preston amber ruby jade pearl ivy holly poppy daisy lily violet olive heather hazel iris jasmine crystal melody harmony destiny angel precious princess "
    "prince blessing mercy patience charity bear river storm star max bob nick dean guy gene art cliff lance rich rod carol bonnie buddy mo jo ed vi bo di si "
    "robin martin gill norm pam ken don kay ally sandy ginger basil sage rosemary clementine india asia georgia florence paris chelsea brooklyn london alexa elsa "
    "mason hunter archer carter cooper parker taylor tyler jordan bailey riley finley leigh lee ray dale glen clay heath reed wren teddy kitty bunny"
)


class Names:
    """Hands out names: first names and surnames of all origins, ones that are words among them."""

    def __init__(self, source: random.Random) -> None:
        self._random = source
        lists = name_lists()
        self._all = {
            "first": sorted(n for n in lists.first if len(n) > 2 and zipf(n) < 4.6),
            "last": sorted(n for n in lists.last if len(n) > 2 and zipf(n) < 4.6),
        }
        self._own: dict[str, list[str]] = {"first": [], "last": []}
        for kind, name in own_names():
            self._own[kind].append(name)
        own = {kind: set(names) for kind, names in self._own.items()}
        words = sorted(ordinary().also_names - _SELDOM)
        self._words = {
            "first": [w for w in words if w in own["first"] or lists.first.get(w, 0) > 2],
            "last": [w for w in words if w in own["last"] or lists.last.get(w, 0) > 3],
        }

    def give(self, kind: str, words: float = 0.25) -> str:
        """A name in lower case; ``words`` is the share of those that are words too."""
        throw = self._random.random()
        if throw < words * 0.6 and kind == "first":
            return self._random.choice(_OFTEN)
        if throw < words:
            return self._random.choice(self._words[kind])
        return self._random.choice(self._own[kind] if self._random.random() < 0.65 else self._all[kind])


def swapped(text: str, pieces: Sequence[Piece], names: Names, source: random.Random) -> tuple[str, list[Piece]]:
    """The comment with other names, and where its pieces stand now."""
    parts: list[str] = []
    moved: list[Piece] = []
    given: dict[str, str] = {}
    at = length = 0
    for start, end, kind in pieces:
        parts.append(text[at:start])
        length += start - at
        value = text[start:end]
        if kind == "NAME" and re.fullmatch(r"[^\W\d_][^\d_]*", value) and not _INITIALS.fullmatch(value):
            value = _other(value, "last" if _TITLE.search(text[:start].lower()) else "first", names, given)
        parts.append(value)
        moved.append((length, length + len(value), kind))
        length += len(value)
        at = end
    return recased("".join([*parts, text[at:]]), moved, source)


def _other(value: str, kind: str, names: Names, given: dict[str, str]) -> str:
    """Another name written like this one, word by word."""
    words = re.split(r"(\s+)", value)
    for at in range(0, len(words), 2):
        word = words[at]
        bare = re.sub(r"['’]s$", "", word)
        if len(re.sub(r"\W", "", bare)) < 2:
            continue
        other = given.setdefault(bare.lower(), names.give(kind if at == 0 else "last"))
        if bare.isupper():
            other = other.upper()
        elif bare[:1].isupper():
            other = "-".join(part[:1].upper() + part[1:] for part in other.split("-"))
            other = re.sub(r"(?<=^[OD]')\w", lambda match: match[0].upper(), other)
        words[at] = other + word[len(bare) :]
    return "".join(words)


def small(text: str) -> str:
    """In lower case, character for character."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def recased(text: str, pieces: list[Piece], source: random.Random) -> tuple[str, list[Piece]]:
    """As it was, or as people also write: all small, without punctuation (speech), all capitals."""
    throw = source.random()
    if throw < 0.5:
        return text, pieces
    if throw < 0.82:
        return small(text), pieces
    if throw < 0.94:
        # Each mark becomes a space, so that places stay.
        return "".join(" " if c in ".,!?;:" else c for c in small(text)), pieces
    if throw < 0.97:
        return "".join(up if len(up := c.upper()) == 1 else c for c in text), pieces
    return text[:1].lower() + text[1:], pieces


def slip(text: str, source: random.Random) -> str:
    """A slip of the finger in one longer word."""
    places = [match.span() for match in re.finditer(r"[a-z]{5,}", text)]
    if not places:
        return text
    start, end = source.choice(places)
    at = source.randrange(start + 1, end - 1)
    throw = source.random()
    if throw < 0.35:
        return text[:at] + text[at + 1 :]
    if throw < 0.7:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if throw < 0.85:
        return text[:at] + text[at] + text[at:]
    return text[:at] + source.choice("aeioustrn") + text[at + 1 :]
