"""Rings, moves and joins phone calls through Twilio; without an account, says that nobody was rung."""

from __future__ import annotations

import logging
from typing import Any, Protocol

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException  # type: ignore[import-untyped]
from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from hub.settings import Environment

# A caller hears every second of it.
PATIENCE_SECONDS = 5
RING_SECONDS = 25
_quiet = logging.getLogger("hub.twilio")
_quiet.setLevel(logging.CRITICAL)  # the library writes the number it rings


class CallError(Exception):
    """Something could not be done with a call. The message never holds a number."""


class NoLineError(CallError):
    """There is no account to ring with, or no address at which Twilio could ask us what to do."""


class CallRefusedError(CallError):
    """Twilio will not do it, for certain: a number that cannot be rung, a call that is over."""


class CallUnsureError(CallError):
    """Nobody knows whether Twilio has done it."""


class Calls(Protocol):
    """What is done with calls. ``call`` and ``conference`` are Twilio's names for them. Every method raises CallError."""

    def ring(self, to: str, ours: str, url: str, reports: str) -> str:
        """Ring a number; ``url`` says what they hear, ``reports`` is told what became of it. The name of the call."""
        ...

    def move(self, call: str, url: str) -> None:
        """Let a call go on at another address."""
        ...

    def hang_up(self, call: str) -> None:
        """End a call, ringing or not."""
        ...

    def status(self, call: str) -> str:
        """What has become of a call, in Twilio's words."""
        ...

    def conference(self, name: str) -> str | None:
        """The running conference that we have given a name; None where there is none."""
        ...

    def hold(self, conference: str, call: str, url: str, *, on: bool) -> None:
        """Put somebody on hold, who hears what ``url`` says, or back."""
        ...

    def mute(self, conference: str, call: str, *, on: bool) -> None:
        """Let nobody hear somebody, or let them be heard again."""
        ...

    def ends_with(self, conference: str, call: str, *, ends: bool) -> None:
        """Say whether the conference is over when somebody leaves it."""
        ...

    def remove(self, conference: str, call: str) -> None:
        """Let somebody leave the conference."""
        ...


class NoCalls:
    """There is no account: every method raises NoLineError."""

    def __getattr__(self, name: str) -> Any:
        def nothing(*_: object, **__: object) -> None:
            raise NoLineError

        if name.startswith("_"):
            raise AttributeError(name)
        return nothing


class TwilioCalls:
    """Twilio's REST API for calls and conferences."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        region: str = "",
        edge: str = "",
        http_client: HttpClient | None = None,
    ) -> None:
        self._client = Client(
            account_sid,
            auth_token,
            region=region or None,
            edge=edge or None,
            http_client=http_client or TwilioHttpClient(timeout=PATIENCE_SECONDS, logger=_quiet),
        )

    def ring(self, to: str, ours: str, url: str, reports: str) -> str:
        with _failing():
            made = self._client.calls.create(
                to=to,
                from_=ours,
                url=url,
                method="POST",
                timeout=RING_SECONDS,
                record=False,
                status_callback=reports,
                status_callback_method="POST",
            )
            return str(made.sid)

    def move(self, call: str, url: str) -> None:
        with _failing():
            self._client.calls(call).update(url=url, method="POST")

    def hang_up(self, call: str) -> None:
        with _failing():
            self._client.calls(call).update(status="completed")

    def status(self, call: str) -> str:
        with _failing():
            return str(self._client.calls(call).fetch().status)

    def conference(self, name: str) -> str | None:
        with _failing():
            found = self._client.conferences.list(friendly_name=name, status="in-progress", limit=1)
            return str(found[0].sid) if found else None

    def hold(self, conference: str, call: str, url: str, *, on: bool) -> None:
        with _failing():
            self._in(conference, call).update(hold=on, hold_url=url, hold_method="POST")

    def mute(self, conference: str, call: str, *, on: bool) -> None:
        with _failing():
            self._in(conference, call).update(muted=on)

    def ends_with(self, conference: str, call: str, *, ends: bool) -> None:
        with _failing():
            self._in(conference, call).update(end_conference_on_exit=ends)

    def remove(self, conference: str, call: str) -> None:
        with _failing():
            self._in(conference, call).delete()

    def _in(self, conference: str, call: str) -> Any:
        return self._client.conferences(conference).participants(call)


def calls_for(machine: Environment) -> Calls:
    """What rings on this machine. Twilio has to reach us to ask what a call should hear."""
    if not machine.twilio_account_sid or not machine.public_url:
        return NoCalls()
    return TwilioCalls(
        machine.twilio_account_sid,
        machine.twilio_auth_token,
        region=machine.twilio_region,
        edge=machine.twilio_edge,
    )


class _failing:  # noqa: N801 (reads as a word)
    """What an error of the library means for the call."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, TwilioRestException):
            why = f"Twilio answered {error.status}, code {error.code}"
            raise (CallUnsureError if error.status >= 500 else CallRefusedError)(why) from None
        if isinstance(error, TwilioException | requests.RequestException):
            raise CallUnsureError(type(error).__name__) from None
