"""Sends texts through Twilio; without an account, says that none were sent. Calls have a client of their own (hub/twilio_calls.py)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException  # type: ignore[import-untyped]
from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from hub.outbox import (
    NeverAcceptedError,
    NoAnswerError,
    NoProviderError,
    NotAcceptedError,
    OptedOutError,
    Sender,
    SendError,
)
from hub.settings import Environment

PATIENCE_SECONDS = 10
# Where Twilio reports what became of a text (telephony/status.py).
DELIVERY_REPORTS = "/telephony/sms/status"
_OPTED_OUT = 21610  # https://www.twilio.com/docs/api/errors/21610
_LOOKED_AT = 100
_quiet = logging.getLogger("hub.twilio")
_quiet.setLevel(logging.CRITICAL)  # the library writes the number it looks for


class NoSender:
    """There is no account."""

    def send(self, to: str, body: str) -> str:  # noqa: ARG002 (Sender's signature)
        """Nothing is sent."""
        raise NoProviderError

    def sent(self, to: str, body: str, since: datetime) -> Sequence[str]:  # noqa: ARG002 (Sender's signature)
        """Nobody to ask."""
        raise NoProviderError


class TwilioSender:
    """Sends from ``sender``: a number of ours, or a messaging service (its SID begins with MG).

    ``status_callback`` is the address at which Twilio reports what became of a text; "" where it cannot reach us.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        *,
        region: str = "",
        edge: str = "",
        status_callback: str = "",
        http_client: HttpClient | None = None,
    ) -> None:
        self._client = Client(
            account_sid,
            auth_token,
            region=region or None,
            edge=edge or None,
            http_client=http_client or TwilioHttpClient(timeout=PATIENCE_SECONDS, logger=_quiet),
        )
        self._with = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}
        if status_callback:
            self._with["status_callback"] = status_callback

    def send(self, to: str, body: str) -> str:
        """Hand one text to Twilio; the SID of the message. Raises SendError."""
        try:
            return str(self._client.messages.create(to=to, body=body, **self._with).sid)
        except TwilioRestException as error:
            raise _meaning(error) from None
        except (TwilioException, requests.RequestException) as error:
            raise _lost(error) from None

    def sent(self, to: str, body: str, since: datetime) -> Sequence[str]:
        """The SIDs of such messages to a number since a moment. Raises SendError.

        A message whose text Twilio does not show, where redaction is switched on, counts as such a one.
        """
        try:
            listed = self._client.messages.list(to=to, limit=_LOOKED_AT)
        except (TwilioException, requests.RequestException) as error:
            raise NoAnswerError(type(error).__name__) from None
        return [
            str(message.sid)
            for message in listed
            if (not message.body or message.body.endswith(body))
            and (message.date_created or datetime.now(UTC)) >= since
            and message.direction != "inbound"
        ]


def sender_for(machine: Environment) -> Sender:
    """What sends texts on this machine."""
    if not machine.twilio_account_sid:
        return NoSender()
    return TwilioSender(
        machine.twilio_account_sid,
        machine.twilio_auth_token,
        machine.twilio_from,
        region=machine.twilio_region,
        edge=machine.twilio_edge,
        status_callback=f"{machine.public_url}{DELIVERY_REPORTS}" if machine.public_url else "",
    )


def _meaning(error: TwilioRestException) -> SendError:
    """What an answer of Twilio's means for the text. 401 and 403 are ours to mend, so it waits."""
    why = f"Twilio answered {error.status}, code {error.code}"
    if error.code == _OPTED_OUT:
        return OptedOutError(why)
    if error.status >= 500:
        return NoAnswerError(why)
    if error.status in {401, 403, 408, 429}:
        return NotAcceptedError(why)
    return NeverAcceptedError(why)


def _lost(error: Exception) -> SendError:
    """Without a connection nothing was taken; with one that broke off, nobody knows."""
    why = type(error).__name__
    refused = isinstance(error, requests.ConnectTimeout) or (
        isinstance(error, requests.ConnectionError) and "NewConnectionError" in str(error)
    )
    return NotAcceptedError(why) if refused else NoAnswerError(why)
