"""What a person in a crisis is told: the numbers, 999 before anything else, each from a source named here."""

from __future__ import annotations

from hub.outcomes import Outcome
from hub.replies import Reply
from hub.safety.crisis import Crisis

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
