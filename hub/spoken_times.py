"""Times of day as people in England say them: "half 12", "2ish", "ten to 3", "after school".

`find_time` reads the respelled words of a message (hub.spoken_words). An hour without am or pm is
the one that a phone line is asked about: 1 to 7 are afternoon and evening, 8 to 11 morning, 12 is
midday; "in the morning", "tonight" and the like decide otherwise. A leading zero or an hour above
12 is the 24-hour clock.
"""

import re
from dataclasses import dataclass
from datetime import time

from hub.spoken_words import NUMBERS

# Stands in the text where a day was understood, one for each of its characters.
DAY_MARK = "\u00a7"


@dataclass(frozen=True)
class SpokenTime:
    """A stretch of a day, and where in the text it was said. A point has both ends equal; an open
    end is None ("after 3", "before 10").
    """

    time_from: time | None
    time_to: time | None
    start: int
    end: int


_SMALL = "|".join(list(NUMBERS)[:12])
_MINUTES = r"twenty five|twenty|five|ten|25|20|10|5"
_HOUR = rf"(?:\d{{1,2}}|{_SMALL})"
_AM_PM = r"(?: (?:am(?! i\b)|pm))"
_PARTS_OF_AN_HOUR = "thirty|fifteen|forty five|15|30|45"
# "half 12", "quarter past 9", "ten to 3", "2.30", "2 pm", "2 o'clock", "noon": a time by itself.
_CLEAR = (
    r"(?:12 )?(?:noon|midnight)|noonish|midday|mid day"
    rf"|half (?:past )?{_HOUR}{_AM_PM}?"
    rf"|quarter (?:past|to) {_HOUR}{_AM_PM}?"
    rf"|(?:{_MINUTES}) (?:minutes )?(?:past|to) {_HOUR}{_AM_PM}?"
    rf"|\d{{1,2}}[:.]\d{{2}}\.?(?: ish)?{_AM_PM}?"
    rf"|{_HOUR}(?: ish)?{_AM_PM}"
    rf"|{_HOUR} (?:o'clock|o clock){_AM_PM}?"
    rf"|{_HOUR} ish|(?:{_SMALL})ish"
    r"|\d{4} (?:hours|h)|0[0-9][0-5]\d"
    rf"|(?:{_SMALL}) (?:thirty|fifteen|forty five)(?! minutes){_AM_PM}?"
    rf"|\d{{1,2}} (?:15|30|45){_AM_PM}"
)
_ANY = rf"(?:{_CLEAR}|{_HOUR})"
# What may follow a bare hour. A noun may not: "after 2 years", "at 9 he started school".
_FREE = (
    rf"(?=$| [|,{DAY_MARK}-]| (?:or|and|on|in the|this|please|is|are|if|when|do|does|for|until|to|"
    r"then|so|ok|next|thanks|will|would|can|could|but|i|we|you|at night|every|each|instead|today|"
    r"tomorrow|tonight)\b)"
)
_ABOUT = r"(?:about |around |roughly |like |exactly |say )?"
_AGES = r"(?<!year )(?<!years )(?<!age )(?<!ages )(?<!aged )(?<!class )(?<!diagnosed )(?<!assessed )"

_RANGE = re.compile(
    rf"(?<!\S){_AGES}(?:(?P<lead>between|from) )?{_ABOUT}(?P<one>{_ANY}) (?:and|to|until|-) "
    rf"{_ABOUT}(?P<other>{_ANY})(?!\S){_FREE}"
)
_EDGE = re.compile(
    rf"(?<!\S)(?P<edge>after|before|by|until|from|since) {_ABOUT}"
    rf"(?P<one>(?:{_CLEAR})(?!\S)|{_HOUR}(?!\S){_FREE})"
)
_POINT = re.compile(rf"(?<!\S)(?:at )?{_ABOUT}(?P<one>{_CLEAR})(?!\S)|(?<!\S)at (?P<at>\d{{4}})(?!\S)")
_BARE = re.compile(
    rf"(?<!\S){_AGES}(?:at {_ABOUT}|(?:about|around) |{DAY_MARK}+ (?:, |at |- )?{_ABOUT})"
    rf"(?P<one>{_HOUR})(?!\S){_FREE}"
    rf"|(?<!\S)(?P<qualified>{_HOUR}) (?:in the (?:morning|afternoon|evening)|at night)(?!\S)"
    rf"|(?:^|(?<=\| ))(?P<alone>{_HOUR})(?=$| \|| please| (?:, )?(?:on )?{DAY_MARK})"
)
_DURING = r"(?:in the |this |during the |of the |of an )?(?:early |late )?"
_LUNCH = r"(?:lunchtimes?|lunch time|lunch break|lunch hour)"
_WINDOWS: tuple[tuple[str, time, time], ...] = (
    (r"first thing(?= in the morning|$| [|,]| on| tomorrow)", time(8), time(10)),
    (rf"{_DURING}mornings?", time(6), time(12)),
    (rf"(?:at |over |in my |on my )?{_LUNCH}|(?:at|over) lunch", time(12), time(14)),
    (rf"{_DURING}aft(?:ernoons?|ie)?", time(12), time(18)),
    (r"after (?:the )?(?:school|skool|skl)(?: run| pick up)?(?! club)", time(15, 30), time(18)),
    (r"before (?:the )?(?:school|skool|skl)(?: run)?", time(7), time(9)),
    (r"after (?:i finish )?work", time(17), time(22)),
    (r"before work", time(6), time(9)),
    (r"tea ?time", time(16), time(18)),
    (rf"{_DURING}evenings?", time(18), time(22)),
    (r"tonight|last night", time(18), time(22)),
    (r"during the day|(?:in the )?day ?time", time(9), time(17)),
)
_WINDOW_PATTERNS = tuple((re.compile(rf"(?<!\S)(?:{words})(?!\S)"), first, last) for words, first, last in _WINDOWS)
# Nights are hours of the line after a day, or in words about the line; "he wakes at night" is not.
_NIGHT = re.compile(rf"(?:(?<={DAY_MARK} )(?:nights?|eve)|(?<=this )eve|(?<!\S)(?:at night|nights))(?!\S)")
_LUNCH_OF_A_DAY = re.compile(rf"(?<={DAY_MARK} )lunch(?!\S)")
_ABOUT_THE_LINE = re.compile(r"\b(?:open|closed?|shut|ring|call|phone|answer|hours|anyone)\b")
# "morning, are you open" greets; it asks about no morning.
_GREETING = re.compile(
    r"(?:(?<!\S)good |^|(?<=\| ))(?:morning|afternoon|evening)"
    r"(?= (?:all|there|hi|hello|just|can|i|is|are|do|could|what|when|my|we|who|please|[,|]))"
    r"|(?<!\S)good (?:morning|afternoon|evening)"
)


def find_time(text: str, *, marked: str) -> SpokenTime | None:
    """The time of day named in the respelled `text`, or None.

    `marked` is the same text with every understood day blanked out by `DAY_MARK`.
    """
    window = _window(text, marked)
    hint = window.time_from if window else None
    if (found := _RANGE.search(marked)) and (span := _range(found, hint)):
        return span
    for pattern in (_EDGE, _POINT, _BARE):
        for match in pattern.finditer(marked):
            said = match[match.lastgroup or "one"]
            at = read_time(said, hint)
            if at is not None:
                return _placed(match, at, _edge(match, marked))
    return window


def _window(text: str, marked: str) -> SpokenTime | None:
    quiet = _GREETING.sub(lambda greeting: " " * len(greeting.group()), text)
    found = [
        SpokenTime(first, last, match.start(), match.end())
        for pattern, first, last in _WINDOW_PATTERNS
        if (match := pattern.search(quiet))
    ]
    if lunch := _LUNCH_OF_A_DAY.search(marked):
        found.append(SpokenTime(time(12), time(14), lunch.start(), lunch.end()))
    night = _NIGHT.search(marked)
    if night and (marked[: night.start()].endswith(f"{DAY_MARK} ") or _ABOUT_THE_LINE.search(text)):
        found.append(SpokenTime(time(18), time(22), night.start(), night.end()))
    return min(found, key=lambda window: (window.start, -window.end), default=None)


def _range(match: re.Match[str], hint: time | None) -> SpokenTime | None:
    one, other = match["one"], match["other"]
    if not match["lead"] and re.fullmatch(rf"(?:{_MINUTES}) to {_HOUR}", f"{one} to {other}"):
        return None
    if not match["lead"] and " and " in match.group():
        return None
    last = read_time(other, hint)
    if hint is None and re.search(r"[ap]m$", other) and not re.search(r"[ap]m$", one):
        same_half = read_time(f"{one} {other[-2:]}", None)
        first = same_half if last and same_half and same_half < last else read_time(one, None)
    else:
        first = read_time(one, hint)
    if first is None or last is None or first >= last:
        return None
    return SpokenTime(first, last, match.start(), match.end())


def _edge(match: re.Match[str], marked: str) -> str | None:
    """Which side of the time is meant. "I work till 5, can I ring after" is after it."""
    edge = match.groupdict().get("edge")
    at_work = re.search(r"\b(?:work|working|busy|finish)\b", marked[: match.start()])
    if edge == "until" and at_work and re.search(r"\bafter", marked[match.end() :]):
        return "after"
    return edge


def _placed(match: re.Match[str], at: time, edge: str | None) -> SpokenTime:
    start, end = match.start(), match.end()
    start += len(match.group()) - len(match.group().lstrip(f"{DAY_MARK} ,-"))
    if edge in {"after", "from", "since"}:
        return SpokenTime(at, None, start, end)
    if edge is not None:
        return SpokenTime(None, at, start, end)
    return SpokenTime(at, at, start, end)


def read_time(said: str, hint: time | None) -> time | None:
    """The time that one phrase means, or None for one that no clock shows ("25.70").

    `hint` is the start of the part of the day that was said with it, such as 18:00 for "tonight".
    """
    words = said.removesuffix(" ish")
    half = next((h for h in ("am", "pm") if words.endswith(f" {h}")), None)
    words = words.removesuffix(f" {half}").removesuffix(" ish").removesuffix("ish").rstrip(".")
    if words.endswith(("noon", "midday", "mid day")):
        return time(12)
    if words.endswith("midnight"):
        return time(0)
    if clock := re.fullmatch(r"(\d{1,2})[:.](\d{2})", words):
        return _on_clock(clock[1], int(clock[2]), half, hint)
    if parts := re.fullmatch(rf"half (?:past )?({_HOUR}|{_PARTS_OF_AN_HOUR})", words):
        return _on_clock(parts[1], 30, half, hint)
    if parts := re.fullmatch(rf"(\w+) ({_PARTS_OF_AN_HOUR})", words):
        return _on_clock(parts[1], _number(parts[2]), half, hint)
    if military := re.fullmatch(r"(\d{2})(\d{2})(?: hours| h)?", words):
        return _valid(int(military[1]), int(military[2]))
    if parts := re.fullmatch(rf"(quarter|{_MINUTES}) (?:minutes )?(past|to) ({_HOUR})", words):
        minutes = _number(parts[1]) if parts[1] != "quarter" else 15
        return _shifted(_on_clock(parts[3], 0, half, hint), minutes, parts[2])
    return _on_clock(words.removesuffix(" o'clock").removesuffix(" o clock"), 0, half, hint)


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    return sum(NUMBERS[word] for word in words.split())


def _shifted(hour: time | None, minutes: int, side: str) -> time | None:
    if hour is None:
        return None
    total = hour.hour * 60 + (minutes if side == "past" else -minutes)
    return time(total // 60 % 24, total % 60)


def _on_clock(hour_words: str, minute: int, half: str | None, hint: time | None) -> time | None:
    hour = _number(hour_words)
    if hour > 12 or hour_words.startswith("0"):
        return _valid(hour, minute)
    if half is None:
        half = _likely_half(hour, hint)
    return _valid(hour % 12 + (12 if half == "pm" else 0), minute)


def _likely_half(hour: int, hint: time | None) -> str:
    if hint is not None:
        if hint < time(12):
            return "pm" if hour in {12, 1, 2, 3} and hint >= time(8) else "am"
        return "am" if hour == 12 and hint >= time(18) else "pm"
    return "am" if 8 <= hour <= 11 else "pm"


def _valid(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None
