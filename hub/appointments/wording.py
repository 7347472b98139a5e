"""The phrases in which people choose among evenings that were offered, as patterns and respellings.

All of them are for the respelled words of hub.spoken_words. Days and times themselves are read by
hub.spoken_dates; what stands here has its meaning only in answer to "which Wednesday, and what time?".
"""

import re
from calendar import monthrange
from datetime import date
from typing import Literal

from hub.spoken_days import find_day
from hub.spoken_words import MONTHS, NUMBERS, ORDINALS, STOP, WEEKDAYS

Pick = Literal["option", "later one", "earlier one", "last one", "middle one", "yes"]
Order = Literal["first", "last"]
Towards = Literal["later", "later day", "earlier"]

# What a button sends: "2026-12-02T19:00:00+00:00".
ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)

_WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
_MONTH = f"(?:{'|'.join(MONTHS)})"
_SMALL = "|".join(list(NUMBERS)[:12])
_HOUR = rf"(?:\d{{1,2}}|{_SMALL})"
_THING = "(?:one|option|choice|time|slot|date|day|evening|appointment|wednesday)"
_THESE = r"(?:those|them|these|the (?:two|three))"
_NO_APOSTROPHE = {
    "dont": "don't",
    "doesnt": "doesn't",
    "cant": "can't",
    "cannot": "can't",
    "id": "i'd",
    "lets": "let's",
}


def plain(words: str) -> str:
    """The words without the ends of sentences around them, and with their apostrophes."""
    return " ".join(_NO_APOSTROPHE.get(word, word) for word in words.split(" ")).strip(f" ,{STOP}")


# Politeness --------------------------------------------------------------------------------------

_MAY_I = r"(?:can|could|may|shall|would|will) (?:i|we|you)(?: please)?(?: just)?"
_TO_DO = r"(?:do|have|book|get|take|make it|go for|come|like|offer|fit|(?:change|move|switch) (?:it |that )?to)"
_I_TAKE = r"(?:i|we|i'll|we'll|i will|i can|we can|i could)(?: really)? (?:want|take|have|need|prefer|choose|pick|do|make|go (?:for|with))"
_LEAD = re.compile(
    r"(?:no(?! (?:earlier|later|sooner)\b)|yes|yeah|yep|ok|okay|u+mm*|err*m?|uh|hmm+|well|so|hi|hello|hiya|please|sorry|actually|maybe|perhaps|and|"
    rf"but|oh|then|just|i mean|i said|i think|rather|good (?:morning|afternoon|evening)|{_MAY_I}(?: {_TO_DO})?|"
    rf"(?:i'd|we'd|i would|we would) (?:like|prefer|love|rather(?: have)?)|{_I_TAKE}|make (?:it|that)|"
    r"let's (?:do|say|have|try|go (?:for|with))|how about|what about|is there|do you (?:have|do)|have you got|"
    r"go (?:for|with)|say|try|is|for|book(?: me)?(?: in)?(?: for)?|(?:change|move|switch) (?:it|that) to|,|\|) "
)
_GOOD = r"(?:good|great|better|fine|ok|okay|perfect|best|nice|lovely|ideal|brilliant|easier|free|available)"
_TAIL = re.compile(
    r" (?:please|thanks|thank you|thankyou|cheers|ta|then|instead|if (?:possible|you can|i can)|for (?:me|us)|"
    rf"(?:would|will|might|could|should) (?:be|do|suit|work)(?: me| us)?(?: {_GOOD})?|(?:is|are|sounds|looks) {_GOOD}|"
    rf"(?:works|suits)(?: me| us)?(?: {_GOOD})?|it is|(?<!first )(?<!next )(?:available|free)|sorry|actually|maybe|i think|,|\|)$"
)


def without_courtesies(words: str) -> str:
    """ "8" for "no sorry, could we do 8 instead please"."""
    shorter = f"{words} "
    while match := _LEAD.match(shorter):
        shorter = shorter[match.end() :]
    shorter = shorter.rstrip()
    while match := _TAIL.search(shorter):
        shorter = shorter[: match.start()]
    return shorter


# One of those offered -----------------------------------------------------------------------------

_YES = re.compile(
    r"yes|yeah|yep|yup|ok|okay|sure|perfect|great|lovely|fine|brilliant|good|that|this|alright|right|works"
)
_WITH_YES = re.compile(
    r"that's|that'll|it|one|time|day|date|is|be|do|would|will|for|me|us|please|thanks|thank|you|i|i'll|take|can|the|all|"
    r"sounds|go|with|on|book|,|\|"
)
# "8" may be a time too (group "alone"), "second" and "2nd" a date ("bare" and "dated").
OPTION = re.compile(
    rf"(?:the )?(?:option|number|choice|no|slot) (?:number )?(?P<number>\d{{1,2}}|{_SMALL})"
    rf"|(?:the )?(?P<nth>first|second|third|[1-3] (?:st|nd|rd)) {_THING}"
    rf"|(?:the )?(?P<alone>\d|{_SMALL})"
    r"|(?:the )?(?P<bare>first|second|third)|(?:the )?(?P<dated>[1-3] (?:st|nd|rd))"
)
# The same within other words.
OPTION_NAMED = re.compile(
    rf"(?<!\S)(?:the )?(?:(?:option|choice|slot) (?P<number>\d{{1,2}}|{_SMALL})|"
    r"(?P<nth>first|second|third|[1-3] (?:st|nd|rd)) (?:one|option|choice|slot))(?! (?:in|on|after|before|of|you)\b)(?!\S)"
)
PICKS: tuple[tuple[Pick, re.Pattern[str]], ...] = (
    ("later one", re.compile(rf"(?:the )?(?:later|latest) (?:one|option|choice|slot)|the later(?: of {_THESE})?")),
    (
        "earlier one",
        re.compile(rf"(?:the )?(?:earlier|sooner) (?:one|option|choice|slot)|the earlier(?: of {_THESE})?"),
    ),
    ("last one", re.compile(rf"the last(?: {_THING})?|last(?: (?:one|option|choice|slot))?")),
    ("middle one", re.compile(r"(?:the )?middle(?: one| option)?|the one in the middle")),
)


def is_yes(words: str) -> bool:
    """ "yes please", "that one works for me": agreement and nothing else."""
    agreed = [_YES.fullmatch(word) is not None for word in words.split()]
    others = [word for word, yes in zip(words.split(), agreed, strict=True) if not yes]
    return any(agreed) and all(_WITH_YES.fullmatch(word) for word in others)


def number_of(said: str) -> int:
    """The number behind "2", "two", "second" or "2 nd"."""
    word = said.split(maxsplit=1)[0]
    return int(word) if word.isdigit() else NUMBERS.get(word) or ORDINALS[word]


_CANNOT = r"(?:can't (?:do|make|manage)|not|don't want|no good on)"
NOT_THOSE = re.compile(
    r"^(?:no|nope|nah|none|neither)(?: thanks| thank you| sorry| good| of \S+)*$|(?<!\S)(?:none|neither) of\b"
    rf"|(?<!\S){_CANNOT} (?:any of |either of )?(?:{_THESE}|any|either|that(?: one| time| day| evening| night| date| week)?)(?!\S)"
    r"|(?<!\S)(?:any|anything|something|somewhere|what|when|any time|any times|anytime) (?:other|others|else|different)(?!\S)"
    r"|(?<!\S)(?:another|different|other|more) (?:times?|ones?|dates?|days?|evenings?|options?|slots?|choices?|weeks?)(?!\S)"
    r"|(?<!\S)(?:don't|doesn't|won't|wouldn't) (?:work|suit)"
)
OF_THOSE = re.compile(rf"(?<!\S)(?:any|either|both|one|which(?:ever)?) of {_THESE}|^(?:either|both)(?: one)?$")
SAME_TIME = re.compile(r"(?<!\S)same time(?!\S)")
SAME_EVENING = re.compile(r"(?<!\S)(?:that|(?:the )?same) (?:evening|night|day|wednesday|date|week)(?!\S)")
IS_REFUSED = re.compile(
    r"(?:(?<!\S)(?:not|except|any\w*(?: \w+)? but)|can't (?:do|make|manage)|don't want|(?:not|isn't) (?:free|available|around)|busy|away)(?: on)? $"
)

# The first, the last, a later one -----------------------------------------------------------------

_FIRST = re.compile(
    r"(?<!\S)(?:earliest|soonest|quickest|asap|as (?:soon|early) as|(?:sooner|earlier) the better|straight ?away|"
    r"(?:first|next) (?:available|free|possible|slot|appointment|opening|thing you have))(?!\S)"
)
_ANY = re.compile(
    r"(?<!\S)(?:any ?time|whenever|whichever|whatever|any of|any (?:wednesday|week|evening|day|slot|one|date|time)s?|"
    r"(?:don't|doesn't|do not|not) (?:really )?(?:mind|matter|fussed|bothered|care)|no preference|up to you|"
    r"you (?:choose|pick|decide)|(?:i'm|we're|im|am|are) (?:flexible|easy)|surprise me)(?! (?:but|other|else)\b)(?!\S)"
)
_ANY_ALONE = re.compile(
    r"(?:any|anything|all)(?: (?:is|are) \w+)?$|(?:.* )?(?:either|both|all of (?:them|those))(?!\S).*"
)
_LAST = re.compile(r"(?<!\S)(?:latest|as late as|last (?:time|slot|one|appointment|possible))(?!\S)")
_LATER_DAY = re.compile(
    r"(?<!\S)later (?:date|day|week|wednesday|in the (?:month|year))|(?<!\S)(?:further (?:ahead|on|away|off)|not so soon)(?!\S)"
)
_LATER = re.compile(r"(?<!\S)later(?! today| this week)(?!\S)")
_EARLIER = re.compile(r"(?<!\S)(?:earlier|sooner)(?!\S)")


def order(text: str, *, alone: bool) -> Order | None:
    """Whether the first or the last that fits is wanted; "any" means the first.

    "anything on the 9th?" asks what there is, and "either the 9th or the 16th" names two evenings, so these
    words count only when they stand `alone`, without a day or a time.
    """
    if _LAST.search(text):
        return "last"
    if _FIRST.search(text) or _ANY.search(text) or (alone and _ANY_ALONE.fullmatch(text)):
        return "first"
    return None


def towards(text: str) -> Towards | None:
    """Whether something later or earlier than what was offered is wanted."""
    if _LATER_DAY.search(text):
        return "later day"
    if _LATER.search(text):
        return "later"
    return "earlier" if _EARLIER.search(text) and not _FIRST.search(text) else None


# Weeks counted from what was offered --------------------------------------------------------------

_ENDS = r"(?=$| [|,]| (?:at|if|instead|please|would|is|then|same|in the|and|or|any)\b)"
_N_WEEKS = rf"(?P<count>a|an|one|another|{'|'.join(NUMBERS)}|\d{{1,2}})(?: more)? (?P<unit>weeks?|fortnights?)"
_AFTER = rf"(?:week|one|evening|{_WEEKDAY}) (?:after|following)|following (?:week|one|evening|{_WEEKDAY})|next one|another week"
_BEFORE = rf"(?:week|one|evening|{_WEEKDAY}) before|previous (?:week|one|evening|{_WEEKDAY})"
_FROM_OFFERED = (
    rf"(?:the )?(?:{_AFTER})(?: after)?(?: (?:that|this|it|the first one))?(?: one)?{_ENDS}",
    rf"{_N_WEEKS} (?P<later>later|after (?:that|this)(?: one)?|after){_ENDS}",
    rf"(?P<fortnight>fortnight) (?:later|after(?: that)?){_ENDS}",
    rf"(?:the )?(?P<before>{_BEFORE})(?: (?:that|this|it))?(?: one)?{_ENDS}",
    rf"(?:a|one) week (?P<sooner>earlier|before(?: that)?|sooner){_ENDS}",
)
_WEEKS = re.compile(rf"(?<!\S)(?:{'|'.join(_FROM_OFFERED)})")


def weeks_from_the_offered(text: str) -> tuple[int | None, str]:
    """How many weeks from the evening offered ("the week after": 1), and the text without those words."""
    match = _WEEKS.search(text)
    if match is None:
        return None, text
    weeks = 1
    if match["later"]:
        count = match["count"]
        weeks = int(count) if count.isdigit() else NUMBERS.get(count, 1)
        weeks *= 2 if match["unit"].startswith("fortnight") else 1
    elif match["fortnight"]:
        weeks = 2
    elif match["before"] or match["sooner"]:
        weeks = -1
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return weeks, re.sub(r"  +", " ", rest).strip(" ,")


# Respellings --------------------------------------------------------------------------------------

_NTHS = "|".join([*(f"(?:twenty|thirty) {nth}" for nth in list(ORDINALS)[:9]), *reversed(ORDINALS)])
_DATED = rf"(?=$| [|,]| (?:of|at|or|and|in|if|for|please|around|about|half|quarter|{_MONTH}|{_HOUR})\b)"
# A "first" without "the" before it is no date: "first available".
_SPELLED_DATE = re.compile(rf"(?<!\S)(?P<the>the |{_WEEKDAY} |{_MONTH} )?(?P<nth>{_NTHS})(?! ones?\b){_DATED}")
_A_TIME = rf"(?:half (?:past )?|quarter (?:past|to) )?{_HOUR}(?:[:.]\d\d)?(?: thirty)?(?: pm| o'clock)?(?! (?:st|nd|rd|th|of|{_MONTH})\b)(?!\S)"
# "the 9th is no good", "8 is too late", "that's too soon".
_NO_GOOD = re.compile(
    r"^(?P<what>[^,|]+?) (?:(?:is|are|'s)? ?(?:no good|not good|not great|no use|not possible|out)|isn't (?:good|great|possible)|"
    r"(?:doesn't|don't|won't|wouldn't|not) (?:work|suit))(?: (?:for )?(?:me|us))?(?P<rest>$| [,|].*)"
)
_TOO = re.compile(
    r"^(?:(?P<what>[^,|]*?) )??(?:is |are )?(?:a bit |a little |far |much |way |just )?too (?P<how>late|far away|far off|far|early|soon)"
    r"(?: for (?:me|us))?(?P<rest>$| [,|].*)"
)
_JUST_THOSE = re.compile(
    rf"{_THESE}|that|that's|this|it|it's|they|they're|none|neither|(?:any|none|all|both) of {_THESE}|that (?:one|time|day|date)"
)
_SMALL_NTHS = frozenset(list(ORDINALS)[:3])
_FIXED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?<!\S){pattern}(?!\S)"), respelled)
    for pattern, respelled in (
        (r"(?:no|not) later than|at the latest by", "by"),
        (r"(?:no|not) (?:earlier|sooner) than|not (?:before|until)|later than", "from"),
        (r"(?:earlier|sooner) than", "before"),
        (rf"({_WEEKDAY} after christmas)(?! day)", r"\1 day"),
        # "8, not 7" and "can't do 7, 8": the time refused is left out.
        (rf"^(?:i |we )?{_CANNOT} (?:at )?{_A_TIME}$", "not those"),
        (rf"(?:i |we )?{_CANNOT} (?:at )?{_A_TIME}(?: [,|]| but)?", ""),
        (rf"(?:the |that |this )ones?(?= on| at| in| {_HOUR}\b)", ""),
        (rf"(pm|st|nd|rd|th|o'clock|thirty|seven|eight|{_MONTH}|\d\d?|\d\d?[:.]\d\d) ones?", r"\1"),
        # "on Wednesday the 9th" is that date, and not the next Wednesday.
        (rf"(?:on|this|the)(?= {_WEEKDAY}(?: ,)? (?:the )?(?:\d|{_MONTH}))", ""),
        (rf"(?:the )?(?:first )?{_WEEKDAY} (after|before) (the \d|\d)", r"\1 \2"),
        (r"(\d{1,2}) h ([0-5]\d)", r"\1:\2"),
        (r"(\d) ?(00|15|30|45)(?= pm|$| [|,]| on)", r"\1:\2"),
        (r"^([12]\d)([0-5]\d)$", r"\1:\2"),
        (r"next year", "in the new year"),
        (
            rf"(?:work|working|at work|busy|out|not (?:free|back|home)|finish|finish work|home|back) (?:until|at|by) ({_HOUR})",
            r"after \1",
        ),
        (rf"(?:the )?first week (?:of|in) ({_MONTH})", r"1 to 7 \1"),
        (rf"(?:the )?second week (?:of|in) ({_MONTH})", r"8 to 14 \1"),
        (rf"(?:the )?third week (?:of|in) ({_MONTH})", r"15 to 21 \1"),
    )
)
_IN_A_MONTH = re.compile(
    rf"(?<!\S)(?:(?:some ?time |any ?time )?(?:in|during|for|early|late|mid|(?:end|middle|start) of)(?: the)? |^)"
    rf"(?P<month>(?:the )?{_MONTH}|(?:the )?next month|this month)(?=$| [|,]| (?:at|after|if|or|would|is|half)\b)"
)
_SOME_WEEKS = re.compile(
    rf"(?<!\S)(?:in )?(?P<count>(?:a )?fortnight|(?:a|{'|'.join(NUMBERS)}|\d{{1,2}}) weeks?)(?!\S)"
)


def respelled(text: str, today: date) -> str:
    """The text with what hub.spoken_dates would not take for a day or a time written so that it does."""
    text = _TOO.sub(_before_or_after, _NO_GOOD.sub(_refused, text))
    text = _SPELLED_DATE.sub(_date_in_digits, text)
    for pattern, better in _FIXED:
        text = pattern.sub(better, text)
    text = _IN_A_MONTH.sub(lambda match: _whole_month(match["month"], today), text)
    return without_courtesies(re.sub(r"  +", " ", text).strip(" ,"))


def with_weeks_ahead(text: str, today: date) -> str:
    """ "fortnight" and "two weeks", where no day is named, as "in a fortnight"."""
    match = _SOME_WEEKS.search(text)
    if match is None or find_day(text, today) is not None:
        return text
    count = match["count"]
    count = f"a {count}" if " " not in count else count
    return f"{text[: match.start()]}in {count}{text[match.end() :]}"


def _refused(match: re.Match[str]) -> str:
    what = match["what"]
    return f"{'not those' if _JUST_THOSE.fullmatch(what) else f'not {what}'}{match['rest']}"


def _before_or_after(match: re.Match[str]) -> str:
    """ "8 is too late" as "before 8", "that's too soon" as "later"."""
    what, late = match["what"], match["how"].startswith(("late", "far"))
    if not what or _JUST_THOSE.fullmatch(what):
        return f"{'earlier' if late else 'later'}{match['rest']}"
    return f"{f'before {what}' if late else f'after {what} , not those'}{match['rest']}"


def _date_in_digits(match: re.Match[str]) -> str:
    the, nth = match["the"] or "", match["nth"]
    followed = match.string[match.end() :].lstrip()
    if nth in _SMALL_NTHS and not (the or followed.startswith("of ")):
        return match.group()
    tens = {"twenty": 20, "thirty": 30}.get(nth.split()[0], 0)
    return f"{the}{tens + ORDINALS[nth.split()[-1]]} th"


def _whole_month(said: str, today: date) -> str:
    if "month" in said:
        number = today.month if "this" in said else today.month % 12 + 1
    else:
        number = MONTHS.index(said.removeprefix("the ")) + 1
    year = today.year + (number < today.month)
    return f" 1 to {monthrange(year, number)[1]} {MONTHS[number - 1]}"


# What no calendar and no clock shows --------------------------------------------------------------

TIME_SHAPE = re.compile(
    r"(?<!\S)(?P<time>\d{1,2}[:.]\d{2}|\d{1,2}(?= (?:am|pm|o'clock))|(?:half|quarter) (?:past|to) \d{1,2})(?!\S)"
)
DAY_SHAPE = re.compile(
    rf"(?<!\S)(?:\d{{1,2}}(?: (?:st|nd|rd|th))?(?: of)? {_MONTH}(?: \d{{4}})?|{_MONTH} (?:the )?\d{{1,2}} (?:st|nd|rd|th)"
    r"|\d{1,2} (?:st|nd|rd|th)|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d{1,2}-\d{1,2})(?!\S)"
)
