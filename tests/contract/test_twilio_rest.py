"""Every REST request that we make is one that Twilio's own description of its API allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from hub import sms_sender
from hub.sms_sender import TwilioSender

ACCOUNT, SERVICE = "AC" + "a" * 32, "MG" + "b" * 32
MOBILE, OURS = "+447700900123", "+441632960000"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


class ToPrism(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's own HTTP client, to another address; it keeps what it sent and was answered."""

    def __init__(self, url: str) -> None:
        super().__init__(pool_connections=True)
        self._url = url
        self.exchanges: list[tuple[str, str, int]] = []

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        path = httpx.URL(url).raw_path.decode()
        response = super().request(method, self._url + path, *args, **kwargs)
        self.exchanges.append((method, path.partition("?")[0], response.status_code))
        return response


@pytest.fixture
def client(prism: str) -> Iterator[ToPrism]:
    one = ToPrism(prism)
    yield one
    if one.session:
        one.session.close()


@pytest.mark.parametrize("sender", [OURS, SERVICE])
def test_sending_a_text(client: ToPrism, sender: str) -> None:
    sent = TwilioSender(ACCOUNT, "token", sender, http_client=client).send(MOBILE, "A reminder.")
    assert sent.startswith("SM")
    assert client.exchanges == [("POST", MESSAGES, 201)]


def test_sending_a_text_with_an_address_for_its_delivery_report(client: ToPrism) -> None:
    reports = "https://assistant.example.org/telephony/sms/status"
    sender = TwilioSender(ACCOUNT, "token", OURS, status_callback=reports, http_client=client)
    assert sender.send(MOBILE, "A reminder.").startswith("SM")
    assert client.exchanges == [("POST", MESSAGES, 201)]


def test_looking_for_texts_that_were_sent(client: ToPrism) -> None:
    sender = TwilioSender(ACCOUNT, "token", OURS, http_client=client)
    sender.sent(MOBILE, "A reminder.", datetime(2026, 11, 24, tzinfo=UTC))
    assert client.exchanges[0] == ("GET", MESSAGES, 200)
    assert {status for _, _, status in client.exchanges} == {200}


def test_there_is_no_other_client_of_twilios_rest_api() -> None:
    """What is sent elsewhere would escape the tests above."""
    public = {name for name, value in vars(TwilioSender).items() if callable(value) and not name.startswith("_")}
    assert public == {"send", "sent"}
    assert sms_sender.__doc__ is not None
    assert "only client" in sms_sender.__doc__


BROKEN: list[tuple[str, dict[str, str], str]] = [
    ("no recipient", {"From": OURS, "Body": "x"}, MESSAGES),
    ("an odd service", {"To": MOBILE, "MessagingServiceSid": "MG1", "Body": "x"}, MESSAGES),
    ("an odd callback", {"To": MOBILE, "From": OURS, "Body": "x", "StatusCallback": "nowhere"}, MESSAGES),
    ("an odd account", {"To": MOBILE, "From": OURS, "Body": "x"}, "/2010-04-01/Accounts/AC1/Messages.json"),
]


@pytest.mark.parametrize(("what", "fields", "path"), BROKEN, ids=[what for what, _, _ in BROKEN])
def test_a_broken_request_would_be_noticed(
    plain_http: httpx.Client, what: str, fields: dict[str, str], path: str
) -> None:
    assert plain_http.post(path, data=fields, auth=(ACCOUNT, "token")).status_code == 422


def test_a_request_without_the_account_would_be_noticed(plain_http: httpx.Client) -> None:
    assert plain_http.post(MESSAGES, data={"To": MOBILE, "From": OURS, "Body": "x"}).status_code == 401
