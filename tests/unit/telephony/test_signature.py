"""Only what Twilio signed is taken: its own published examples, both tokens of a change, and everything forged refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from serving import serving
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator
from twilio_side import OLD_TOKEN, PUBLIC_URL, TOKEN, Twilio, call_fields, sid, text_fields

from telephony.line import Telephony
from telephony.signature import Signed
from telephony.tokens import local_token

# The examples of twilio-python, tests/unit/test_request_validator.py.
PARAMS = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}
TWICE = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234")]
EXAMPLES = [
    ("https://mycompany.com", PARAMS, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ("https://mycompany.com:1234", PARAMS, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ("https://mycompany.com", PARAMS, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    ("http://mycompany.com:1234", PARAMS, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ("http://mycompany.com", PARAMS, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ("https://mycompany.com", TWICE, "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
]


def small_app(public_url: str, *tokens: str) -> TestClient:
    """An application with one route that takes signed webhooks."""
    app = FastAPI()
    app.state.telephony = Telephony(None, None, tokens, public_url)  # type: ignore[arg-type]

    @app.post("/myapp.php")
    async def route(webhook: Signed) -> dict[str, str]:
        return dict(webhook.fields)

    return TestClient(app)


@pytest.mark.parametrize(("public_url", "params", "signature"), EXAMPLES)
def test_twilios_own_examples_are_taken(public_url: str, params: object, signature: str) -> None:
    client = small_app(public_url, "12345")
    headers = {"content-type": FORM_TYPE, "X-Twilio-Signature": signature}
    response = client.post("/myapp.php?foo=1&bar=2", content=urlencode(params), headers=headers)  # type: ignore[arg-type]
    assert (response.status_code, response.json()) == (200, dict(params))  # type: ignore[call-overload]


def test_the_example_with_a_json_body_is_no_form() -> None:
    client = small_app("https://mycompany.com", "12345")
    path = "/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    headers = {"content-type": "application/json", "X-Twilio-Signature": "a9nBmqA0ju/hNViExpshrM61xv4="}
    response = client.post(path, content='{"property": "value", "boolean": true}', headers=headers)
    assert response.status_code == 415


@pytest.mark.parametrize("change", ["token", "address", "query", "field", "more", "less"])
def test_one_thing_changed_and_it_is_refused(change: str) -> None:
    client = small_app(
        "https://mycompany.com" if change != "address" else "https://mycompany.org",
        "12345" if change != "token" else "12346",
    )
    params = {
        **PARAMS,
        **({"Digits": "1235"} if change == "field" else {}),
        **({"Extra": ""} if change == "more" else {}),
    }
    if change == "less":
        del params["Caller"]
    path = "/myapp.php?foo=1&bar=" + ("3" if change == "query" else "2")
    response = client.post(path, data=params, headers={"X-Twilio-Signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="})
    assert (response.status_code, response.json()) == (
        403,
        {"detail": "This address takes only requests that Twilio has signed."},
    )


ROUTES = ["/telephony/sms", "/telephony/sms/status", "/telephony/voice", "/telephony/voice/turn?n=1", "/telephony/voice/turn", "/telephony/voice/status"]  # fmt: skip
FORM_TYPE = "application/x-www-form-urlencoded"
BODIES = [
    (FORM_TYPE, b""),
    (FORM_TYPE, b"From=%2B447700900123"),
    (FORM_TYPE, b"\xff\xfe"),
    (FORM_TYPE, b"a" * 100_000),
    (FORM_TYPE, b"&".join(b"a=1" for _ in range(5_000))),
    ("application/json", b"{}"),
    ("multipart/form-data; boundary=x", b"--x"),
    ("", b"From=%2B447700900123"),
]


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("signature", [None, "", "x", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "é" * 28])
def test_without_the_right_signature_every_route_refuses_everything(
    twilio: Twilio, path: str, signature: str | None
) -> None:
    for kind, body in BODIES:
        headers = {"content-type": kind} | ({"X-Twilio-Signature": signature} if signature is not None else {})
        encoded = {name: value.encode() for name, value in headers.items()}
        response = twilio.send(path, content=body, headers=encoded)
        assert response.status_code == 403
        assert response.json() == {"error": "This address takes only requests that Twilio has signed."}


def test_both_tokens_are_taken_during_a_change(twilio: Twilio, number: str) -> None:
    old = Twilio(twilio.url, OLD_TOKEN)
    assert old.text(number, "hello") == twilio.text(number, "hello")
    assert Twilio(twilio.url, "another").post("/telephony/sms", text_fields(number, "hello")).status_code == 403


def test_a_signed_body_of_another_kind_is_refused(twilio: Twilio) -> None:
    for kind, body in (("application/json", b"{}"), ("multipart/form-data; boundary=x", b"--x--")):
        signature = RequestValidator(TOKEN).compute_signature(PUBLIC_URL + "/telephony/sms", {})
        headers = {"content-type": kind, "X-Twilio-Signature": signature}
        response = twilio.send("/telephony/sms", content=body, headers=headers)
        assert (response.status_code, response.json()) == (
            415,
            {"error": "Send the fields as application/x-www-form-urlencoded."},
        )


def test_a_refusal_is_logged_with_nothing_of_the_request(front_door: Callable[..., FastAPI]) -> None:
    client = TestClient(front_door())
    with capture_logs() as logs:
        client.post("/telephony/sms", data=text_fields("+447700900461", "I am Oona Fairweather"))
    assert logs == [
        {"event": "webhook_refused", "why": "no_signature", "route": "/telephony/sms", "log_level": "warning"}
    ]


@pytest.fixture
def local(front_door: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, FastAPI]]:
    """A front door without a Twilio account."""
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_OLD", "TWILIO_FROM"):
        monkeypatch.delenv(name, raising=False)
    app = front_door(PUBLIC_URL=PUBLIC_URL)
    with serving(app) as url:
        yield url, app


def test_without_an_account_the_machines_own_token_signs_and_nothing_else(local: tuple[str, FastAPI]) -> None:
    url, app = local
    own = local_token(app.state.doors.secret)
    fields = call_fields(sid("CA"), "+447700900461", CallStatus="ringing")
    assert Twilio(url, own).post("/telephony/voice", fields).status_code == 200
    for other in (TOKEN, "", app.state.doors.secret):
        assert Twilio(url, other).post("/telephony/voice", fields).status_code == 403
