"""Dates of birth: dates that words call so. Other dates are not personal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.anonymise.reading import Reading
from hub.anonymise.recognisers.base import Recogniser
from hub.anonymise.spans import PiiType
from hub.anonymise.vocabulary import zipf

_MONTH = r"(?:jan(?:uary)?|feb(?:r?uary)?|febuary|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_UNIT = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_ORDINAL_UNIT = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
_TEEN = r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
_DAY_WORDS = (
    rf"(?:{_ORDINAL_UNIT}|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
    rf"|(?:twenty|thirty)[ -]{_ORDINAL_UNIT}|(?:twenty|thirty)[ -]{_UNIT}|{_TEEN}|{_UNIT}|twenty|thirty)"
)
_TWO = rf"(?:(?:oh|o|zero|nought)[ -]{_UNIT}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -]{_UNIT})?|{_TEEN}|{_UNIT})"
_YEAR_WORDS = (
    rf"(?:two thousand(?: and)?(?: {_TWO})?|(?:twenty|nineteen)[ -]{_TWO}|nineteen hundred(?: and {_TWO})?|two oh {_TWO}|two zero (?:one|zero|two) {_UNIT}"
    rf"|oh {_UNIT}|{_TEEN}|(?:seventy|eighty|ninety)(?:[ -]{_UNIT})?)"
)
_YEAR = rf"(?:(?:19|20)\d\d|['’]?\d\d(?!\d)|{_YEAR_WORDS})"
_DAY = rf"(?:the )?(?:\d{{1,2}} ?(?:st|nd|rd|th)?|{_DAY_WORDS})"
_DATE = re.compile(
    rf"(?<![\w/])(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?)?(?:"
    rf"(?:19|20)\d\d[-/. ]\d{{1,2}}[-/. ]\d{{1,2}}"
    rf"|\d{{1,2}}\s?[-/.,\\ –]\s?\d{{1,2}}\s?[-/.,\\ –]\s?(?:19|20)?\d{{2}}"
    rf"|{_DAY}(?: day)?(?: of| in|-|/|\.)?[ -]?{_MONTH}(?:[ ,/-]{{0,3}}(?:in )?{_YEAR})?"
    rf"|{_MONTH} (?:the )?{_DAY}(?:,? ?(?:of |in )?{_YEAR})?"
    rf"|{_MONTH}[ ,]{{1,2}}(?:of )?(?:(?:19|20)\d\d|{_YEAR_WORDS})"
    rf"|(?:the )?(?:oh |o |zero )?{_DAY_WORDS}[ /]+(?:slash |of the |the )?(?:(?:oh |o |zero |nought ){_UNIT}|{_DAY_WORDS})[ /]+(?:slash )?{_YEAR}"
    rf"|(?:christmas (?:day|eve)|boxing day|new year'?s? (?:day|eve)|valentine'?s? day|halloween|leap day)[ ,]{{1,2}}(?:in )?{_YEAR}"
    rf"|(?:(?:oh|o|zero|nought|{_UNIT}) ){{3,4}}{_YEAR_WORDS}"
    rf"|{_YEAR_WORDS} {_MONTH} (?:the )?{_DAY}"
    rf"|(?:the )?{_DAY_WORDS} of the {_DAY_WORDS}"
    rf"|\d{{1,2}}[/.]\d{{1,2}}"
    rf"|\d{{8}}|\d{{6}}"
    rf")(?!\w)"
)
# Every way of saying "date of birth".
_DOB = r"(?:d[. /]{0,2}o[. /]{0,2}b\.?s?|d oh b|dee oh bee|d of b|dates?[ -](?:of|off)[ -]birth|birth[ -]?dates?|birth[ -]?days?|b'?-?days?|bithday|borned|born|birth|brn)"
_LINK = r"(?:[\s,:;=()'\"–-]|\b(?:is|was|were|on|the|of|its|it's|thats|that's|he|she|his|her|my|are|in|a|um|er|erm|being|at|date|so|wednesday|monday|tuesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thurs|fri|sat|sun|back|way|early|late|hospital|falls|full|term|home|prem|prematurely|both|twins|here|and|dob|year|baby)\b)"
_BEFORE = re.compile(rf"(?<![^\W_])(?:{_DOB}|db|b\.)(?:'s|’s)?{_LINK}{{0,12}}$|\bb\. ?$")
_NAMED = re.compile(rf"\b{_DOB}(?:'s|’s)?\W{{1,3}}(?:(?!\d)\w+\W+){{0,4}}$")
_AFTER = re.compile(
    rf"^[\s,:;()'\"–-]{{0,4}}(?:(?:is|was|that's|thats|which is|being|as|for)\s+)?(?:(?:my|his|her|the|their|our|\w+['’]?s)\s+)?(?:\w+\s+)?(?!born|birth\b|brn){_DOB}(?![^\W_])"
)
_AFTER_BORN = re.compile(
    r"^[\s,:;()'\"–-]{0,4}(?:(?:is|was|that's|thats)\s+)?(?:when|the day|the date|the year)?\s?(?:\w+\s+){1,2}(?:was|were|is) born\b"
)
_AGE = re.compile(
    r"\b(?:turn(?:s|ed|ing)?|be|is|was|hes|shes|he's|she's|im|i'm) (?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen)(?: years old)?,? (?:on|this|next|last)(?: the| \w+day)*\s?$|\bb[:.] ?$|\(b ?$|\bage[d:]? ?\d{1,2},? ?\(?$"
)
_ALSO = re.compile(r"^\s?(?:,|and|&|or)\s?(?:\w+\s){0,2}(?:on |is |was )?(?:the )?$")


_YEAR_OF_BIRTH = re.compile(r"(?:(?:19[3-9]|20[01])\d|202[0-3])|[/.\- ]\d\d$")
_NUMERIC = re.compile(r"[\d/.\- ]+")
# A date between commas after a name or a number, as in lists: "zuri, 4.2.15, pinfold".
_LISTED = re.compile(r"([\w'’-]+)(?:,| and \w+,|/| -) ?(?:both )?$")
_LIST_ENDS = re.compile(r"^(?:,|\)| -|/|\.|$| and | obviously|\n)")
_AFTER_NAME = re.compile(r"\b([A-Z][\w'’-]+ )?([A-Z][\w'’-]+)(?:,| \(|, \(| -|\(|) ?$")


_TOLD = re.compile(rf"\b{_DOB}(?![^\W_])([^.!?\x00]{{0,60}})$")
_OTHER_DATES = re.compile(
    r"\b(?:diagnos\w*|issued?|seen|referr\w*|appointment|review\w*|waiting|since|start\w*|meeting|met|called|rang|sent|moved|until|due|letter of|joined|left|party|present|card|cake|is \d)\b"
)


def _told(reading: Reading, start: int, date: str) -> bool:
    """Whether a full date stands in a sentence about a birth and nothing else dated comes between."""
    told = _TOLD.search(reading.before(start, 75))
    full = re.search(r"(?:19|20)\d\d|[/.-]\d\d$|['’]\d\d$|thousand|twenty|nineteen", date) is not None
    return full and told is not None and _OTHER_DATES.search(told[1]) is None


def _named(before: str) -> bool:
    """Whether "date of birth", "born" stand a few words before, and no other event between."""
    match = _NAMED.search(before)
    return match is not None and _OTHER_DATES.search(match[0]) is None


def _in_form(reading: Reading, start: int, end: int, date: str) -> bool:
    """ "Emmanuel Tetteh, 27/02/2018", "Orla (19.5.10)": a full date just after a name, as forms have it."""
    if not _YEAR_OF_BIRTH.search(date) or date.isdigit() or re.fullmatch(r"\d{1,2}[/.]\d{1,2}", date):
        return False
    named = _AFTER_NAME.search(reading.text[max(0, start - 50) : start])
    listed = _LISTED.search(reading.text[max(0, start - 40) : start])
    if (
        listed is not None
        and _LIST_ENDS.match(reading.after(end))
        and (listed[1][0].isdigit() or zipf(listed[1].lower()) < 3.5)
    ):
        return True
    if named is None or zipf(named[2].lower()) > 4:
        return False
    closed = reading.after(end, 1) == ")"
    return closed or (named[1] is not None and _NUMERIC.fullmatch(date) is not None)


class DobRecogniser(Recogniser):
    """A date beside "dob", "born", "birthday is"."""

    kind = PiiType.DOB

    def find(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Dates with such a word before or after, and a second date joined to one ("born 1 May and 3 June")."""
        lower = reading.lower
        if "b" not in lower and "(" not in lower and "," not in lower:
            return
        last = -1
        for match in _DATE.finditer(lower):
            start, end = match.span()
            before = reading.before(start, 70)
            joined = last >= 0 and start - last < 24 and _ALSO.match(lower[last:start]) is not None
            if (
                joined
                or _told(reading, start, match[0])
                or _in_form(reading, start, end, match[0])
                or _BEFORE.search(before)
                or _named(before)
                or _AFTER.match(reading.after(end))
                or _AFTER_BORN.match(reading.after(end))
                or _AGE.search(before)
            ):
                last = end
                yield start, end
