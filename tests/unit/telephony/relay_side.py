"""Twilio's side of a call over ConversationRelay, for tests: it rings, opens the socket and hears what is said."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from twilio_side import OURS, PUBLIC_URL, Twilio, call_fields, sid

from telephony.terminal_relay import RelayCall

WSS = PUBLIC_URL.replace("https", "wss")
NUMBER_ASKED = {
    "kind": "appointment",
    "outcome": "appointment",
    "web": "What is the best UK phone number?",
    "asks": True,
}
# Long enough for a slow machine; a silence that is waited for is far shorter, one that must not come far longer.
SOON, NEVER = 8.0, 60


class Relayed:
    """A call that rang and was connected to the socket."""

    def __init__(self, twilio: Twilio, number: str, *, setup: bool = True) -> None:
        self.twilio, self.number, self.sid = twilio, number, sid("CA")
        [self.connect] = twilio.twiml("/telephony/voice", self.fields(CallStatus="ringing"))
        [self.noun] = self.connect
        self.line = self.opened()
        if setup:
            self.line.set_up(self.sid, number, OURS)

    def opened(self, **changes: str) -> RelayCall:
        address = self.noun.attrib["url"]
        here = self.twilio.url.replace("http", "ws") + address.removeprefix(WSS)
        return RelayCall(**{"address": address, "here": here, "token": self.twilio.token, **changes})

    def fields(self, **changes: str) -> dict[str, str]:
        return call_fields(self.sid, self.number, **changes)

    def say(self, text: str) -> str:
        self.line.say(text)
        return self.hear()

    def press(self, keys: str) -> str:
        self.line.press(keys)
        return self.hear()

    def hear(self) -> str:
        return " ".join(self.line.hear(SOON))

    def over(self, **fields: str) -> ET.Element:
        """What Twilio is told to do after the session."""
        self.line.close()
        return self.twilio.twiml(self.connect.attrib["action"], self.fields(**fields))
