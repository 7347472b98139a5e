"""Twilio's side of the line, for tests: complete webhooks with real signatures, and TwiML checked against its library."""

from __future__ import annotations

import inspect
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

import httpx
from fastapi import FastAPI
from serving import serving
from twilio.request_validator import RequestValidator
from twilio.twiml import messaging_response, voice_response

PUBLIC_URL = "https://assistant.example.org"
OURS = "+441632960000"
TOKEN, OLD_TOKEN = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"  # made up
WITHHELD = "+266696687"

_CLASSES = {
    "Conference": voice_response.Conference,
    "Connect": voice_response.Connect,
    "ConversationRelay": voice_response.ConversationRelay,
    "Dial": voice_response.Dial,
    "Gather": voice_response.Gather,
    "Pause": voice_response.Pause,
    "Say": voice_response.Say,
    "Redirect": voice_response.Redirect,
    "Hangup": voice_response.Hangup,
    "prosody": voice_response.SsmlProsody,
    "break": voice_response.SsmlBreak,
    "Message": messaging_response.Message,
}


def sid(kind: str) -> str:
    return kind + secrets.token_hex(16)


def text_fields(number: str, body: str, **changes: str) -> dict[str, str]:
    """A text message as Twilio posts it."""
    message = sid("SM")
    return {
        "ToCountry": "GB",
        "ToState": "",
        "SmsMessageSid": message,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": message,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": body,
        "FromCountry": "GB",
        "To": OURS,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": message,
        "AccountSid": "AC" + "a" * 32,
        "From": number,
        "ApiVersion": "2010-04-01",
        **changes,
    }


def call_fields(call: str, number: str, **changes: str) -> dict[str, str]:
    """A webhook of a call as Twilio posts it."""
    here = {"Called": OURS, "To": OURS, "Caller": number, "From": number}
    places = {f"{who}{what}": "" for who in ("Called", "To", "Caller", "From") for what in ("City", "State", "Zip")}
    countries = {f"{who}Country": "GB" for who in ("Called", "To", "Caller", "From")}
    return {
        "AccountSid": "AC" + "a" * 32,
        "ApiVersion": "2010-04-01",
        "CallSid": call,
        "CallStatus": "in-progress",
        "CallToken": "%7B%22parentCallInfoToken%22%3A%22made+up%22%7D",
        "Direction": "inbound",
        **here,
        **places,
        **countries,
        **changes,
    }


@dataclass
class Twilio:
    """Posts webhooks to a front door."""

    url: str
    token: str

    def send(self, path: str, **request: Any) -> httpx.Response:
        """Post something, signed or not."""
        return httpx.post(self.url + path, timeout=30, trust_env=False, verify=False, **request)  # noqa: S501 (no TLS here)

    def get(self, path: str, headers: dict[str, str]) -> httpx.Response:
        """Ask for something, unsigned."""
        return httpx.get(self.url + path, headers=headers, timeout=30, trust_env=False, verify=False)  # noqa: S501 (no TLS here)

    def post(self, path: str, fields: Any, **headers: str) -> httpx.Response:
        signature = RequestValidator(self.token).compute_signature(PUBLIC_URL + path, fields)
        return self.send(path, data=fields, headers={"X-Twilio-Signature": signature, **headers})

    def twiml(self, path: str, fields: dict[str, str], **headers: str) -> ET.Element:
        response = self.post(path, fields, **headers)
        assert (response.status_code, response.headers["content-type"]) == (200, "text/xml; charset=utf-8")
        return checked(response.text)

    def text(self, number: str, body: str, **changes: str) -> list[str]:
        """Send a text; the replies."""
        return messages(self.twiml("/telephony/sms", text_fields(number, body, **changes)))


@dataclass
class Caller:
    """A call; ``gather`` is what listens now, None when it is over."""

    twilio: Twilio
    number: str
    call: str = field(default_factory=lambda: sid("CA"))
    gather: ET.Element | None = None

    def ring(self) -> str:
        return self._heard(self.twilio.twiml("/telephony/voice", self.fields(CallStatus="ringing")))

    def say(self, words: str) -> str:
        return self.turn(SpeechResult=words, Confidence="0.9312", Language="en-GB")

    def press(self, keys: str) -> str:
        return self.turn(Digits=keys, FinishedOnKey="")

    def silence(self) -> str:
        return self.turn()

    def turn(self, **heard: str) -> str:
        return self._heard(self.twilio.twiml(self.action, self.fields(msg="Gather End", **heard)))

    @property
    def action(self) -> str:
        assert self.gather is not None, "the call is over"
        return self.gather.attrib["action"]

    def fields(self, **changes: str) -> dict[str, str]:
        return call_fields(self.call, self.number, **changes)

    def _heard(self, twiml: ET.Element) -> str:
        self.gather = twiml.find("Gather")
        return spoken(twiml)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve a front door; its connections are closed in the loop that opened them."""

    @app.post("/close")
    async def close() -> None:
        await app.state.telephony.memory.close()
        await app.state.doors.conversation._memory.close()
        await app.state.doors.conversation._rasa.close()
        await app.state.doors.wakes.close()
        await app.state.doors.signs.close()

    with serving(app) as url:
        yield url
        httpx.post(f"{url}/close", trust_env=False).raise_for_status()


def messages(twiml: ET.Element) -> list[str]:
    return [message.text or "" for message in twiml.iter("Message")]


def spoken(twiml: ET.Element) -> str:
    """All that is said, a line for each Say; pauses are spaces."""
    return "\n".join(" ".join(" ".join(_parts(say)).split()) for say in twiml.iter("Say"))


def _parts(node: ET.Element) -> list[str]:
    found = [node.text or ""]
    for child in node:
        found += [*_parts(child), child.tail or ""]
    return found


def checked(text: str) -> ET.Element:
    """The TwiML, where every verb may stand where it stands and has only attributes that the library knows."""
    root = ET.fromstring(text)  # noqa: S314 (our own)
    assert root.tag == "Response"
    is_sms = any(child.tag == "Message" for child in root)
    _check(root, messaging_response.MessagingResponse if is_sms else voice_response.VoiceResponse)
    return root


def _check(node: ET.Element, kind: type) -> None:
    for child in node:
        method = getattr(kind, {"break": "break_"}.get(child.tag, _snake(child.tag)), None)
        assert method is not None, f"<{child.tag}> may not stand in <{node.tag}>"
        known = set(inspect.signature(method).parameters)
        unknown = [name for name in child.attrib if _snake(name) not in known]
        assert unknown == [], f"<{child.tag}> has no {unknown}"
        _check(child, _CLASSES[child.tag])


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
