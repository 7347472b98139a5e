"""Reads the answers to an appointment's questions: names, yes and no, skipping, changes of mind."""

from __future__ import annotations

import re
from typing import Literal

MAX_NAME, MAX_NOTE = 40, 200
NameProblem = Literal["long", "none"]

_BEFORE_NAME = re.compile(
    r"(?:(?:um+|er+m?|well|oh|sorry|actually|no|hi|hello|hiya|yes|yeah|ok|okay|so|sure|it['’]?s|it is|i['’]?m|i am|my (?:first )?name(?:['’]?s| is)?|"
    r"(?:the )?name(?:['’]?s| is)?|this is|(?:you can |please |just )?call me|just|its|im)[\s,:.-]+)+",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"[\s,.!]*(?:\b(?:please|thanks|thank you|speaking|here|not [^\s]+)\b)?[\s,.!]*\Z", re.IGNORECASE
)
_SPELT = re.compile(r"(?:[^\W\d_][\s.,-]+){2,}[^\W\d_]")
_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?(?: [^\W\d_]+(?:['’-][^\W\d_]+)*\.?){0,2}")
_SKIP = re.compile(
    r"(?:um+ |er+m? |oh )?(?:skip|no|none|nothing|nope|nah|n/?a|pass|not (?:really|needed|today)|(?:i['’]?d )?(?:rather|prefer) not|(?:i['’]?d )?(?:like|prefer) to skip|"
    r"(?:i )?don['’]?t (?:want|need|have|know)|leave it|that['’]?s (?:it|all)|later|nil|-)(?!\w)",
    re.IGNORECASE,
)
_YES = re.compile(
    r"(?:um+ |er+m? |oh |well )?(?:yes|yeah|yep|yup|yea|yh|ya|y|ok|okay|sure|of course|course|fine|that['’]?s (?:fine|ok|okay|right|correct|it|good|great)|"
    r"that is (?:right|correct|fine)|correct|right|perfect|great|go ahead|please do|do it|confirm(?:ed)?|all good|good|book it|lovely|absolutely|definitely|"
    r"no problem|i don['’]?t mind|happy with that|you can|both|tak|da|sim|haan|ji)(?!\w)",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:um+ |er+m? |oh |well |actually )?(?:no(?! problem)|nope|nah|n|not (?:ok|right|really|that|at all)|rather (?:you didn['’]?t|not)|i['’]?d rather not|"
    r"(?:please )?don['’]?t|do not|never|wrong|incorrect|that['’]?s (?:wrong|not)|nie|nu|n[aã]o|nahi)(?!\w)",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(
    r"\b(?:(?:different|another|other|change (?:the|my)?|wrong) ?(?:time|day|date|week|wednesday|evening|slot)|week (?:after|before|later)|"
    r"not that (?:one|day|time|week)|(?:the )?(?:earlier|later) (?:one|time|slot)|(?:can|could) (?:we|i|you) (?:make it|do|move)|make it)\b",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"\b(?:(?:different|another|other|wrong|new|change (?:the|my)?) ?(?:phone |mobile |contact )?number|number['’]?s? (?:is )?wrong)\b",
    re.IGNORECASE,
)
_OTHER_NAME = re.compile(
    r"\b(?:(?:different|another|wrong|change (?:the|my)?) ?(?:first )?name|name['’]?s? (?:is )?wrong|not my name)\b",
    re.IGNORECASE,
)
_NEW_NAME = re.compile(
    r"(?:actually |no,? |sorry,? )*(?:it['’]?s|its|i['’]?m|my name(?:['’]?s| is)|the name(?:['’]?s| is)|call me) (?P<name>[^\W\d_][\w'’-]*)(?:,? not [^\s]+)?[.!]*\Z",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"(?:please |ok |no |actually |oh )*(?:stop|quit|exit|leave it|forget (?:it|about it)|never ?mind|cancel(?: (?:that|it|this))?|"
    r"i(?:['’]?ve)? changed my mind|not now|end|do it later)(?: please| thanks| now)?[.! ]*\Z",
    re.IGNORECASE,
)
_GO_ON = re.compile(r"\b(?:carry on|go on|keep going|continue|back to)\b", re.IGNORECASE)
_TAKES_BACK = re.compile(r"(?:sorry|no|wait|actually|oh|hang on|hold on|um)\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"(?:and |but |um |ok |so )?(?:what|how(?! to| we| i can| he| she| they)|when|where|why|who|which|whose|can|could|do|does|did|is|are|will|would|should|am)\b",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"\b(?:lost|forgot|forgotten|can['’]?t (?:find|remember)|don['’]?t (?:have|know|remember)|haven['’]?t got|no reference|never got)\b",
    re.IGNORECASE,
)


def name_in(text: str) -> str | NameProblem:
    """The first name that a message gives, or why there is none: "long", or "none" found."""
    text = text.strip()
    before = _BEFORE_NAME.match(text)
    bare = _AFTER_NAME.sub("", text[before.end() :] if before else text)
    if _SKIP.fullmatch(bare):
        return "none"
    if _SPELT.fullmatch(bare):
        return "".join(re.findall(r"[^\W\d_]", bare)).capitalize()
    if len(bare) > MAX_NAME:
        return "long"
    if not _NAME.fullmatch(bare) or len(re.findall(r"[^\W\d_]", bare)) < 2:
        return "none"
    return bare.title() if bare.islower() and "'" not in bare and "’" not in bare else bare


def renamed(text: str) -> str | None:
    """The name in "it's Jo not Joe", said at any step."""
    found = _NEW_NAME.match(text.strip())
    if found is None:
        return None
    name = name_in(found["name"])
    return None if name in {"long", "none"} else name


def note_in(text: str) -> str:
    """A free answer, shortened; "" where the person skips it."""
    text = " ".join(text.split())
    return "" if _SKIP.match(text) and len(text.split()) <= 6 else text[:MAX_NOTE]


def yes_or_no(text: str, intent: str | None) -> bool | None:
    """What somebody says to a yes-or-no question; None where it is neither."""
    said = text.strip()
    if _NO.match(said):
        return False
    if _YES.match(said):
        return True
    return {"affirm": True, "deny": False}.get(intent or "")


def wants_to_stop(text: str, intent: str | None, confidence: float) -> bool:
    """Whether the person leaves off what is under way."""
    if _STOP.match(text.strip()):
        return True
    return intent == "stop" and confidence > 0.8 and not _GO_ON.search(text) and not _SKIP.match(text.strip())


def changes_time(text: str) -> bool:
    """Whether a message takes back the time that was chosen."""
    return _OTHER_TIME.search(text) is not None


def takes_back(text: str) -> bool:
    """Whether a message begins as people begin who correct themselves."""
    return _TAKES_BACK.match(text.strip()) is not None


def goes_on(text: str) -> bool:
    """Whether somebody only says that they want to go on where they were."""
    return _GO_ON.search(text) is not None


def changes_number(text: str) -> bool:
    """Whether a message takes back the phone number."""
    return _OTHER_NUMBER.search(text) is not None


def changes_name(text: str) -> bool:
    """Whether a message takes back the name."""
    return _OTHER_NAME.search(text) is not None


def is_question(text: str) -> bool:
    """Whether a message asks something rather than answers."""
    return text.rstrip().endswith("?") or _QUESTION.match(text.strip()) is not None


def has_lost_it(text: str) -> bool:
    """Whether someone says that they do not have their reference."""
    return _LOST.search(text) is not None
