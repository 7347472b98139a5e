"""Reads first names out of what people write and say: with cues, spelt out, put right."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

MAX_NAME = 40
_READ_AT_MOST = 200
NameProblem = Literal["long", "none"]

_CUES = (
    r"um+|er+m?|well|oh|sorry|actually|no|hi|hello|hiya|yes|yeah|ok|okay|so|sure|it['’]?s|it is|i['’]?m|i am|im|"
    r"(?:my |the )?(?:first )?name(?:['’]?s| is)?(?: spel(?:t|led))?|this is|(?:you can |please |just )?call me|just|spel(?:t|led)"
)
_BEFORE = re.compile(rf"(?:(?:{_CUES})[\s,:.-]+)+", re.IGNORECASE)
_AFTER = re.compile(r"[\s,.!]*(?:\b(?:please|thanks|thank you|speaking|here|not [^\s]+)\b)?[\s,.!]*\Z", re.IGNORECASE)
_SPELT = re.compile(r"(?:[^\W\d_][\s.,-]+){2,}[^\W\d_]")
# "Siobhan, that's S I O B H A N"
_THEN_SPELT = re.compile(
    rf"[^\W\d_]{{2,}}[\s,.]+(?:(?:that['’]?s|it['’]?s|spel(?:t|led))[\s,]+)*(?P<spelt>{_SPELT.pattern})", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?(?: [^\W\d_]+(?:['’-][^\W\d_]+)*\.?){0,2}")
_CAPITAL = re.compile(r"(?:(?<![^\W\d_])(?<!['’])|(?<=\b[od]['’]))[^\W\d_]")
# What people say here that is no name, and what stands in no name of several words.
_NEVER = re.compile(
    r"yes|yeah|yep|yup|yh|no|nope|nah|ok|okay|sure|fine|right|hello|hi|hiya|hey|thanks|thank|please|sorry|what|why|how|when|"
    r"where|who|which|help|stop|skip|pass|none|nothing|nobody|someone|anonymous|unknown|person|human|menu|back|next|again|"
    r"restart|repeat|pardon|maybe|later|earlier|first|second|third|last|morning|afternoon|evening|tonight|today|tomorrow|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|number|phone|mobile|name|time|date|day|appointment|booking|bye|goodbye|"
    r"correct|wrong|same|hours|opening|change|cancel|rather|prefer|idea|clue|way|um|er|erm|hmm",
)
_BETWEEN = re.compile(
    r"the|a|an|and|or|but|to|is|it|it's|its|this|that|these|those|not|of|for|in|on|at|with|about|say|saying|tell|my|your|his|"
    r"her|their|our|me|you|he|she|they|we|i|i'm|i'd|can|can't|could|do|does|did|don't|dont|want|need|would|like|rather|one|any|idea",
)
_RENAMED = re.compile(
    r"(?P<back>(?:actually|no|sorry|oh|wait)[\s,.]+)*"
    r"(?:(?P<said>(?:my|the) (?:first )?name(?:['’]?s| is)|call me)|it['’]?s|its|i['’]?m|it is|i am) "
    r"(?P<name>[^\W\d_][\w'’-]*)(?P<not>[,.]? not [^\s]+(?:,? sorry)?)?[.! ]*",
    re.IGNORECASE,
)
_FEWEST_LETTERS = 2


def name_in(text: str) -> str | NameProblem:
    """The first name that a message gives, in letters, hyphens and apostrophes, or why there is none: "long", "none"."""
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > _READ_AT_MOST:
        return "long"
    before = _BEFORE.match(text)
    bare = _AFTER.sub("", text[before.end() :] if before else text)
    if spelt := _SPELT.fullmatch(bare) or _THEN_SPELT.fullmatch(bare):
        letters = re.findall(r"[^\W\d_]", spelt.groupdict().get("spelt") or bare)
        return "".join(letters).capitalize() if len(letters) <= MAX_NAME else "long"
    if len(bare) > MAX_NAME:
        return "long"
    # Vowel signs of Indian scripts and accents that stand alone are no letters to a pattern.
    letters_only = "".join(sign for sign in bare if not unicodedata.category(sign).startswith("M"))
    if not _NAME.fullmatch(letters_only) or _is_one_letter(letters_only) or not _could_be(letters_only):
        return "none"
    return _CAPITAL.sub(lambda first: first[0].upper(), bare) if bare.islower() else bare


def renamed(text: str) -> str | None:
    """The name in "it's Jo, not Joe" and "no, my name is Jo", said at any step; None where a message renames nobody.

    "It's fine" and "I'm autistic" have the same shape: without "not" or "my name is" only "no, it's Jo" counts, with
    its capital letter.
    """
    found = _RENAMED.fullmatch(text.strip())
    if found is None:
        return None
    if not found["said"] and not found["not"] and not (found["back"] and found["name"][0].isupper()):
        return None
    name = name_in(found["name"])
    return None if name in {"long", "none"} else name


def _is_one_letter(bare: str) -> bool:
    return bare.isascii() and len(re.findall(r"[a-z]", bare, re.IGNORECASE)) < _FEWEST_LETTERS


def _could_be(bare: str) -> bool:
    words = bare.replace("’", "'").casefold().split()
    if any(_NEVER.fullmatch(word) for word in words):
        return False
    return len(words) == 1 or not any(_BETWEEN.fullmatch(word) for word in words)
