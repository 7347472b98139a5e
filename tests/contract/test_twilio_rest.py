"""Every REST request that we make is one that Twilio's own description of its API allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from hub.sms_sender import TwilioSender
from hub.twilio_calls import TwilioCalls

ROOT = Path(__file__).parent.parent.parent
OURS_TOO = ("hub", "telephony", "webchat", "console", "dashboard", "staff", "bot/actions", "commands")
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


CALL, CONFERENCE = "CA" + "c" * 32, "CF" + "d" * 32
CALLS = f"/2010-04-01/Accounts/{ACCOUNT}/Calls"
CONFERENCES = f"/2010-04-01/Accounts/{ACCOUNT}/Conferences"
PARTICIPANT = f"{CONFERENCES}/{CONFERENCE}/Participants/{CALL}.json"
ELSEWHERE = "https://assistant.example.org/telephony"
WITH_CALLS: dict[str, tuple[Callable[[TwilioCalls], object], tuple[str, str, int]]] = {
    "ring": (
        lambda calls: calls.ring(MOBILE, OURS, f"{ELSEWHERE}/handler/1", f"{ELSEWHERE}/handler/1/status"),
        ("POST", f"{CALLS}.json", 201),
    ),
    "move": (lambda calls: calls.move(CALL, f"{ELSEWHERE}/voice/connect"), ("POST", f"{CALLS}/{CALL}.json", 200)),
    "hang_up": (lambda calls: calls.hang_up(CALL), ("POST", f"{CALLS}/{CALL}.json", 200)),
    "status": (lambda calls: calls.status(CALL), ("GET", f"{CALLS}/{CALL}.json", 200)),
    "conference": (lambda calls: calls.conference("handoff-1"), ("GET", f"{CONFERENCES}.json", 200)),
    "hold": (
        lambda calls: calls.hold(CONFERENCE, CALL, f"{ELSEWHERE}/conference/1/hold", on=True),
        ("POST", PARTICIPANT, 200),
    ),
    "mute": (lambda calls: calls.mute(CONFERENCE, CALL, on=True), ("POST", PARTICIPANT, 200)),
    "ends_with": (lambda calls: calls.ends_with(CONFERENCE, CALL, ends=False), ("POST", PARTICIPANT, 200)),
    "remove": (lambda calls: calls.remove(CONFERENCE, CALL), ("DELETE", PARTICIPANT, 204)),
}


@pytest.mark.parametrize("what", WITH_CALLS)
def test_what_is_done_with_calls(client: ToPrism, what: str) -> None:
    do, exchange = WITH_CALLS[what]
    do(TwilioCalls(ACCOUNT, "token", http_client=client))
    assert client.exchanges[0] == exchange


def test_there_is_no_other_client_of_twilios_rest_api() -> None:
    """What is sent elsewhere would escape the tests above; the doctor only looks (hub/twilio_numbers.py)."""
    public = {name for name, value in vars(TwilioSender).items() if callable(value) and not name.startswith("_")}
    assert public == {"send", "sent"}
    assert {name for name in vars(TwilioCalls) if not name.startswith("_")} == set(WITH_CALLS)
    ours = (path for folder in OURS_TOO for path in (ROOT / folder).rglob("*.py"))
    clients = {path.name for path in ours if "twilio.rest" in path.read_text(encoding="utf-8")}
    assert clients == {"sms_sender.py", "twilio_calls.py", "twilio_numbers.py"}


BROKEN: list[tuple[str, dict[str, str], str]] = [
    ("no recipient", {"From": OURS, "Body": "x"}, MESSAGES),
    ("an odd service", {"To": MOBILE, "MessagingServiceSid": "MG1", "Body": "x"}, MESSAGES),
    ("an odd callback", {"To": MOBILE, "From": OURS, "Body": "x", "StatusCallback": "nowhere"}, MESSAGES),
    ("a call to nobody", {"From": OURS, "Url": ELSEWHERE}, f"{CALLS}.json"),
    (
        "a call with an odd time to ring",
        {"To": MOBILE, "From": OURS, "Url": ELSEWHERE, "Timeout": "long"},
        f"{CALLS}.json",
    ),
    ("somebody held at nowhere", {"Hold": "true", "HoldUrl": "nowhere"}, PARTICIPANT),
    ("an odd call in a conference", {"Muted": "true"}, f"{CONFERENCES}/{CONFERENCE}/Participants/.json"),
    ("an odd account", {"To": MOBILE, "From": OURS, "Body": "x"}, "/2010-04-01/Accounts/AC1/Messages.json"),
]


@pytest.mark.parametrize(("what", "fields", "path"), BROKEN, ids=[what for what, _, _ in BROKEN])
def test_a_broken_request_would_be_noticed(
    plain_http: httpx.Client, what: str, fields: dict[str, str], path: str
) -> None:
    assert plain_http.post(path, data=fields, auth=(ACCOUNT, "token")).status_code == 422


def test_a_request_without_the_account_would_be_noticed(plain_http: httpx.Client) -> None:
    assert plain_http.post(MESSAGES, data={"To": MOBILE, "From": OURS, "Body": "x"}).status_code == 401
