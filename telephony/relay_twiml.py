"""TwiML that begins a call over ConversationRelay.

https://www.twilio.com/docs/voice/twiml/connect/conversationrelay
"""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from telephony.call import Call
from telephony.hints import hints
from telephony.line import Telephony
from telephony.speech import LANGUAGE
from telephony.step import Step

SOCKET, OVER = "/telephony/voice/relay", "/telephony/voice/over"
_PROVIDERS = {"Polly": "Amazon", "Google": "Google"}


def as_relay(telephony: Telephony, call: Call, greeting: Step) -> str:
    """Connect a call to our socket, with the greeting; where that ends or fails, Twilio asks the action what to do."""
    provider, _, voice = telephony.doors.environment.twilio_voice.partition(".")
    response = VoiceResponse()
    connect = response.connect(action=OVER, method="POST")
    connect.conversation_relay(
        # A name of the call in the address: the signature covers the address alone.
        url=f"{telephony.socket_url}{SOCKET}/{call.key}",
        welcome_greeting=" ".join(one.text for one in greeting.said),
        welcome_greeting_interruptible="any",
        language=LANGUAGE,
        tts_provider=_PROVIDERS[provider],
        voice=voice,
        interruptible="any",
        dtmf_detection=True,
        partial_prompts=True,  # who has begun to speak is not told that we hear nothing
        profanity_filter=False,  # what a parent says must reach the safety screen
        hints=hints(),
        events="speaker-events",  # silence counts from when we have stopped speaking
    )
    return str(response)
