"""Twilio's part, played by a terminal: signs and sends the webhooks that Twilio would, and follows the TwiML it gets."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self
from xml.etree import ElementTree as ET

import httpx
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from telephony.signature import REPEATED, SIGNATURE
from telephony.terminal_relay import RelayCall, RelayClosedError

ACCOUNT = "AC" + "0" * 32
_PATIENCE_SECONDS = 20


class WebhookError(Exception):
    """The front door did not answer a webhook, or not with TwiML; the message says what to do."""


def new_sid(kind: str) -> str:
    """An id as Twilio gives them: SM for a text, CA for a call."""
    return kind + secrets.token_hex(16)


@dataclass
class Webhooks:
    """Sends webhooks to ``url``, signed with ``token`` for the address ``public_url``."""

    url: str
    public_url: str
    token: str

    def __enter__(self) -> Self:
        self._http = httpx.Client(timeout=_PATIENCE_SECONDS, trust_env=False)
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def send(self, path: str, fields: dict[str, str], *, repeated: str = "") -> httpx.Response:
        """One webhook. ``repeated`` is the token that Twilio gives all tries of one. Raises WebhookError."""
        signature = RequestValidator(self.token).compute_signature(self.public_url + path, fields)
        headers = {SIGNATURE: signature, REPEATED: repeated or secrets.token_hex(16)}
        try:
            return self._http.post(self.url + path, data=fields, headers=headers)
        except httpx.HTTPError as error:
            raise WebhookError(
                f"{self.url} does not answer ({type(error).__name__}). Is `make run` running?"
            ) from error

    def socket(self, address: str) -> RelayCall:
        """The socket of an address that a TwiML names. Raises RelayClosedError."""
        path = address.removeprefix(self.public_url.replace("http", "ws", 1))
        return RelayCall(address, self.url.replace("http", "ws", 1) + path, self.token)

    def twiml(self, path: str, fields: dict[str, str]) -> ET.Element:
        """The TwiML that answers a webhook. Raises WebhookError."""
        response = self.send(path, fields)
        if response.status_code == httpx.codes.FORBIDDEN:
            raise WebhookError(
                "The signature was refused: PUBLIC_URL, HUB_SECRET and TWILIO_AUTH_TOKEN must be those of the front door."
            )
        if not response.is_success:
            raise WebhookError(f"The front door answered {response.status_code}: {response.text[:200]}")
        return ET.fromstring(response.text)  # noqa: S314 (our own front door's)


def text_fields(body: str, number: str, ours: str) -> dict[str, str]:
    """The fields of a text message, as Twilio sends them."""
    sid = new_sid("SM")
    return {
        "ToCountry": "GB",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": body,
        "FromCountry": "GB",
        "To": ours,
        "ToZip": "",
        "NumSegments": str(1 + len(body) // 153),
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": number,
        "ApiVersion": "2010-04-01",
    }


def call_fields(sid: str, number: str, ours: str, status: str = "in-progress") -> dict[str, str]:
    """The fields of every webhook of a call."""
    return {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "CallSid": sid,
        "CallStatus": status,
        "Called": ours,
        "CalledCity": "",
        "CalledCountry": "GB",
        "CalledState": "",
        "CalledZip": "",
        "Caller": number,
        "CallerCity": "",
        "CallerCountry": "GB",
        "CallerState": "",
        "CallerZip": "",
        "Direction": "inbound",
        "From": number,
        "FromCity": "",
        "FromCountry": "GB",
        "FromState": "",
        "FromZip": "",
        "To": ours,
        "ToCity": "",
        "ToCountry": "GB",
        "ToState": "",
        "ToZip": "",
    }


@dataclass
class Phone:
    """A call, from ringing to hanging up. ``waiting`` is what listens; None when the call is over.

    ``room`` is the conference that it is in: then ``waiting`` is where Twilio asks what comes after it. Over ``<Gather>`` and over ConversationRelay, as the TwiML of the front door says.
    """

    webhooks: Webhooks
    number: str
    ours: str

    def __post_init__(self) -> None:
        # Twilio's name for the call.
        self.sid = new_sid("CA")
        self.waiting: dict[str, str] | None = None
        self.room: str | None = None
        self.relay: RelayCall | None = None

    def ring(self) -> list[str]:
        """Begin; what is heard."""
        return self._follow(self.webhooks.twiml("/telephony/voice", self.fields("ringing")))

    def say(self, words: str) -> list[str]:
        """Speak, as Twilio's recognition hears it."""
        if self.relay is not None:
            return self._over_relay(lambda relay: relay.say(words))
        return self._heard({"SpeechResult": words, "Confidence": "0.92", "Language": "en-GB"})

    def press(self, keys: str) -> list[str]:
        """Press keys; a # ends them, as on the phone. Where one key is asked for, each is a turn of its own."""
        if self.relay is not None:
            return self._over_relay(lambda relay: relay.press(keys))
        heard: list[str] = []
        keys = keys.rstrip("#") or keys
        one = (self.waiting or {}).get("numDigits") == "1"
        for part in keys if one else [keys]:
            if self.waiting is None:
                break
            heard += self._heard({"Digits": part, "FinishedOnKey": ""})
        return heard

    def be_silent(self) -> list[str]:
        """Say nothing until the line speaks."""
        if self.relay is not None:
            return self._over_relay(lambda _: None)
        return self._heard({})

    def leave_room(self) -> list[str]:
        """The conference is over, since the other side has hung up; what is heard then."""
        if self.room is None or self.waiting is None:
            return []
        self.room = None
        fields = {**self.fields(), "DialCallStatus": "answered"}
        return self._follow(self.webhooks.twiml(self.waiting["action"], fields))

    def hang_up(self) -> None:
        """End the call from the caller's side."""
        self.waiting = None
        if self.relay is not None:
            self.relay.close()
            self.relay = None
        self.webhooks.send("/telephony/voice/status", {**self.fields("completed"), "CallDuration": "60"})

    def _heard(self, fields: dict[str, str]) -> list[str]:
        if self.waiting is None:
            return []
        return self._follow(
            self.webhooks.twiml(self.waiting["action"], {**self.fields(), "msg": "Gather End", **fields})
        )

    def _over_relay(self, does: Callable[[RelayCall], object]) -> list[str]:
        """Do something on the socket and hear what comes; when its session ends, ask what to do as Twilio does."""
        if self.relay is None or self.waiting is None:
            return []
        heard: list[str] = []
        try:
            does(self.relay)
            heard = self.relay.hear()
            if self.relay.over is None:
                return heard
            ended = {"SessionStatus": "ended", "HandoffData": self.relay.over}
        except RelayClosedError:
            ended = {"SessionStatus": "failed", "ErrorCode": "64105"}
        self.relay.close()
        self.relay = None
        return heard + self._follow(self.webhooks.twiml(self.waiting["action"], {**self.fields(), **ended}))

    def _connected(self, verb: ET.Element) -> list[str]:
        """Open the socket that a <Connect> names; the greeting that Twilio says meanwhile."""
        noun = verb[0]
        self.waiting = dict(verb.attrib)
        try:
            self.relay = self.webhooks.socket(noun.attrib["url"])
        except RelayClosedError:
            failed = {"SessionStatus": "failed", "ErrorCode": "64102"}
            return self._follow(self.webhooks.twiml(verb.attrib["action"], {**self.fields(), **failed}))
        self.relay.set_up(self.sid, self.number, self.ours)
        return [noun.attrib["welcomeGreeting"]]

    def fields(self, status: str = "in-progress") -> dict[str, str]:
        """What every webhook of this call says."""
        return call_fields(self.sid, self.number, self.ours, status)

    def _follow(self, twiml: ET.Element) -> list[str]:
        """Go through the verbs until one waits or the call ends; what was said on the way."""
        heard: list[str] = []
        self.waiting = None
        for verb in twiml:
            if verb.tag == "Redirect":
                return heard + self._follow(self.webhooks.twiml(verb.text or "", self.fields()))
            if verb.tag == "Connect":
                return heard + self._connected(verb)
            heard += list(words_in(verb))
            if verb.tag == "Gather":
                self.waiting = dict(verb.attrib)
                return heard
            if verb.tag == "Dial":
                self.waiting, self.room = dict(verb.attrib), verb[0].text
                return heard
            if verb.tag == "Hangup":
                break
        self.hang_up()
        return heard


@dataclass
class HandlersPhone(Phone):
    """The phone of a call handler, which rings for the leg of a call: here nobody has to ring it."""

    leg: int = 0

    def ring(self) -> list[str]:
        """Pick up; what is whispered."""
        return self._follow(self.webhooks.twiml(f"/telephony/handler/{self.leg}", self.fields()))

    def hang_up(self) -> None:
        """End the call from the handler's side."""
        if self.room is not None and self.waiting is not None:
            fields = {**self.fields("completed"), "DialCallStatus": "answered"}
            self.webhooks.twiml(self.waiting["action"], fields)
        self.waiting = self.room = None
        self.webhooks.send(f"/telephony/handler/{self.leg}/status", self.fields("completed"))


def words_in(verb: ET.Element) -> Iterator[str]:
    """What a verb says, one text for each Say; pauses are spaces."""
    for say in verb.iter("Say"):
        yield re.sub(r"\s+([.,;:!?])", r"\1", " ".join(" ".join(_texts(say)).split()))


def _texts(node: ET.Element) -> Iterator[Any]:
    yield node.text or ""
    for child in node:
        yield from _texts(child)
        yield child.tail or ""
