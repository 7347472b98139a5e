"""The words of a message, spelled as the rules for days and times expect them.

People write "weds", "wensday", "2moro" and "p.m."; the rules read "wednesday", "tomorrow" and "pm".
Each word remembers where it stood, so that what was understood can be quoted as it was written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rapidfuzz.distance import OSA

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIRST_HALF = ("january", "february", "march", "april", "may", "june")
_SECOND_HALF = ("july", "august", "september", "october", "november", "december")
MONTHS = _FIRST_HALF + _SECOND_HALF
# The end of a sentence or a line; a phrase never reaches across it.
STOP = "|"

_SHORT_FORMS = (
    "mon=monday tue=tuesday tues=tuesday wed=wednesday weds=wednesday thu=thursday "
    "thur=thursday thurs=thursday fri=friday wensdy=wednesday satdy=saturday "
    "wedsday=wednesday thirsday=thursday jan=january feb=february mar=march apr=april "
    "jun=june jul=july aug=august sep=september sept=september oct=october nov=november "
    "dec=december agust=august febuary=february 2moro=tomorrow 2morrow=tomorrow 2mrw=tomorrow "
    "2moz=tomorrow tmrw=tomorrow tmr=tomorrow tmw=tomorrow tomoz=tomorrow tomo=tomorrow "
    "tomoro=tomorrow tmoro=tomorrow tomora=tomorrow 2day=today 2nite=tonight 2night=tonight "
    "tonite=tonight nite=night evng=evening aft=afternoon arvo=afternoon xmas=christmas "
    "crimbo=christmas chrimbo=christmas crismas=christmas til=until till=until untill=until "
    "b4=before nxt=next wk=week wks=weeks hr=hour hrs=hours mins=minutes minute=minutes "
    "oclock=o'clock hols=holidays hol=holiday midnite=midnight qtr=quarter "
    "bankholiday=bank_holiday abt=about wkend=weekend pls=please plz=please u=you r=are"
)
_EXACT = dict(pair.replace("_", " ").split("=") for pair in _SHORT_FORMS.split())
# Long enough to be known by a slip of the pen: two slips for the first, one for the rest.
_TWO_SLIPS = ("tuesday", "wednesday", "thursday", "saturday", "tomorrow")
_LONG_MONTHS = tuple(month for month in MONTHS if len(month) > 5)
_DAY_PARTS = ("tonight", "morning", "midday", "lunchtime", "afternoon", "evening", "midnight")
_ONE_SLIP = _LONG_MONTHS + _DAY_PARTS + ("monday", "friday", "sunday", "weekend", "yesterday")
_ONE_SLIP += ("fortnight", "christmas")
# Real words that are one slip away from one of these.
_NOT_SLIPS = frozenset(["sundry", "sundae", "mourning", "moaning", "midway"])
_ORDINAL_WORDS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth"),
)
ORDINALS = {word: number for number, word in enumerate(_ORDINAL_WORDS, 1)} | {"thirtieth": 30}
_NUMBER_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
)
NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS, 1)} | {
    "thirty": 30,
    "forty": 40,
}

_TOKEN = re.compile(
    r"""[£$€]\s?\d[\d.,]*
      | \d{4}-\d{1,2}-\d{1,2}
      | \d{1,2}[/.-]\d{1,2}[/.-]\d{4} | \d{1,2}[/.-]\d{1,2}[/.-]\d{2}(?!\d)
      | \d{1,2}/\d{1,2}(?![\d/])
      | \d{1,2}[.]\d{1,2}\.(?=\W|$) (?![.])
      | \d{1,2}[.:]\d{2}(?!\d)
      | 2(?:moro|morrow|mrw|moz|day|nite|night)\b
      | \d+
      | [ap]\.\s?m\b\.?
      | [^\W\d_]+(?:'[^\W\d_]+)?
      | [?!;|\n] | ,\s | \.(?=\s|$) | [-/&]
    """,
    re.VERBOSE,
)
# A hyphen after these joins two words: "half-past", "twenty-first".
_JOINED = frozenset({"half", "twenty", "thirty", "mid", "quarter", "week", "bank"})
# After these, "sat" and "sun" are days: "on sat", "next sun".
_BEFORE_A_DAY = {
    *("on", "this", "next", "last", "every", "coming", "open", "closed", "shut", "about", "until"),
    *("for", "week", "time", "times", "hours", "day", "by", "saturday", "sunday", "weekend"),
}
_AFTER_A_DAY = {
    *(STOP, ",", "-", "/", "or", "and", "morning", "afternoon", "evening", "night", "week"),
    *("please", "at", "from", "between", "until", "next", "the", "only", "instead", "too"),
}


@dataclass(frozen=True)
class Words:
    """A message as words with single spaces between them, and where each stood in the original."""

    original: str
    text: str
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def quote(self, start: int, end: int) -> str:
        """The original wording of the stretch `start` to `end` of `text`."""
        touched = [span for at, span in zip(self.starts, self.spans, strict=True) if start <= at < end]
        if not touched:
            return ""
        return self.original[touched[0][0] : touched[-1][1]].strip(" ,")


def read_words(message: str) -> Words:
    """Split and respell a message. Any text is accepted."""
    folded = "".join(_fold(character) for character in message)
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(folded):
        for word in _respell(match.group(), words[-1] if words else "").split():
            words.append(word)
            spans.append(match.span())
    words = [_weekend_day(words, at) for at in range(len(words))]
    starts = [0, *accumulate(len(word) + 1 for word in words)]
    return Words(message, " ".join(words), tuple(starts[:-1]), tuple(spans))


def _weekend_day(words: Sequence[str], at: int) -> str:
    """ "sat" and "sun" as days where the words around allow nothing else ("I sat down")."""
    word = words[at]
    if word not in {"sat", "sun"}:
        return word
    before = words[at - 1] if at else STOP
    after = words[at + 1] if at + 1 < len(words) else STOP
    partners = [words[at + n] for n in (-2, 2) if 0 <= at + n < len(words)]
    joined = {before, after} & {"and", "or", "to", "-", "/", ","}
    if joined and any(partner in {*WEEKDAYS, "sat", "sun"} for partner in partners):
        named = True
    elif before == STOP:
        named = after not in {"and", "at", "the"} or " ".join(words[at + 2 : at + 3]).isdigit()
    else:
        named = before in _BEFORE_A_DAY
    follows = joined or after in _AFTER_A_DAY or after.isdigit()
    return {"sat": "saturday", "sun": "sunday"}[word] if named and follows else word


def _fold(character: str) -> str:
    if character in "\u2018\u2019\u02bc`":
        return "'"
    if character in "\u2010\u2011\u2012\u2013\u2014":
        return "-"
    lower = character.lower()
    return lower if len(lower) == 1 else character


def _respell(token: str, before: str) -> str:
    if token[0].isdigit():
        return _EXACT.get(token, token)
    if token in {"?", "!", ";", "\n", STOP}:
        return STOP
    if token[0] == ".":
        return "" if before in WEEKDAYS or before in MONTHS else STOP
    if token == "&":
        return "and"
    if token == "-" and before in _JOINED:
        return ""
    if token[0] in ",-/":
        return token.strip()
    if token[0] in "£$€":
        return "money"
    if "." in token and token[0] in "ap":
        return f"{token[0]}m"
    return _spelled(token)


@lru_cache(maxsize=4096)
def _spelled(word: str) -> str:
    if word in _EXACT:
        return _EXACT[word]
    bare = word.removesuffix("'s")
    singular = bare.removesuffix("s")
    if singular in _TWO_SLIPS or singular in _ONE_SLIP:
        return bare
    if word in _NOT_SLIPS or len(word) < 5:
        return word
    for slips, names in ((1, _ONE_SLIP), (1, _TWO_SLIPS), (2, _TWO_SLIPS)):
        for name in names:
            if bare[0] == name[0] and OSA.distance(bare, name, score_cutoff=slips) <= slips:
                return name
    return word
