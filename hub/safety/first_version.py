"""The safety screen: notices a crisis before anything else reads the message.

Plain rules on the words, in the front door's own process: it needs no server and no model. A first
version; it errs towards showing the numbers. Numbers come from the sources named beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hub.outcomes import Outcome
from hub.replies import Reply

CrisisKind = Literal[
    "suicide", "self_harm", "immediate_danger", "abuse", "medical_emergency", "violence", "missing_child"
]
CrisisLevel = Literal["act_now", "check"]


@dataclass(frozen=True)
class Crisis:
    """What the screen noticed: its kind, and how sure we are that someone is in danger now."""

    kind: CrisisKind
    level: CrisisLevel


_WHO = r"(?:he|she|they|i|my \w+|our \w+|the \w+|child|kid|son|daughter|boy|girl)"
_RULES: tuple[tuple[CrisisKind, CrisisLevel, str], ...] = (
    (
        "suicide",
        "act_now",
        r"suicid|sue?[ -]a[ -]cid|(?:kill|hang|end)(?:ing|ed|s)? (?:my|him|her|them|your)\s?sel(?:f|ves)|\bkms\b|unaliv|(?:end|ending|take|taking|took) (?:my|his|her|their) (?:own )?life|end it all",
    ),
    (
        "suicide",
        "act_now",
        r"(?:want|wants|wanted|wanting|going|wish|wishes|ready|plan\w*|try\w*|tried) (?:to |2 |was |were |is )?(?:die|be dead|dead|not be alive|not exist)\b|want(?:s|ed)? 2 die|wanna die|better off (?:dead|without (?:me|him|her))|rather be dead|no (?:reason|point) (?:in |to )?(?:living|live|being alive)",
    ),
    (
        "suicide",
        "act_now",
        r"(?:don'?t|doesn'?t|dont|doesnt|didn'?t|not) (?:want|wanna|wants) (?:to |2 )?(?:be here|live|be alive|wake up|exist)|jump(?:ing)? (?:off|in front of)|goodbye (?:letter|note)s?|said (?:her|his|their) goodbyes|letters are written",
    ),
    (
        "self_harm",
        "act_now",
        r"self[ -]?harm|(?:cut|cuts|cutting|burn|burns|burning|hurt|hurts|hurting|harm|harms|harming|scratch\w*|slash\w*|slit\w*) (?:my|him|her|them|your)\s?sel(?:f|ves)|(?:cut|cuts|cutting|slit\w*|burn\w*) (?:her|his|my|their) (?:arm|leg|wrist|thigh)s?|(?:fresh )?cuts on (?:her|his|my|their)",
    ),
    (
        "medical_emergency",
        "act_now",
        r"overdos|(?:taken|took|swallow\w*|eaten|ate) (?:\w+ ){0,4}(?:tablets|pills|paracetamol|batter(?:y|ies)|bleach|magnets?|poison|medication)|(?:not|isn'?t|stopped|can'?t|cant|cannot|struggling to) (?:breath\w*)|unconscious|won'?t wake up|(?:having|had) a (?:fit|seizure)|chok(?:ing|ed) on|turning blue|bleeding (?:a lot|badly|heavily|won'?t)",
    ),
    (
        "violence",
        "act_now",
        r"(?:got|has|have|with|holding|grabbed|pulled|picked up) (?:a|the|my|his) (?:\w+ )?(?:knife|blade|gun|machete|hammer|scissors)|strangl\w*|(?:by|round|around|on) (?:the|my|her|his) (?:neck|throat)|chok(?:ed|ing) me|tried to (?:kill|stab)|stab(?:bed|bing)?\b|(?:threaten\w*|going|says (?:he|she)\S* (?:will|going)) to (?:kill|stab)|attack\w* (?:me|us|his|her|my)|smashing (?:up )?the house|beating (?:me|him|her|us)",
    ),
    (
        "immediate_danger",
        "act_now",
        r"in danger (?:right )?now|not safe (?:tonight|now|here|at home|right now)|(?:on|at) the (?:roof|bridge|ledge|railway|train line)|(?:might|could|going to|gonna|will|'ll|il|scared i'?ll?) (?:hurt|harm|kill) (?:him|her|them|my|someone)",
    ),
    (
        "missing_child",
        "act_now",
        rf"(?:can'?t|cant|cannot|couldn'?t) find (?:him|her|them|my (?:son|daughter|child|kid|boy|girl))|(?:has|is|'s|s|gone|went) missing|(?:ran|run|runs|running) (?:off|away) and|{_WHO}(?:'s| has| have|s)? (?:disappeared|vanished)",
    ),
    (
        "abuse",
        "act_now",
        r"\babus(?:e[ds]?|ing|er|ive)\b|(?:hit|hits|hitting|beat|beats|touch(?:es|ed|ing)?|punch\w*|kick\w*) (?:me|us|my (?:kids|children|son|daughter)|the kids)|(?:rape[ds]?|molest\w*|groom(?:ed|ing))\b|(?:scared|afraid|frightened) of (?:my|her|his) (?:partner|husband|ex|dad|mum|stepdad|boyfriend|girlfriend)|being (?:hit|hurt|beaten|neglected|exploited)",
    ),
    (
        "suicide",
        "check",
        r"can'?t (?:go on|do this any ?more|take (?:it|this) any ?more)|cant (?:go on|do this any ?more|take (?:it|this) any ?more)|want(?:s)? to disappear|give up on (?:life|everything)|no point any ?more|breaking point|can'?t cope|cant cope|hopeless",
    ),
    (
        "suicide",
        "check",
        r"zabi[cć]|samob[oó]j|nie chce (?:juz )?zy[cć]|sinuci|vreau s[aă] mor|me matar|suic[ií]dio|quero morrer|خود ?کشی|khudkushi|marna chaht|انتحار|أموت|اموت|আত্মহত্যা|মরে যেতে",
    ),
)
_COMPILED = tuple((kind, level, re.compile(pattern, re.IGNORECASE)) for kind, level, pattern in _RULES)
# Words of crisis in what is no crisis: an idiom, a game, a lesson, planning ahead.
_NOT_CRISIS = re.compile(
    r"(?:list|wait\w*|homework|paperwork|form|forms|heat|noise|feet|back|traffic|queue) (?:is |are |'s )?(?:killing|driving)|dying to|killing me|to die for|"
    r"minecraft|fortnite|roblox|video ?game|lesson on|assembly (?:on|about)|(?:policy|training|course|leaflet|book|information) (?:on|about)|awareness",
    re.IGNORECASE,
)


def screen(text: str) -> Crisis | None:
    """The gravest crisis that a message speaks of, or None. Never raises; works on any text."""
    straight = text.replace("’", "'").replace("‘", "'")
    for kind, level, pattern in _COMPILED:
        if pattern.search(straight):
            if _NOT_CRISIS.search(straight):
                return None
            return Crisis(kind, level)
    return None


# Sources: HPFT (999, 0800 6444 101, NHS 111 option 2 at any hour)
# https://www.hpft.nhs.uk/services/acute-and-rehabilitation-services/alternative-services-to-an-inpatient-stay/
# Samaritans and Shout https://www.kickstherapy.com/blog/mental-health-crisis-resources-uk (18 January 2026)
# Childline https://www.norwoodmc.co.uk/2024/08/14/nhs-111-option-2-for-crisis-mental-health-support/ (14 August 2024)
_NUMBERS_WEB = (
    "- Urgent mental health help, any time: phone **111** and choose option 2, or **0800 6444 101** (Hertfordshire).\n"
    "- Samaritans, any time, free: **116 123**.\n"
    "- Text **SHOUT** to **85258**, any time.\n"
    "- Under 19: Childline **0800 1111**, free."
)
_NUMBERS_VOICE = (
    "For urgent mental health help at any time, phone 1 1 1 and choose option 2. "
    "Or phone 0800 6444 101. Samaritans are on 116 123. "
    "Children can phone Childline on 0800 1111. Again, in danger now, phone 9 9 9."
)


def crisis_reply(crisis: Crisis) -> Reply:
    """The numbers, 999 before anything else."""
    if crisis.level == "act_now":
        return Reply(
            kind="crisis",
            outcome=Outcome.CRISIS,
            web=f"**If anyone is in danger now, phone 999 or go to A&E.**\n\n{_NUMBERS_WEB}\n\nYou can go on here when you are ready.",
            sms="In danger now: phone 999 or go to A&E. Urgent mental health help any time: 111 option 2, or 0800 6444 101. Samaritans 116 123. Text SHOUT to 85258. Under 19: Childline 0800 1111.",
            voice=f"If anyone is in danger now, phone 9 9 9, or go to A and E. {_NUMBERS_VOICE}",
        )
    return Reply(
        kind="crisis",
        outcome=Outcome.CRISIS,
        web=f"It sounds as if things are very hard. If anyone is in danger right now, phone **999**.\n\n{_NUMBERS_WEB}",
        sms="It sounds as if things are very hard. In danger now: 999. Urgent mental health help any time: 111 option 2, or 0800 6444 101. Samaritans 116 123. Text SHOUT to 85258.",
        voice=f"It sounds as if things are very hard. If anyone is in danger right now, phone 9 9 9. {_NUMBERS_VOICE}",
    )
