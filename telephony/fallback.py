"""What callers get while we are down: static TwiML for Twilio's fallback addresses, made from hub.yml.

Kept where it is up when we are not, for instance as TwiML Bins of Twilio's (docs/twilio.md). It knows no clock, so it gives
the usual week and says nothing of today.
"""

from __future__ import annotations

from pathlib import Path

from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]

from hub.hours_words import as_voice, closed_line, week_table
from hub.phone_numbers import PhoneRefusedError, parse_phone, speak_phone
from hub.reach import number_plain
from hub.settings import HubSettings
from knowledge_base.gsm7 import to_gsm7
from telephony.speech import Said, hang_up

FOLDER = Path(__file__).parent
VOICE, SMS = FOLDER / "fallback.xml", FOLDER / "fallback-sms.xml"
_DOWN = "Sorry, our assistant is not working right now."
_DANGER = Said(
    "If anyone is in danger now, phone 9 9 9. For urgent mental health help at any time, phone 1 1 1 and choose option 2. "
    "Samaritans are there at any time, on 1 1 6, 1 2 3.",
    slow=True,
)


def voice_fallback(settings: HubSettings, voice: str) -> str:
    """For calls: the emergency numbers, when people answer and on which number, and goodbye."""
    week = [f"{days}, {hours}." for days, hours in week_table(settings.hours)]
    closed = closed_line(settings.hours)
    hours = as_voice(["We are usually open", *week, *([closed] if closed else [])])
    return hang_up(
        (Said(_DOWN), _DANGER, Said(hours), Said(_number(settings)), Said("Please try again later. Goodbye.")), voice
    )


def sms_fallback(settings: HubSettings) -> str:
    """For texts: the same, short."""
    week = "; ".join(f"{days} {hours}" for days, hours in week_table(settings.hours))
    text = (
        f"{_DOWN} In danger: 999. Urgent mental health help any time: 111 option 2. Samaritans 116 123. "
        f"We are usually open: {week}. {number_plain(settings)} Please try again later."
    )
    response = MessagingResponse()
    response.message(to_gsm7(text))
    return str(response)


def _number(settings: HubSettings) -> str:
    try:
        return f"Our phone number is {speak_phone(parse_phone(settings.phone, production=False).e164)}."
    except PhoneRefusedError:
        return number_plain(settings)
