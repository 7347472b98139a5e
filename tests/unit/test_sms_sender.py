"""The library of Twilio asked for real, with answers as Twilio gives them in place of its network."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from twilio.http import HttpClient
from twilio.http.response import Response

from hub import sms_sender
from hub.outbox import NeverAcceptedError, NoAnswerError, NoProviderError, NotAcceptedError, OptedOutError, SendError
from hub.settings import Environment
from hub.sms_sender import NoSender, TwilioSender, sender_for

ACCOUNT = "AC" + "0" * 32
TO, OURS, BODY = "+447700900101", "+441632960960", "Neurodiversity Hub: hello."
ACCOUNT_SET = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": "a token", "twilio_from": OURS}
SINCE = datetime(2026, 11, 24, 10, tzinfo=UTC)


@dataclass
class Network(HttpClient):
    """Answers every request with ``answer``, or raises it; keeps the requests."""

    answer: Any = None
    status: int = 201
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def request(self, method: str, url: str, params: Any = None, data: Any = None, **_: Any) -> Response:
        self.asked.append((method, url, data or params))
        if isinstance(self.answer, Exception):
            raise self.answer
        return Response(self.status, json.dumps(self.answer))


def sender(network: Network, number: str = OURS, **options: str) -> TwilioSender:
    return TwilioSender(ACCOUNT, "a token", number, http_client=network, **options)


def test_a_text_is_handed_over_with_our_number() -> None:
    network = Network({"sid": "SM1"})
    assert sender(network).send(TO, BODY) == "SM1"
    url = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert network.asked == [("POST", url, {"To": TO, "From": OURS, "Body": BODY})]


def test_a_messaging_service_may_send_and_the_region_be_chosen() -> None:
    network = Network({"sid": "SM1"})
    service = "MG" + "0" * 32
    sender(network, service, region="ie1", edge="dublin").send(TO, BODY)
    [(_, url, data)] = network.asked
    assert url.startswith("https://api.dublin.ie1.twilio.com/")
    assert data == {"To": TO, "MessagingServiceSid": service, "Body": BODY}


def test_twilio_is_asked_to_report_what_became_of_a_text() -> None:
    network = Network({"sid": "SM1"})
    sender(network, status_callback="https://assistant.example.org/telephony/sms/status").send(TO, BODY)
    assert network.asked[0][2]["StatusCallback"] == "https://assistant.example.org/telephony/sms/status"


@pytest.mark.parametrize(
    ("public_url", "reports"),
    [
        ("https://assistant.example.org", "https://assistant.example.org/telephony/sms/status"),
        ("", None),  # Twilio refuses a text with an address that it cannot reach
    ],
)
def test_reports_are_asked_for_where_twilio_can_reach_us(
    monkeypatch: pytest.MonkeyPatch, public_url: str, reports: str | None
) -> None:
    network = Network({"sid": "SM1"})
    monkeypatch.setattr(sms_sender, "TwilioHttpClient", lambda **_: network)
    sender_for(Environment(**ACCOUNT_SET, public_url=public_url)).send(TO, BODY)
    assert network.asked[0][2].get("StatusCallback") == reports


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (400, 21211, NeverAcceptedError),  # not a phone number
        (400, 21614, NeverAcceptedError),  # not a mobile number
        (400, 21610, OptedOutError),
        (401, 20003, NotAcceptedError),
        (403, 20003, NotAcceptedError),
        (429, 20429, NotAcceptedError),
        (500, 20500, NoAnswerError),
        (503, 20503, NoAnswerError),
    ],
)
def test_what_an_answer_means_for_the_text(status: int, code: int, meaning: type[SendError]) -> None:
    network = Network({"code": code, "message": f"to {TO}: {BODY}", "status": status}, status)
    with pytest.raises(SendError) as caught:
        sender(network).send(TO, BODY)
    assert type(caught.value) is meaning
    assert [secret for secret in (TO, BODY) if secret in str(caught.value)] == []


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (requests.ConnectTimeout(), NotAcceptedError),
        (requests.ConnectionError("NewConnectionError: refused"), NotAcceptedError),
        (requests.ConnectionError("Connection aborted"), NoAnswerError),
        (requests.ReadTimeout(), NoAnswerError),
    ],
)
def test_a_lost_connection_is_told_from_a_lost_answer(error: Exception, meaning: type[SendError]) -> None:
    with pytest.raises(SendError) as caught:
        sender(Network(error)).send(TO, BODY)
    assert type(caught.value) is meaning


def message(sid: str, body: str, created: str, direction: str = "outbound-api") -> dict[str, Any]:
    return {"sid": sid, "body": body, "date_created": created, "direction": direction}


def test_what_was_sent_is_found_by_number_words_and_time() -> None:
    messages = [
        message("SM1", BODY, "Tue, 24 Nov 2026 10:00:01 +0000"),
        message("SM2", "other words", "Tue, 24 Nov 2026 10:00:02 +0000"),
        message("SM3", BODY, "Tue, 24 Nov 2026 09:59:59 +0000"),
        message("SM4", f"Sent from your Twilio trial account - {BODY}", "Tue, 24 Nov 2026 10:00:03 +0000"),
        message("SM5", "", "Tue, 24 Nov 2026 10:00:04 +0000"),
        message("SM6", BODY, "Tue, 24 Nov 2026 10:00:05 +0000", "inbound"),
    ]
    network = Network({"messages": messages, "page": 0, "page_size": 50, "next_page_uri": None}, 200)
    assert sender(network).sent(TO, BODY, SINCE) == ["SM1", "SM4", "SM5"]
    [(method, _, params)] = network.asked
    assert (method, params["To"]) == ("GET", TO)


@pytest.mark.parametrize("answer", [requests.ReadTimeout(), requests.ConnectTimeout()])
def test_a_list_that_does_not_come_is_no_answer(answer: Exception) -> None:
    with pytest.raises(NoAnswerError):
        sender(Network(answer)).sent(TO, BODY, SINCE)
    with pytest.raises(NoAnswerError):
        sender(Network({"code": 20429}, 429)).sent(TO, BODY, SINCE)


def test_without_an_account_nothing_is_sent() -> None:
    nobody = sender_for(Environment())
    assert isinstance(nobody, NoSender)
    with pytest.raises(NoProviderError):
        nobody.send(TO, BODY)
    with pytest.raises(NoProviderError):
        nobody.sent(TO, BODY, SINCE)


def test_an_account_makes_a_sender_and_half_an_account_is_refused() -> None:
    assert isinstance(sender_for(Environment(**ACCOUNT_SET)), TwilioSender)
    assert "a token" not in repr(Environment(**ACCOUNT_SET))
    for left_out in ACCOUNT_SET:
        with pytest.raises(ValueError, match="needed together"):
            Environment(**{**ACCOUNT_SET, left_out: ""})
