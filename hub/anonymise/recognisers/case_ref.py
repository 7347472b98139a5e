"""References of cases, plans, invoices, crimes, complaints: after the words, or by their own form ("HCC-2024-00123")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.anonymise.digits import value
from hub.anonymise.public import is_public_number
from hub.anonymise.reading import Reading
from hub.anonymise.recognisers.base import Recogniser
from hub.anonymise.spans import PiiType
from hub.anonymise.vocabulary import is_everyday, ordinary, zipf

_THING = (
    r"(?:ref|refs|reference|case|plan|ehcp?|ehc plan|invoice|inv|crime|complaint|complaints|incident|claim|ticket|order|application|app|appeal|tribunal"
    r"|referral|policy|booking|account|acc|log|cad|upn|uln|urn|unique pupil|pupil|hospital|patient|record|file|enquiry|query|job|tracking|receipt|member(?:ship)?"
    r"|registration|dla|pip|concern|safeguarding|report|customer|roll|student|candidate|system|client|form|licence|passport|mash|court|crn|quote|quoting|quoted|social care|liquidlogic|sims|emis|request|letter|docket|transport)"
)
_CUED = re.compile(
    rf"\b{_THING}(?:[ /.-]{{1,2}}{_THING}){{0,2}}\b(?:\.|'s)?[ ,:;#=()-]{{0,3}}(?:\b(?:number|num|no|nr|numbr|code|ref|reference|id|i d)\b(?:'s|’s|\.)?)?(?:[ ,:;#=(–-]|\b(?:is|was|its|it's|thats|that's|the|um|er|of|quoting|quote|quoted|given|as|to|on|for|my|his|her|it|got|are|with|says)\b){{0,8}}"
    # letters joined or before, digits, and more parts with digits in them
    r"(?P<ref>(?:(?!(?:no|num|nr|is|was|of|on|in|at|to|for|and|or|the|my|his|her|it|as|year|yr|age|aged|by|from|issued|dated|since|about|over|after|before|until|within|under)\b)[a-z]{1,6}(?:[/\-–_.]|[ ]))?"
    r"(?:[a-z]{1,6}[/\-–_.])*[a-z]{0,6}\d[a-z\d]*(?:[/\-–_][a-z\d]+|[ .](?=\d)\d{2,}[a-z]{0,2}(?![a-z\d])){0,6})"
)
_STRONG = re.compile(
    r"\b(?:ref|reference|case|crime|invoice|inv|complaint|incident|claim|ticket|tribunal|appeal|upn|urn|cad|log|file|order|policy)\b"
)
_OWN_FORM = re.compile(
    r"(?<![^\W_])(?<![/.\-£@])(?:"
    r"(?:[a-z]{1,6}[/\-–_]?|[a-z]{2,5} (?=\d{4}))\d{2,4}[/\-–_]\d{2,8}(?:[/\-–_][a-z\d]{1,8}){0,3}"  # HCC/2024/00123, EH919/21/00012
    r"|[a-z]{2,6}(?:[/\-–_][a-z]{1,6}){0,2}[/\-–_]\d{3,12}(?:[/\-–_][a-z\d]{1,8}){0,3}"  # INV-20391, SEN-HB-4410
    r"|\d{2,4}[/\-–]\d{4,8}[/\-–]\d{2,4}"  # 41/123456/25
    r"|[a-z]{1,4}\d{5,12}[a-z]?"  # AB123456
    r"|\d{3,8}[/\-–]?[a-z]{1,4}[/\-–]?\d{2,8}"
    r")(?![^\W_])(?![/\-–]\w)"
)
_NOT_ONE = re.compile(
    r"(?:covid|wd|icd|dsm|iso|gcse|btec|ks|year|yr|key|age|aged|a|m|b|bus|section|part|a-level|sars|dvd|ps|xbox|windows|office|mp|co|h)[\s/\-–_]?\d{1,4}"
)
_YEARS = re.compile(r"(?:[a-z]{3,9}[ \-/])?(?:19|20)\d\d(?:[/\-–](?:19|20)?\d\d)?")
_HASH = re.compile(r"(?:#|№) ?([a-z]{0,4}\d{3,12}[a-z\d/-]*)")
_NUMBER = re.compile(
    r"\b(?:number|no|num|nr)\b\.?[ :#]{1,3}(?:is )?([a-z]{0,3}\d{4,12}[a-z]?(?:[-/]\d{1,6})*)(?![\d\w])"
)
_SPOKEN_CUE = re.compile(rf"\b{_THING}\b(?:\W+\w+){{0,5}}\W*$")
_MEASURE = re.compile(
    r"^\s*(?:am|pm|%|years?|yrs?|months?|mths?|weeks?|wks?|days?|hours?|hrs?|minutes?|mins?|pounds?|quid|kg|mg|ml|miles?|times|o'?clock|people|kids|children|pages?|st\b|nd\b|rd\b|th\b|:\d)"
)


class CaseRefRecogniser(Recogniser):
    """Digits called a reference, forms that only references have, and long numbers that nothing else explains."""

    kind = PiiType.CASE_REF

    def find(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Cued references, forms, spoken codes, long numbers."""
        lower = reading.lower
        if any(c.isdigit() for c in lower):
            yield from _cued(reading)
            for match in _OWN_FORM.finditer(lower):
                if (
                    not _NOT_ONE.fullmatch(match[0])
                    and not _YEARS.fullmatch(match[0])
                    and sum(map(str.isdigit, match[0])) >= 4
                ):
                    yield match.span()
            yield from (match.span() for match in _CAPITALS.finditer(reading.text))
            for pattern in (_HASH, _NUMBER):
                for match in pattern.finditer(lower):
                    if not is_public_number(match[1]):
                        yield match.span(1)
        yield from _spoken(reading)
        for run in reading.runs:
            digits = value(run).lstrip("+")
            if len(digits) >= 7 and not _counting(digits) and not any(is_public_number(d) for d in _readings(digits)):
                yield run[0].start, run[-1].end


def _readings(digits: str) -> tuple[str, ...]:
    return digits, "0" + digits.removeprefix("44"), digits.removeprefix("00")


def _cued(reading: Reading) -> Iterator[tuple[int, int]]:
    for match in _CUED.finditer(reading.lower):
        ref = match["ref"].rstrip(" -–./_")
        start, end = match.start("ref"), match.start("ref") + len(ref)
        # A word before the first part with a digit is no part of it, unless it is a code ("DLA 6620").
        loose = re.match(r"[a-z]+ (?=\S*\d)", ref)
        if loose and not reading.text[start : start + 2].isupper() and is_everyday(loose[0].strip()):
            start += loose.end()
            ref = reading.lower[start:end]
        digits = sum(map(str.isdigit, ref))
        mixed = any(c.isalpha() for c in ref)
        if digits >= (
            1
            if mixed and len(ref) >= 4 and _NUMBERED.search(match[0])
            else 2
            if mixed and len(ref) >= 5
            else 3
            if _STRONG.search(match[0])
            else 4
        ):
            if (
                _YEARS.fullmatch(ref)
                or is_public_number(ref)
                or _MEASURE.match(reading.after(end))
                or _DATE.fullmatch(ref)
            ):
                continue
            letter = re.match(
                r" (?!GP|OT|EP|PA|TA|HV|SW|IT|PE|UK|OK|ME|MY)[A-HJ-Z][A-Z]?(?![\w'’])", reading.text[end : end + 4]
            )
            end += letter.end() if letter and not reading.text.isupper() else 0
            code = _CODE.search(reading.text[:start])
            yield (code.start() if code and code[0].strip(" :-").lower() not in _NO_CODES else start), end


_NUMBERED = re.compile(r"\b(?:no|num|number|ref|reference|id)\b")
_CAPITALS = re.compile(
    r"(?<![^\W_])(?!GCSE|COVID|SARS|ISO|NHS|DOB)[A-Z]{2,5}\d{4,10}[A-Z]?(?![^\W_])|(?<![^\W_])(?!NHS|TEL|MOB|CELL|DOB|NI|NO|ON|IS|AT|FAX|CALL|RING|TEXT)[A-Z]{2,4} \d{2,3} \d{2,4} \d{2,4}(?!\w)"
)
_CODE = re.compile(r"(?<![^\W_])[A-Z]{2,5}[ :-]{0,2}$")
_NO_CODES = frozenset(
    {
        "ref",
        "case",
        "ehcp",
        "ehc",
        "no",
        "id",
        "nhs",
        "ni",
        "number",
        "plan",
        "num",
        "refs",
        "camhs",
        "send",
        "is",
        "my",
        "our",
        "the",
    }
)
_DATE = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?[/.\- ]\d{1,2}[/.\- ](?:19|20)?\d{2}|\d{1,2}(?:st|nd|rd|th)|\d{1,2}[.:]\d\d(?:am|pm)?|\d{1,2}(?:am|pm)|\d+(?:yrs?|mg|ml|kg|k|p|th|hrs?|mins?|m|wks?|weeks?|days?)"
)


def _spoken(reading: Reading) -> Iterator[tuple[int, int]]:
    for code in reading.codes:
        compact = "".join(piece.value for piece in code)
        digits = sum(map(str.isdigit, compact))
        if digits >= 3 and _SPOKEN_CUE.search(reading.before(code[0].start, 60)):
            start = code[0].start
            # "ehc four four one": a short form said as a word.
            lead = re.search(r"(?<![\w'])([a-z]{2,5}) $", reading.before(start, 7))
            if lead and lead[1] in ordinary().words and zipf(lead[1]) < 5:
                start -= len(lead[0])
            yield start, code[-1].end
    for run in reading.runs:
        digits_only = value(run)
        plain = (
            _YEARS.fullmatch(digits_only) or is_public_number(digits_only) or _MEASURE.match(reading.after(run[-1].end))
        )
        if (
            len(digits_only) >= 4
            and run[0].spoken
            and not plain
            and _SPOKEN_CUE.search(reading.before(run[0].start, 60))
        ):
            yield run[0].start, run[-1].end


def _counting(digits: str) -> bool:
    """ "1 2 3 4 5 6 7 8": somebody counts."""
    return digits in "012345678910111213141516171819202122" or digits in "109876543210" or len(set(digits)) == 1
