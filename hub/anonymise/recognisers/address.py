"""Addresses: a house number (or flat) and its street; a street alone where somebody lives there. Towns stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.anonymise.reading import Reading
from hub.anonymise.recognisers.base import Recogniser
from hub.anonymise.recognisers.school_words import PLACE_ENDINGS, PLACE_WORDS
from hub.anonymise.spans import PiiType
from hub.anonymise.vocabulary import is_everyday, zipf
from hub.anonymise.word_sets import word_set

# Endings of street names; those of the second line are everyday words as well and need more around them.
_CLEAR = "road|rd|street|avenue|ave|av|lane|lanes|ln|crescent|ridgeway|cres|gardens|gdns|terrace|close|cl|drive|grove|mews|croft|boulevard|mead|leys|parade|cul de sac"
_LOOSE = (
    "way|court|ct|place|pl|walk|hill|rise|green|park|view|row|square|sq|field|fields|chase|path|end|yard|heights|orchard|meadow|meadows"
    "|dell|ride|vale|hatch|warren|lea|ley|common|st|dr|house|cottage|cottages|lodge|villas|villa|farm|bank|wharf|quay|mount|crofts|garth"
    "|copse|wood|woods|spinney|side|gate|hall|tower|mansions|point|approach|ridge|corner|bridge|hollow|glade|gr|crt|pk|the"
)
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_NUMBER_WORDS = (
    rf"(?:(?:one|two|three|four|a)[ -]hundred(?:(?: and)? (?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:{_UNITS}))?|\w+teen|ten|eleven|twelve|{_UNITS}))?"
    rf"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:{_UNITS}))?|(?:thir|four|fif|six|seven|eigh|nine)teen|ten|eleven|twelve|{_UNITS})"
)
_READ_OUT = rf"(?:{_UNITS})(?: (?:oh|o|zero|{_UNITS})){{1,2}}"
_NUMBER = rf"(?:\d{{1,4}}(?: ?[a-h](?![a-z]))?(?: ?[-/] ?\d{{1,4}}[a-h]?)?|{_READ_OUT}|{_NUMBER_WORDS}(?: [a-d](?= [a-z]{{3}}))?)"
_FLAT = rf"(?:(?:flat|apartment|apt|unit|maisonette|plot|caravan|bungalow)\s*(?:number |no\.? ?)?(?:{_NUMBER}|[a-h])\b[ ,]{{1,3}})"
_PART = r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?"
_STREET = re.compile(
    rf"(?<![\w£.,:/-])(?P<flat>{_FLAT})?(?:(?:number|no\.?|house) )?(?P<number>{_NUMBER})[ ,]{{1,3}}(?:(?:in|on) )?(?P<name>(?:{_PART} ){{1,3}}?)(?P<end>{_CLEAR}|{_LOOSE})\b\.?(?!['’]s)"
)
_THE = re.compile(
    rf"(?<![\w£.,:/-])(?P<flat>{_FLAT})?(?P<number>{_NUMBER})[ ,]{{1,3}}the (?:{_CLEAR}|{_LOOSE}|mall|strand|ridings|paddock|paddocks|limes|elms|oaks|firs|poplars|beeches|maltings|brambles|pastures|willows|laurels|cedars)\b"
)
_THE_RARE = re.compile(r"(?<![\w£.,:/-])\d{1,3}[a-h]? the (?P<name>[a-z]{5,})\b")
_FLAT_AT = re.compile(rf"(?<!\w){_FLAT}(?P<name>(?:{_PART} ){{1,2}}?)(?P<end>{_CLEAR}|{_LOOSE})\b")
_NAMED = re.compile(
    rf"(?<![\w-])(?P<name>(?:{_PART} ){{1,2}}?)(?P<end>{_CLEAR})\b(?! (?:school|primary|surgery|hospital|clinic|centre|nursery|station|health|medical|academy))"
)
_CAPITAL = r"[A-Z][\w’'-]+"
_HOUSE = re.compile(
    rf"(?<![\w-])(?:{_CAPITAL} ){{1,2}}(?:Cottage|House|Lodge|Farm|Barn|Mill),? (?:{_CAPITAL} ){{1,2}}(?:{'|'.join(e.capitalize() for e in f'{_CLEAR}|{_LOOSE}'.split('|'))})\b"
)
# "The Granary, Nettlefold End": a house with a name of its own and its lane, where the lane's name is a rare word.
_HOUSE_AND_LANE = re.compile(
    rf"(?:[Tt]he )?(?:Old )?{_CAPITAL}, (?P<lane>{_CAPITAL}) (?:{'|'.join(e.capitalize() for e in f'{_CLEAR}|{_LOOSE}'.split('|'))})\b"
)
_ANY_AFTER_CUE = re.compile(
    rf"(?:\baddress(?:\W{{1,3}}is|\W{{1,2}}it's|'s)?|\b(?:live|lives|living|lived|moved|stay|staying) (?:at|to|in)|\bhouse is|\bhome is)\W{{1,3}}"
    rf"(?P<span>{_FLAT}?(?:number )?{_NUMBER}[ ,]{{1,2}}(?P<name>(?:the )?{_PART}(?: (?!(?:in|and|but|near|with|so|which|postcode|since|for|now|by|at|we|i|it|is|the)\b){_PART})?))"
)
_LIVING = re.compile(
    r"\b(?:live|lives|living|lived|live[sd]? (?:down|up|just off)|moved|moving|address|house|home|flat|staying|stay|resid\w+|based|neighbours?|round|hers|his|mine|ours|place)\b(?:\W+(?:is|was|are|at|on|in|to|of|off|near|down|the|into|over|now|currently|from|still|up|both|just|round|just off|number|next)\b){1,3}\W*$|\baddress\W{1,3}(?:is )?$"
)
# What stands between a number and a word like "way" or "close" in a sentence that has no address in it.
_NO_NAME = word_set(
    "year years yr yrs month months mth mths week weeks wk wks day days hour hours hr hrs minute minutes min mins mile miles metre metres km times time "
    "people person kids children child boys girls teachers staff parents adults pupils students sessions appointments places schools old olds older younger "
    "of in on at to for from with by and or but the a an is are was were be been am has have had do does did can could will would should may might must not no "
    "so too very more most less least than then that this these those there here it its he she they we you i my his her our their your him them us me who what "
    "which when where why how all both each every any some one two three four five six seven eight nine ten hundred thousand half quarter first second third "
    "next last into out up down off over under about around after before until till since per as if because while between percent pm am mph pounds quid pence "
    "bus train car dead busy long short wrong right different other same only just even still really got get gets getting go goes going went come came back "
    "away never always again ago later early late now today tomorrow yesterday said says told asked want wants need needs make makes made take takes took put "
    "way ways support speech sleep calls call emails letters forms things questions points option options page section line tier level band stage step stages "
    "steps room floor ward bay gate chapter key grade size top bottom separate main high family local near nearby found felt was seems feels"
)
_PUBLIC = word_set(
    "high main coreys mill pegs vicarage six hills waverley station side quiet back front one own memory country narrow busy no through market old nice long "
    "whole the our this that same wrong right our any some every each a middle other next another off cross private slip sesame coronation wall "
    "harley downing first second bumpy rocky dark left hard disk disc flash pen test whole scenic very really so too get gets got getting stay keep "
    "come came comes how as is was are be been be that's thats it's its pretty quite fairly not still super dead long memory fast red bird drag swim over school"
)


_UNITS_OF_TIME = word_set(
    "year years month months week weeks day days hour hours minute minutes mile miles min mins hr hrs"
)
_OF_STREETS = frozenset(
    {"high", "main", "station", "chapel", "old", "new", "top", "bottom", "long", "key", "school", "church"}
)
_RARE = 3.3
_HOUSES = word_set("cottages cottage house court villas villa mews lodge farm hall mansions tower")
_SECOND = re.compile(
    rf",? (?:{_CAPITAL} ){{1,2}}(?:{'|'.join(e.capitalize() for e in f'{_CLEAR}|{_LOOSE}'.split('|'))})\b"
)
_SMALL = word_set("one two three four five six seven eight nine ten 10 20 30")
# Loose endings that hardly anything but a street has, and those that mostly streets have after a larger number.
_STREETS_ONLY = word_set("garth croft crofts copse spinney villas cottages quay wharf hollow glade dell hatch leys")
_STREETS_MOSTLY = word_set("way court place walk rise row path view green park vale mount ride hill yard")
_POSTCODE_NEAR = re.compile(r"^[\s,.]{0,3}(?:[a-z'’-]+[\s,.]{1,3}){0,3}[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b")
_THE_TITLED = re.compile(r"(?<![\w£.,:/-])\d{1,3}[A-Ha-h]? The [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?")


class AddressRecogniser(Recogniser):
    """Number and street, written or spoken; flats; and streets after "I live in"."""

    kind = PiiType.ADDRESS

    def find(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Numbered first, then flats, named houses, and streets alone."""
        lower = reading.lower
        yield from _numbered(reading)
        for pattern in (_THE_TITLED, _HOUSE):
            yield from (match.span() for match in pattern.finditer(reading.text))
        for match in _HOUSE_AND_LANE.finditer(reading.text):
            if zipf(match["lane"].lower()) < _RARE and not _known(reading, match.start("lane"), match.end()):
                yield match.span()
        yield from (match.span() for match in _THE.finditer(lower))
        yield from (match.span() for match in _THE_RARE.finditer(lower) if zipf(match["name"]) < _RARE)
        yield from (match.span() for match in _FLAT_AT.finditer(lower) if _names(match["name"]))
        for match in _ANY_AFTER_CUE.finditer(lower):
            if match["name"].split()[0].strip(".") not in _NO_NAME - {"the"}:
                yield match.span("span")
        for match in _NAMED.finditer(lower):
            yield from _alone(reading, match)


def _numbered(reading: Reading) -> Iterator[tuple[int, int]]:
    """Numbers with a street; where one is none ("5 minutes, 14 Mill Lane") the next may still be."""
    at = 0
    while match := _STREET.search(reading.lower, at):
        if _is_street(reading, match):
            more = _SECOND.match(reading.text, match.end()) if match["end"] in _HOUSES else None
            yield match.start(), more.end() if more else match.end()
            at = match.end()
        else:
            at = match.start() + 1


def _is_street(reading: Reading, match: re.Match[str]) -> bool:
    titled = _is_title(reading, match.start("end")) and _is_title(reading, match.start("name"))
    name = match["name"].split()
    if not _names(match["name"]) and (
        _UNITS_OF_TIME.intersection(name) or not (titled or _OF_STREETS.issuperset(name))
    ):
        return False
    if match["flat"] is not None or re.fullmatch(_CLEAR, match["end"]):
        return not (
            match["end"] in ("close", "drive", "cl", "av")
            and not _is_title(reading, match.start("end"))
            and _is_common(match)
        )
    # A loose ending: a capital, a number in figures and a name that is no everyday word, or an address around it.
    if titled:
        return True
    if match["end"] == "the":
        return False
    strange = not all(is_everyday(word) for word in match["name"].split())
    lived = (
        _LIVING.search(reading.before(match.start())) is not None
        or _POSTCODE_NEAR.search(reading.after(match.end(), 45)) is not None
    )
    if all(word in PLACE_WORDS or word.endswith(PLACE_ENDINGS) for word in name) and match["end"] not in (
        "the",
        "side",
        "end",
    ):
        return True
    many = len(match["number"]) > 1 and match["number"] not in _SMALL
    if match["end"] in _STREETS_ONLY or (many and match["end"] in _STREETS_MOSTLY):
        return True
    return lived or (
        strange
        and match["number"][0].isdigit()
        and match["end"] not in ("end", "side", "point", "bank", "house", "hall")
    )


def _is_common(match: re.Match[str]) -> bool:
    """ "10 minute drive", "2 of us close"."""
    return any(word in _PUBLIC for word in match["name"].split())


def _alone(reading: Reading, match: re.Match[str]) -> Iterator[tuple[int, int]]:
    words = match["name"].split()
    start = match.start()
    # "down Rosewood Close": the name begins with the first capital, or after the last little word.
    while len(words) > 1 and (
        words[0] in _NO_NAME or words[0] in _PUBLIC or (is_everyday(words[0]) and not _is_title(reading, start))
    ):
        start += match["name"][start - match.start() :].index(words[1], len(words[0]))
        words = words[1:]
    if not words or any(word in _NO_NAME or word in _PUBLIC for word in words):
        return
    titled = _is_title(reading, match.start("end")) and _is_title(reading, start)
    if _known(reading, start, match.end()):
        return
    lived = _LIVING.search(reading.before(start)) is not None
    if titled or (lived and match["end"] not in ("close", "drive")) or (lived and not is_everyday(words[-1])):
        yield start, match.end()


def _known(reading: Reading, start: int, end: int) -> bool:
    """Whether it is a phrase that is known to be ordinary ("Great Ormond Street", "Park Street")."""
    within = [at for at, word in enumerate(reading.words) if start <= word.start < end]
    phrases = reading.phrases
    return bool(within) and all(phrases[at] == 2 for at in within)


def _names(name: str) -> bool:
    return not any(word.strip(".") in _NO_NAME for word in name.split())


def _is_title(reading: Reading, position: int) -> bool:
    """Whether a capital stands there in a text that is not all capitals."""
    return reading.text[position].isupper() and not reading.text.isupper()
