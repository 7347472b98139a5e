"""The chat's JSON API, with its articles and every other part down: it answers, refuses kindly, and gives nothing away."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from structlog.testing import capture_logs

from http_guard import MAX_BODY_BYTES, SECURITY_HEADERS
from hub import safety
from hub.doors import Doors
from hub.words import MAX_MESSAGE_CHARACTERS

SLEEP = "How do I get my son to sleep?"
SORRY = "Sorry, something went wrong. Please try again. If anyone is in danger, phone 999."


@pytest.fixture(scope="module")
def client(front_door: Callable[..., FastAPI]) -> TestClient:
    return TestClient(front_door(), raise_server_exceptions=False)


def chat(client: TestClient, **body: Any) -> Response:
    return client.post("/api/chat", json=body)


def protected(response: Response) -> bool:
    return {name: response.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_a_message_is_answered_with_its_sources(client: TestClient) -> None:
    response = chat(client, text=SLEEP)
    body = response.json()
    (reply,) = body["replies"]
    assert (response.status_code, body["outcome"]) == (200, "limited")
    assert {key: reply[key] for key in ("kind", "article", "buttons", "sources")} == {
        "kind": "limited",
        "article": "sleep",
        "buttons": [],
        "sources": [{"title": "A page", "url": "https://page.example/", "checked": "2026-11-01", "page_date": None}],
    }
    assert reply["text"].splitlines()[0] == "A calm hour before bed helps many children to settle."
    assert protected(response)


def test_a_conversation_goes_on_under_its_id(client: TestClient) -> None:
    first = chat(client, text="hello").json()["conversation"]
    assert chat(client, text="are you open?", conversation=first).json()["conversation"] == first
    assert chat(client, text="hello").json()["conversation"] != first
    assert chat(client, text="hello", conversation=None).status_code == 200


def test_a_crisis_is_answered_with_everything_down(client: TestClient) -> None:
    body = chat(client, text="my son has taken an overdose").json()
    assert (body["outcome"], body["replies"][0]["kind"]) == ("crisis", "crisis")


@pytest.mark.parametrize("text", ["", "   ", "😀", "\x00"])
def test_what_has_no_words_is_a_message_too(client: TestClient, text: str) -> None:
    response = chat(client, text=text)
    assert (response.status_code, response.json()["outcome"]) == (200, "unreadable")


@pytest.mark.parametrize("character", ["a", "é", "日", "😀"])
def test_10_000_characters_of_any_kind_are_taken_and_one_more_is_not(client: TestClient, character: str) -> None:
    assert chat(client, text=character * MAX_MESSAGE_CHARACTERS).status_code == 200
    response = chat(client, text=character * (MAX_MESSAGE_CHARACTERS + 1))
    assert (response.status_code, response.json()) == (
        422,
        {"error": "text: String should have at most 10000 characters"},
    )


def test_10_000_emoji_as_a_script_escapes_them_are_taken(client: TestClient) -> None:
    body = json.dumps({"text": "😀" * MAX_MESSAGE_CHARACTERS}, ensure_ascii=True)
    assert client.post("/api/chat", content=body, headers={"content-type": "application/json"}).status_code == 200


REFUSED = [
    ("", "body: Field required"),
    ("[]", "body: Input should be a valid dictionary or object to extract fields from"),
    ("null", "body: Input should be a valid dictionary or object to extract fields from"),
    ('"text"', "body: Input should be a valid dictionary or object to extract fields from"),
    ("{}", "text: Field required"),
    ('{"text": null}', "text: Input should be a valid string"),
    ('{"text": 7}', "text: Input should be a valid string"),
    ('{"text": ["a"]}', "text: Input should be a valid string"),
    ('{"text": {"$ne": ""}}', "text: Input should be a valid string"),
    ('{"text": "a", "conversation": 7}', "conversation: Input should be a valid string"),
    ('{"text": "a", "colour": "red"}', "colour: Extra inputs are not permitted"),
    ('{"text": "a", "now": "2026-12-25T10:00:00Z"}', "now: Extra inputs are not permitted"),
    ('{"text": "a", "conversation": "' + "x" * 201 + '"}', "conversation: String should have at most 200 characters"),
    ('{"text": 7, "colour": 1}', "text: Input should be a valid string; colour: Extra inputs are not permitted"),
]


@pytest.mark.parametrize(("body", "error"), REFUSED, ids=[body[:40] for body, _ in REFUSED])
def test_a_body_that_is_not_as_described_is_refused_with_the_reason(client: TestClient, body: str, error: str) -> None:
    response = client.post("/api/chat", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()) == (422, {"error": error})
    assert protected(response)


@pytest.mark.parametrize("body", [b"{", b'{"text": "a"', b"text=hello", b"\x00", b'{"text": "a"} {}', b"[" * 100_000])
def test_a_body_that_is_no_json_is_refused(client: TestClient, body: bytes) -> None:
    response = client.post("/api/chat", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert list(response.json()) == ["error"]
    assert "Traceback" not in response.text
    assert protected(response)


def test_a_body_in_another_encoding_is_refused(client: TestClient) -> None:
    response = client.post("/api/chat", content=b'{"text": "\xff\xfe"}', headers={"content-type": "application/json"})
    assert (response.status_code, list(response.json())) == (400, ["error"])


def test_half_an_emoji_is_refused_or_answered_and_never_an_error_of_ours(client: TestClient) -> None:
    response = client.post("/api/chat", content=b'{"text": "a \\ud83d"}', headers={"content-type": "application/json"})
    assert (response.status_code, list(response.json())) == (422, ["error"])


def test_a_form_is_no_json(client: TestClient) -> None:
    response = client.post("/api/chat", data={"text": "hello"})
    assert (response.status_code, list(response.json())) == (422, ["error"])


@pytest.mark.parametrize(
    "conversation", ["", "x", "x" * 43, "x" * 200, "../../etc/passwd", "hub:conversation:*", "日" * 43]
)
def test_a_conversation_that_we_did_not_begin_is_not_known(client: TestClient, conversation: str) -> None:
    response = chat(client, text="hello", conversation=conversation)
    assert (response.status_code, response.json()) == (
        404,
        {"error": "This conversation is not known here. Leave the id out to begin a new one."},
    )
    assert protected(response)


@pytest.mark.parametrize("path", ["/api/chat", "/chat"])
def test_a_body_that_is_too_large_is_refused_unread(client: TestClient, path: str) -> None:
    response = client.post(path, content=b"x" * (MAX_BODY_BYTES + 1))
    assert (response.status_code, response.json()) == (413, {"error": "The message is too long."})
    assert protected(response)


@pytest.mark.parametrize("length", ["-1", "many", "1e3", "99999999999999999999"])
def test_a_length_that_is_none_is_refused(client: TestClient, length: str) -> None:
    response = client.post("/api/chat", content=b"{}", headers={"content-length": length})
    assert (response.status_code, response.json()) == (413, {"error": "The message is too long."})


def test_a_body_of_unknown_length_is_refused(client: TestClient) -> None:
    response = client.post("/api/chat", content=iter([b'{"text": ', b'"hello"}']))
    assert (response.status_code, response.json()) == (411, {"error": "A request needs a Content-Length."})


def test_other_methods_and_pages_are_refused_the_same_way(client: TestClient) -> None:
    for response, status, error in (
        (client.get("/api/chat"), 405, "Method Not Allowed"),
        (client.get("/api/nothing"), 404, "Not Found"),
        (client.get("/static/../app.py"), 404, "Not Found"),
        (client.get("/static/%2e%2e/api.py"), 404, "Not Found"),
        (client.get("/docs"), 404, "Not Found"),
    ):
        assert (response.status_code, response.json()) == (status, {"error": error})
        assert protected(response)


def test_an_error_of_ours_says_sorry_and_shows_nothing(front_door: Callable[..., FastAPI]) -> None:
    client = TestClient(front_door(), raise_server_exceptions=False)
    client.app.state.doors = "Oona Fairweather 01632 960444"  # nothing that could answer
    with capture_logs() as logs:
        response = chat(client, text="I am Oona Fairweather, 01632 960444")
    assert (response.status_code, response.json()) == (500, {"error": SORRY})
    assert protected(response)
    assert [entry["event"] for entry in logs if entry["event"] != "contact_not_counted"] == ["unexpected_error"]
    assert [entry for entry in logs if "Oona" in repr(entry) or "960444" in repr(entry)] == []


def test_the_log_of_a_turn_holds_nothing_that_was_written_and_no_id(client: TestClient) -> None:
    doors: Doors = client.app.state.doors
    doors.contacts.settle()
    with capture_logs() as logs:
        conversation = chat(client, text="I am Oona Fairweather, 01632 960444, open?").json()["conversation"]
        doors.contacts.settle()
    assert [entry["event"] for entry in logs] == ["limited_reply", "turn", "contact_not_counted"]
    assert [entry for entry in logs if "Oona" in repr(entry) or "960444" in repr(entry)] == []
    assert [entry for entry in logs if conversation in repr(entry)] == []


def test_outcomes_are_counted(front_door: Callable[..., FastAPI]) -> None:
    client = TestClient(front_door())
    for text in ("hello", "😀", SLEEP, "my son has taken an overdose"):
        chat(client, text=text)
    doors: Doors = client.app.state.doors
    assert doors.outcomes == {"limited": 2, "unreadable": 1, "crisis": 1}


def test_health_and_readiness_say_what_is_up(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"ok": True}
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {
            "ready": False,
            "parts": {
                "redis": "down",
                "rasa": "down",
                "actions": "down",
                "worker": "down",
                "database": "down",
                "safety_screen": "down",
                "knowledge_base": "up",
            },
            "step": None,
            "knowledge_base_problem": None,
            "judged_by_rules_alone": safety.judged_by_rules_alone(),
        },
    )


def test_the_description_of_the_api_is_there_for_any_reader(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]
    assert set(described["/api/chat"]["post"]["responses"]) == {"200", "400", "404", "411", "413", "422", "429"}
    assert "/api/replay" not in described


def test_without_the_test_clock_there_is_no_replay(client: TestClient) -> None:
    assert client.post("/api/replay", json={"text": "hello"}).status_code == 404
