"""Reads the answers to an appointment's questions: yes and no, skipping, stopping, changes of mind."""

from __future__ import annotations

import re

MAX_NOTE = 200

_OPENINGS = r"(?:(?:um+|er+m?|oh|well|actually|please|ok|okay|no|yes|sorry)[\s,.!]+)*"
_SKIP = re.compile(
    r"(?:um+ |er+m? |oh )?(?:skip|no|none|nothing|nope|nah|n/?a|pass|not (?:really|needed|today)|(?:i['’]?d )?(?:rather|prefer) not|(?:i['’]?d )?(?:like|prefer) to skip|"
    r"(?:i )?don['’]?t (?:want|need|have|know)|leave it|that['’]?s (?:it|all)|later|nil|-)(?!\w)",
    re.IGNORECASE,
)
# What may stand beside: "no, nothing like that, thank you". Any other word means that something is said.
_SKIP_WORD = re.compile(
    r"um|er|erm|oh|skip|no|none|nothing|nope|nah|n|a|na|pass|not|really|needed|today|rather|prefer|i|id|i'd|like|to|dont|don't|"
    r"want|need|have|any|anything|know|leave|it|that|thats|that's|all|later|nil|thanks|thank|you|please|this|one|the|question|"
    r"say|saying|tell|needs|support|help|extra|special|else|much|for|now|at|moment|right|just|fine|im|i'm|we|we're|good|ok|okay|"
    r"cheers|ta|of|those|these|them|so|there|yet|sure|think|would|answer|talk|about",
)
_YES = re.compile(
    r"(?:um+ |er+m? |oh |well )?(?:yes|yeah|yep|yup|yea|yh|ya|y|ok|okay|sure|of course|course|fine|that['’]?s (?:fine|ok|okay|right|correct|it|good|great)|"
    r"that is (?:right|correct|fine)|it['’]?s (?:fine|ok|okay|right|correct|good)|correct(?! (?:the|my|it|that))|right|perfect|great|go ahead|go on then|please do|do it|"
    r"confirm(?:ed)?|all (?:good|right|correct|fine)|alright|good|book it|lovely|absolutely|definitely|no (?:problem|worries|changes)|nothing (?:to change|wrong)|"
    r"i (?:don['’]?t|do not) mind|don['’]?t mind|happy with that|you (?:can|may)|both|tak|da|sim|haan|ji)(?!\w)",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:um+ |er+m? |oh |well |actually )?(?:no(?! (?:problem|worries|changes))|nope|nah|n|not (?:ok|right|really|that|at all)|rather (?:you didn['’]?t|not)|i['’]?d rather (?:you didn['’]?t|not)|"
    r"(?:please )?don['’]?t(?! mind)|do not(?! mind)|never|wrong|incorrect|that['’]?s (?:wrong|not)|it['’]?s (?:wrong|not)|nie|nu|n[aã]o|nahi)(?!\w)",
    re.IGNORECASE,
)
_ONLY_YES = re.compile(rf"(?:{_YES.pattern}[\s,.!]*)+(?:please|thanks|thank you)?[\s,.!]*", re.IGNORECASE)
_BUT = re.compile(r"\b(?:but|except|apart from|instead|however)\b", re.IGNORECASE)
_DO_IT = re.compile(
    r"[\s,.]*(?:can|could|would|will) you (?:please )?(?:book|confirm|do|make|move|cancel)\b", re.IGNORECASE
)
_CANCEL_IT = re.compile(rf"{_OPENINGS}(?:just )?cancel(?! nothing)\b", re.IGNORECASE)
_OTHER_TIME = re.compile(
    r"\b(?:(?:different|another|other|change (?:the|my)?|wrong) ?(?:time|day|date|week|wednesday|evening|slot)|week (?:after|before|later)|"
    r"not that (?:one|day|time|week)|(?:the )?(?:earlier|later) (?:one|time|slot))\b",
    re.IGNORECASE,
)
# These mean the time only where one is named: "can you make it 8".
_MAKE_IT = re.compile(r"\b(?:(?:can|could) (?:we|i|you) (?:make it|do|move)|make it|move it)\b", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    r"\b(?:(?:different|another|other|wrong|new|change (?:the|my)?) ?(?:phone |mobile |contact )?number|number['’]?s? (?:is )?wrong)\b",
    re.IGNORECASE,
)
_OTHER_NAME = re.compile(
    r"\b(?:(?:different|another|wrong|change (?:the|my)?) ?(?:first )?name|name['’]?s? (?:is )?wrong|not my name)\b",
    re.IGNORECASE,
)
_STOP = re.compile(
    rf"{_OPENINGS}(?:(?:can|could|shall) (?:we|i|you) |i(?:['’]?d| would)? (?:want|like) to |let['’]?s )?"
    r"(?:stop(?: (?:it|this|that|now|the booking|booking))?|quit|exit|leave it|forget (?:it|about it|that)|never ?mind|cancel(?: (?:that|it|this))?|"
    r"i(?:['’]?ve)? changed my mind|not now|end|do it later|(?:don['’]?t|do not) book (?:it|that|this|anything))(?:[\s,]+(?:please|thanks|thank you|now|then))*[.! ]*",
    re.IGNORECASE,
)
_AGAIN_FROM_THE_START = re.compile(
    rf"{_OPENINGS}(?:(?:can|could|shall) (?:we|i) |i (?:want|need) to |let['’]?s )?"
    r"(?:restart|reset|(?:start|begin)(?: all)? (?:again|over|afresh)|start from the (?:start|beginning))(?: please| now)?[.!? ]*",
    re.IGNORECASE,
)
_SAY_AGAIN = re.compile(
    rf"{_OPENINGS}(?:pardon(?: me)?|come again|what did you say|(?:(?:can|could|would) you )?(?:please )?(?:say|repeat|read) "
    r"(?:that|it|this|the question|the last (?:bit|part|question))(?: (?:again|back|out))?(?: (?:a )?(?:bit )?(?:more )?(?:slower|slowly))?|"
    r"(?:i )?(?:didn['’]?t|did not) (?:hear|catch|get) (?:that|you|it))(?: please)?[.!? ]*",
    re.IGNORECASE,
)
_GO_ON = re.compile(r"\b(?:carry on|go on|keep going|continue|back to)\b", re.IGNORECASE)
_ONLY_GO_ON = re.compile(
    r"(?:.*\b(?:can|could|shall|may) (?:we|i)|.*\blet['’]?s|(?:ok|okay|yes|please|sorry|anyway|right|so|[\s,.])*)[\s,]*(?:please )?"
    r"(?:carry on|go on|keep going|continue|(?:go |get )?back to)(?: (?:with|the|my|our|this|that|it|appointment|booking|please|then|now|where we were))*[.!? ]*",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(r"(?:sorry|no|wait|actually|oh|hang on|hold on|um)\b", re.IGNORECASE)
_CORRECTS = re.compile(r"(?:(?:um|oh|no)[\s,.]+)*(?:sorry|wait|actually|hang on|hold on)\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"(?:and |but |um |ok |so )?(?:what|how(?! to| we| i can| he| she| they)|when|where|why|who|which|whose|can|could|do|does|did|is|are|will|would|should|am)\b",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"\b(?:lost|forgot|forgotten|can['’]?t (?:find|remember)|don['’]?t (?:have|know|remember)|haven['’]?t got|no reference|never got)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
# Signs that Markdown or HTML would take for its own.
_MARKS = re.compile(r"[<>\[\]()*_`\\]")
_SURE, _FEW_WORDS = 0.6, 5


def skips(text: str) -> bool:
    """Whether a message leaves an optional question open, and says nothing else: "no sleep at all" is a topic."""
    words = re.findall(r"[\w'’]+", text.replace("’", "'").casefold())
    return _SKIP.match(text.strip()) is not None and all(_SKIP_WORD.fullmatch(word) for word in words)


def note_in(text: str) -> str:
    """A free answer as plain words, shortened, without signs that a page could take for markup; "" where it is skipped."""
    if skips(text):
        return ""
    plain = " ".join(_MARKS.sub(" ", _TAG.sub(" ", text)).split())
    return plain[:MAX_NOTE].strip(" .,;:!?…-")


def yes_or_no(text: str, intent: str | None, confidence: float = 1.0) -> bool | None:
    """What somebody says to a yes-or-no question; None where it is neither, or where nobody can be sure."""
    said = text.strip()
    if _NO.match(said):
        return False
    if _YES.match(said):
        return True
    return {"affirm": True, "deny": False}.get(intent or "") if confidence >= _SURE else None


def agrees(text: str, intent: str | None, confidence: float) -> bool | None:
    """Whether somebody says yes to all that was read back. "Yes, but" is a no, a yes with a question is neither."""
    answer = yes_or_no(text, intent, confidence)
    if not answer:
        return answer
    if _BUT.search(text):
        return False
    if is_only_yes(text.strip(" ?")):
        return True
    said = _YES.match(text.strip())
    rest = text.strip()[said.end() :].strip(" ,.!") if said else text
    asks = is_question(rest) and bool(rest.strip("?"))
    return None if asks and not _DO_IT.match(rest) else True


def is_only_yes(text: str) -> bool:
    """Whether a message says yes and nothing else."""
    return _ONLY_YES.fullmatch(text.strip()) is not None


def says_cancel(text: str) -> bool:
    """Whether a message repeats that the appointment should be cancelled."""
    return _CANCEL_IT.match(text.strip()) is not None and not is_question(text) and not _NO.match(text.strip())


def wants_to_stop(text: str, intent: str | None, confidence: float) -> bool:
    """Whether the person leaves off what is under way."""
    if _STOP.fullmatch(text.strip()):
        return True
    return intent == "stop" and confidence > 0.8 and not mentions_going_on(text) and not _SKIP.match(text.strip())


def begins_again(text: str) -> bool:
    """Whether a message only says that all should begin again."""
    return _AGAIN_FROM_THE_START.fullmatch(text.strip()) is not None


def asks_again(text: str) -> bool:
    """Whether a message only asks to hear the question again."""
    return _SAY_AGAIN.fullmatch(text.strip()) is not None


def changes_time(text: str) -> bool:
    """Whether a message takes back the time that was chosen."""
    return _OTHER_TIME.search(text) is not None


def moves_time(text: str) -> bool:
    """Whether a message takes back the time if it names another: "can you make it 8"."""
    return _MAKE_IT.search(text) is not None


def takes_back(text: str) -> bool:
    """Whether a message begins as people begin who correct themselves."""
    return _TAKES_BACK.match(text.strip()) is not None


def corrects(text: str) -> bool:
    """The same, where it cannot be only a sigh: "um" and "no" begin a topic too."""
    return _CORRECTS.match(text.strip()) is not None


def mentions_going_on(text: str) -> bool:
    """Whether words of going on stand anywhere in a message."""
    return _GO_ON.search(text) is not None


def goes_on(text: str) -> bool:
    """Whether somebody only says that they want to go on where they were; "he can't go on at school" does not."""
    return _ONLY_GO_ON.fullmatch(text.strip()) is not None


def changes_number(text: str) -> bool:
    """Whether a message takes back the phone number."""
    return _OTHER_NUMBER.search(text) is not None


def changes_name(text: str) -> bool:
    """Whether a message takes back the name."""
    return _OTHER_NAME.search(text) is not None


def is_short(text: str) -> bool:
    """Whether a message is a few words: a topic that speaks of numbers and names is longer."""
    return len(text.split()) <= _FEW_WORDS


def is_question(text: str) -> bool:
    """Whether a message asks something rather than answers."""
    return text.rstrip().endswith("?") or _QUESTION.match(text.strip()) is not None


def has_lost_it(text: str) -> bool:
    """Whether someone says that they do not have their reference or number at hand."""
    return _LOST.search(text) is not None
