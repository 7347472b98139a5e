"""Twilio's part of ConversationRelay, played by a terminal: opens the socket that a TwiML names, with a real signature."""

from __future__ import annotations

import json
import re
import time
from typing import Any, Self
from xml.etree import ElementTree as ET

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

from telephony.signature import SIGNATURE

# Twilio waits as long as the caller does; a silence is spoken about after 7 seconds or 12, and what was said before.
PATIENCE_SECONDS = 60.0
_TAG = re.compile(r"<[^>]+>")


class RelayClosedError(Exception):
    """The front door did not take the socket, or closed it."""


class RelayCall:
    """A call over a socket. ``over`` is the HandoffData with which the session ended; None while it lasts."""

    def __init__(self, address: str, here: str, token: str) -> None:
        """Open the socket that Twilio knows as ``address`` at ``here``. Raises RelayClosedError."""
        signature = RequestValidator(token).compute_signature(address, {})
        try:
            self._socket = connect(
                here, additional_headers={SIGNATURE: signature}, proxy=None, compression=None, max_size=None
            )
        except (InvalidHandshake, OSError) as error:
            raise RelayClosedError(f"The socket was not opened ({type(error).__name__}).") from error
        self.over: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """The caller hangs up."""
        self._socket.close()

    def set_up(self, sid: str, number: str, ours: str, **changes: Any) -> None:
        """The first frame."""
        self.send(
            {
                "type": "setup",
                "sessionId": "VX" + sid[2:],
                "accountSid": "AC" + "0" * 32,
                "parentCallSid": "",
                "callSid": sid,
                "from": number,
                "to": ours,
                "forwardedFrom": "",
                "callType": "PSTN",
                "callerName": "",
                "direction": "inbound",
                "callStatus": "RINGING",
                "customParameters": {},
                **changes,
            }
        )

    def say(self, words: str, *, last: bool = True) -> None:
        """What the caller says, as it is recognised; with ``last`` false, so far."""
        self.send({"type": "prompt", "voicePrompt": words, "lang": "en-GB", "last": last})

    def press(self, keys: str) -> None:
        """Keys, one after the other."""
        for key in keys:
            self.send({"type": "dtmf", "digit": key})

    def interrupt(self, heard: str = "") -> None:
        """The caller breaks in; Twilio has stopped speaking."""
        self.send({"type": "interrupt", "utteranceUntilInterrupt": heard, "durationUntilInterruptMs": 460})

    def send(self, frame: object) -> None:
        """Any frame; a text goes out as it is. Raises RelayClosedError."""
        try:
            self._socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))
        except ConnectionClosed as error:
            raise RelayClosedError("The front door closed the socket.") from error

    def frame(self, patience: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """The next frame from the front door. Raises TimeoutError and RelayClosedError."""
        try:
            frame: dict[str, Any] = json.loads(self._socket.recv(timeout=patience))
        except ConnectionClosed as error:
            raise RelayClosedError("The front door closed the socket.") from error
        if frame["type"] == "end":
            self.over = str(frame["handoffData"])
        return frame

    def hear(self, patience: float = PATIENCE_SECONDS) -> list[str]:
        """What is said until it ends, sentence by sentence without its SSML; nothing where the session ends."""
        heard: list[str] = []
        until = time.monotonic() + patience
        while self.over is None:
            frame = self.frame(until - time.monotonic())
            if frame["type"] == "text":
                heard.append(as_words(frame["token"]))
                if frame["last"]:
                    break
        return heard


def as_words(token: str) -> str:
    """A token as a person hears it; pauses are spaces."""
    text = "".join(ET.fromstring(f"<speak>{_TAG.sub(_spaced, token)}</speak>").itertext())  # noqa: S314 (our own)
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))


def _spaced(tag: re.Match[str]) -> str:
    return f"{tag[0]} " if tag[0].endswith("/>") else tag[0]
