"""The frames of ConversationRelay: what Twilio sends, checked, and what it takes.

https://www.twilio.com/docs/voice/conversationrelay/websocket-messages
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from telephony.speech import LANGUAGE


class _In(BaseModel):
    """Twilio may add fields; of those that we read, the types are as it documents them."""

    model_config = ConfigDict(frozen=True, strict=True)


class Setup(_In):
    """The call; the first frame."""

    type: Literal["setup"]
    call: str = Field(alias="callSid")
    number: str | None = Field(None, alias="from")


class Prompt(_In):
    """What the caller said; with ``last`` false, what has been recognised of it so far."""

    type: Literal["prompt"]
    words: str = Field(alias="voicePrompt")
    last: bool = True


class Dtmf(_In):
    """One key."""

    type: Literal["dtmf"]
    key: str = Field(alias="digit", pattern=r"^[0-9*#A-D]$")


class Interrupt(_In):
    """The caller spoke or keyed while we spoke, and Twilio stopped."""

    type: Literal["interrupt"]


class Error(_In):
    """Something of the session failed. The description may repeat what was said, so it is not read."""

    type: Literal["error"]


class Info(_In):
    """Who begins and stops speaking, with ``events="speaker-events"``."""

    type: Literal["info"]
    name: str = ""
    value: str = ""


Frame = Setup | Prompt | Dtmf | Interrupt | Error | Info
_ADAPTER: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])


def read(text: str) -> Frame | None:
    """A frame; None for what is none, or none that we know."""
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError:
        return None


def text(token: str, *, last: bool, lang: str = LANGUAGE) -> str:
    """Words to say. ``last`` ends what is said in one go."""
    return json.dumps({"type": "text", "token": token, "last": last, "lang": lang})


def play(source: str, *, loop: int = 1) -> str:
    """A sound at an address, so many times."""
    return json.dumps({"type": "play", "source": source, "loop": loop})


def send_digits(digits: str) -> str:
    """Keys for the other end; w waits half a second."""
    return json.dumps({"type": "sendDigits", "digits": digits})


def language(code: str) -> str:
    """The language in which is spoken and heard from now on."""
    return json.dumps({"type": "language", "ttsLanguage": code, "transcriptionLanguage": code})


def end(handoff: str) -> str:
    """The end of the session. Twilio posts ``handoff`` as HandoffData to the action of <Connect>, and logs it."""
    return json.dumps({"type": "end", "handoffData": handoff})
