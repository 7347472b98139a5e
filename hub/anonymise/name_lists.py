"""Which words are first names or surnames somewhere: Faker's locale providers, and our own list of names usual in the county."""

from __future__ import annotations

import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from faker.providers import person

from hub.anonymise.word_sets import word_list, word_set

OWN_LIST = Path(__file__).parent.parent / "anonymise_data" / "names.txt"
_CYRILLIC = "аa бb вv гh ґg дd еe ёe єie жzh зz иy іi їi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юiu яia"
_GREEK = "αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo"
_LETTERS = {
    **{pair[0]: pair[1:] for pair in word_list(f"{_CYRILLIC} {_GREEK}")},
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ə": "a",
    "þ": "th",
}
_NO_NAMES = word_set(
    "de da do dos das di del della van von der den la le el al bin ibn and the of mr mrs ms dr st prof jr sr"
)


class NameLists(NamedTuple):
    """For each name in plain letters, in how many places it is usual; surnames and first names apart."""

    first: dict[str, int]
    last: dict[str, int]
    native: frozenset[str]  # as written in scripts that are not transcribed


def plain_letters(word: str) -> str:
    """Lower case without accents, Cyrillic and Greek in Latin letters.

    >>> plain_letters("Łukasz"), plain_letters("Оксана")
    ('lukasz', 'oksana')
    """
    if word.isascii():
        return word.lower()
    bare = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return "".join(_LETTERS.get(c, c) for c in bare)


@cache
def name_lists() -> NameLists:
    """All lists, read once."""
    lists = NameLists({}, {}, frozenset())
    native: set[str] = set()
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        seen: tuple[set[str], set[str]] = (set(), set())
        for attribute in vars(provider):
            values = getattr(provider, attribute)
            if attribute.startswith(("first_name", "last_name")) and isinstance(values, (dict, list, tuple)):
                seen[attribute.startswith("last_name")].update(_parts(values, native))
        for counts, names in zip((lists.first, lists.last), seen, strict=True):
            for name in names:
                counts[name] = counts.get(name, 0) + 1
    for kind, name in own_names():
        counts = lists.first if kind == "first" else lists.last
        for part in re.split(r"[-']", name) if "-" in name else [name]:
            if len(part) > 1 and part not in _NO_NAMES:
                counts[part] = counts.get(part, 0) + 2
    return NameLists(lists.first, lists.last, frozenset(native))


def own_names() -> list[tuple[str, str]]:
    """Our own list: "first" or "last", and the name."""
    found: list[tuple[str, str]] = []
    for line in OWN_LIST.read_text(encoding="utf-8").splitlines():
        kind, colon, names = line.partition(":")
        if colon and not line.startswith("#"):
            found += [(kind, name) for name in names.split()]
    return found


def _parts(values: Iterable[str], native: set[str]) -> set[str]:
    parts: set[str] = set()
    for value in values:
        for written in re.split(r"[\s\-]+", value) if isinstance(value, str) else ():
            name = plain_letters(written.strip(".,"))
            if len(name) < 2 or name in _NO_NAMES:
                continue
            if name.isascii():
                parts.add(name)
            else:
                native.add(written)
    return parts
