"""E-mail addresses, written or spoken ("amy dot smith at example dot org"). Addresses that articles publish stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.anonymise.digits import TEENS, TENS, UNITS, ZEROS
from hub.anonymise.public import is_public_site, public_contacts
from hub.anonymise.reading import Reading
from hub.anonymise.recognisers.base import Recogniser
from hub.anonymise.spans import PiiType
from hub.anonymise.word_sets import word_set

_WRITTEN = re.compile(
    r"(?<![\w.+-])[^\W][\w.!#$%&'’*+/=?^{|}~-]{0,63} ?@ ?(?:[^\W_][\w-]{0,62}\.){1,6}[^\W\d_]{2,24}"
    r"|(?<![\w.+-])[\w.+-]{2,64}@[\w-]{2,63}"
    r"|(?<![\w.+-])[\w.+-]{1,64} ?(?:\(at\)|\[at\]|\{at\}|<at>) ?[\w-]{1,63}(?: ?(?:\.|\(dot\)|\[dot\]) ?[\w-]{1,63}){1,4}"
)
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_DOTS = {"dot", "point", "period", "."}
_MARKS = _DOTS | {"underscore", "_", "dash", "hyphen", "-", "plus", "+", "minus"}
_NUMBERS = {*ZEROS, *UNITS, *TEENS, *TENS, "double", "triple"}
_ENDINGS = word_set("com org net uk co info me io eu ie pl ro pt it fr de es app email gov nhs ac sch example live us")
_LOOKING = word_set("look looked looking up online is was site website page guidance information info it them us")

Token = tuple[int, int, str]


class EmailRecogniser(Recogniser):
    """Every address but those of services."""

    kind = PiiType.EMAIL

    def find(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Written addresses, then spoken ones."""
        lower = reading.lower
        if "@" in lower or "at" in lower:
            for match in _WRITTEN.finditer(lower):
                address = match[0].rstrip(".-'")
                if address.replace(" ", "") not in public_contacts().emails:
                    yield match.start(), match.start() + len(address)
        if any(dot in lower for dot in ("dot", ".", "point", "full stop")) and ("at" in lower or "@" in lower):
            tokens = _merged([(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(lower)])
            for at, (_, _, word) in enumerate(tokens):
                if word in ("at", "@") and at > 0:
                    yield from _spoken(tokens, at)


def _merged(tokens: list[Token]) -> list[Token]:
    """ "full stop" and "under score" as one token."""
    merged: list[Token] = []
    for start, end, word in tokens:
        if merged and (merged[-1][2], word) in (("full", "stop"), ("under", "score")):
            merged[-1] = (merged[-1][0], end, "dot" if word == "stop" else "underscore")
        else:
            merged.append((start, end, word))
    return merged


def _spoken(tokens: list[Token], at: int) -> Iterator[tuple[int, int]]:
    last = _domain(tokens, at + 1)
    if last is None or not tokens[at - 1][2].isalnum():
        return
    host = "".join("." if word in _DOTS else word for _, _, word in tokens[at + 1 : last + 1])
    first = _name(tokens, at - 1)
    if first == at - 1 and (tokens[first][2] in _LOOKING or is_public_site(host, "")) and tokens[at][2] == "at":
        return
    name = "".join("." if word in _DOTS else word for _, _, word in tokens[first:at])
    if f"{name}@{host}" not in public_contacts().emails:
        yield tokens[first][0], tokens[last][1]


def _domain(tokens: list[Token], at: int) -> int | None:
    """The last token of "example dot co dot uk", "hot mail dot com"; None where no domain follows."""
    dot = next((n for n in range(at + 1, min(at + 5, len(tokens))) if tokens[n][2] in _DOTS), None)
    if dot is None or not all(word.isalnum() or word in ("-", "dash", "hyphen") for _, _, word in tokens[at:dot]):
        return None
    last = None
    while dot + 1 < len(tokens) and tokens[dot][2] in _DOTS and tokens[dot + 1][2].isalnum():
        if tokens[dot + 1][2] in _ENDINGS:
            last = dot + 1
        dot += 2
        if dot >= len(tokens):
            break
    return last


def _name(tokens: list[Token], last: int) -> int:
    """The first token of what stands before "at": all words after "email is", or what hangs together."""
    first = _joined(tokens, last)
    for at in range(first - 1, max(-1, first - 9), -1):
        word = tokens[at][2]
        if word in _CUES and at < first:
            return at + 1
        if not word.isalnum() and word not in _MARKS:
            break
    return first


def _joined(tokens: list[Token], last: int) -> int:
    """Back over parts joined by marks, spelt letter by letter, or ending in numbers."""
    first = last
    while first > 0 and last - first < 40:
        word, before = tokens[first][2], tokens[first - 1][2]
        if before == "for" and first > 1 and len(tokens[first - 2][2]) == 1 and word.startswith(tokens[first - 2][2]):
            first -= 2
        elif before in _MARKS and first > 1 and tokens[first - 2][2].isalnum():
            loose = tokens[first - 1][0] > tokens[first - 2][1] or tokens[first][0] > tokens[first - 1][1]
            if before in (".", "-") and loose and not tokens[first - 1][0] > tokens[first - 2][1]:
                break
            first -= 2
        elif (
            before in _TITLES
            or (len(before) == 1 and before.isalpha() and before not in ("a", "i") and word.isalpha())
            or (_is_piece(word) and _is_piece(before))
            or (_is_number(word) and before.isalpha() and before not in _STOPS)
        ):
            first -= 1
        else:
            break
    # "it's a m y at": the "a" of a sentence would have no letter before it either; too much is better than too little.
    return first


# What comes before an address: "email is", "send it to", "it's".
_CUES = word_set("email mail address is s its to on me contact use try as emails addy")
_TITLES = frozenset({"mr", "mrs", "miss", "ms", "dr"})
_STOPS = word_set("is its address email me at on to my number and or the")


def _is_number(word: str) -> bool:
    return word in _NUMBERS or word.isdecimal()


def _is_piece(word: str) -> bool:
    return (len(word) == 1 and word.isalnum()) or _is_number(word)
