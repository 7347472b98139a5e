"""The people of the load, for locust: parents who chat, callers, and people who text.

Each has a number of Ofcom's reserved ones and each who chats an address of those kept for documentation (RFC 5737), handed
in as a proxy would: the limits for one sender hold, and none is met.
"""

from __future__ import annotations

import os
import random
import secrets
from itertools import count

from locust import FastHttpUser, constant_pacing, task
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from evaluation.load.answers import chat_problem, twiml_problem, where_it_goes_on
from evaluation.load.texts import question, visit
from hub.conversation_ids import read_or_make_secret
from hub.settings import environment
from telephony.signature import REPEATED, SIGNATURE
from telephony.terminal import call_fields, new_sid, text_fields
from telephony.tokens import accepted_tokens

SCALE = float(os.environ.get("LOAD_SCALE", "1"))
CHATTING, CALLING, TEXTS_A_SECOND = (round(number * SCALE) for number in (200, 20, 5))
CHAT_SECONDS = 5
# A caller speaks, and hears the answer to its end.
TURN_OF_A_CALL_SECONDS = 8
MOST_TURNS = 6
OURS = "+441632960000"
_ADDRESSES = [f"{network}.{last}" for network in ("192.0.2", "198.51.100", "203.0.113") for last in range(1, 255)]
_numbers, _addresses = count(), count()


def _next_number(first: int, many: int) -> str:
    """The next number, each as often as every other; so many of them from ``first``."""
    return f"+447700900{first + next(_numbers) % many:03}"


class Chatting(FastHttpUser):
    """Writes on the web chat every five seconds, and begins anew when everything is said."""

    fixed_count = CHATTING
    wait_time = constant_pacing(CHAT_SECONDS)

    def on_start(self) -> None:
        place = next(_addresses)
        self.chance = random.Random(place)
        self.number = f"07700 900{place % 1000:03}"
        self.headers = {"X-Forwarded-For": _ADDRESSES[place % len(_ADDRESSES)]}
        self.saying = visit(self.chance, self.number)
        self.conversation: str | None = None

    @task
    def write(self) -> None:
        text = next(self.saying, None)
        if text is None:
            self.saying, self.conversation = visit(self.chance, self.number), None
            text = next(self.saying)
        body: dict[str, str] = {"text": text, "id": secrets.token_urlsafe(16)}
        if self.conversation:
            body["conversation"] = self.conversation
        with self.client.post(
            "/api/chat", json=body, headers=self.headers, name="web chat", catch_response=True
        ) as answer:
            problem = chat_problem(answer.status_code, answer.text or "")
            if problem is None:
                self.conversation = answer.json()["conversation"]
            else:
                answer.failure(problem)


class _Twilio(FastHttpUser):
    """Sends signed webhooks."""

    abstract = True

    def on_start(self) -> None:
        machine = environment()
        token = accepted_tokens(machine, read_or_make_secret(machine.hub_secret, machine.hub_state))[0]
        self.signs = RequestValidator(token)
        self.public_url = machine.public_url or str(self.host)
        self.chance = random.Random(next(_addresses))

    def webhook(self, path: str, fields: dict[str, str], name: str) -> str:
        """Send one; the TwiML."""
        signature = self.signs.compute_signature(self.public_url + path, fields)
        headers = {SIGNATURE: signature, REPEATED: secrets.token_hex(16)}
        with self.client.post(path, data=fields, headers=headers, name=name, catch_response=True) as answer:
            body = answer.text or ""
            if (problem := twiml_problem(answer.status_code, body)) is not None:
                answer.failure(problem)
            return body


class Texting(_Twilio):
    """Sends a text every two seconds, each from another number."""

    fixed_count = TEXTS_A_SECOND * 2
    wait_time = constant_pacing(2)

    @task
    def text(self) -> None:
        self.webhook("/telephony/sms", text_fields(question(self.chance), _next_number(0, 900), OURS), "text message")


class Calling(_Twilio):
    """Phones, says a few things, hangs up, and phones again from another number."""

    fixed_count = CALLING
    wait_time = constant_pacing(TURN_OF_A_CALL_SECONDS)

    def on_start(self) -> None:
        super().on_start()
        self.goes_on: str | None = None

    @task
    def speak(self) -> None:
        if self.goes_on is None:
            self.sid, self.caller = new_sid("CA"), _next_number(900, 100)
            self.turns_left = self.chance.randint(1, MOST_TURNS)
            self._follow(self.webhook("/telephony/voice", self._fields("ringing"), "call: greeting"))
        elif self.turns_left:
            self.turns_left -= 1
            heard = {"SpeechResult": question(self.chance), "Confidence": "0.92", "Language": "en-GB"}
            self._follow(self.webhook(self.goes_on, {**self._fields(), **heard}, "call: turn"))
        else:
            self.goes_on = None
            self._hang_up()

    def _fields(self, status: str = "in-progress") -> dict[str, str]:
        return call_fields(self.sid, self.caller, OURS, status)

    def _follow(self, twiml: str) -> None:
        address = where_it_goes_on(twiml)
        self.goes_on = address.removeprefix(self.public_url) if address else None

    def _hang_up(self) -> None:
        path, fields = "/telephony/voice/status", self._fields("completed")
        signature = self.signs.compute_signature(self.public_url + path, fields)
        self.client.post(path, data=fields, headers={SIGNATURE: signature}, name="call: over")
