"""Marked personal data through every channel there is, then a look into everything that was written."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import redis
from collecting import Collected
from running_system import ROOT, System
from websockets.sync.client import connect

from hub.conversation_ids import read_or_make_secret
from hub.data_map import DATA_MAP
from hub.settings import read_environment
from telephony.terminal import Phone, Webhooks, new_sid, text_fields
from telephony.tokens import accepted_tokens

DAY = 24 * 3600
# What others wrote: tools and their packages.
_NOT_OURS = {"uv", "uv-cache", "rasa-cache", "python", "npm", "prism"}
NAME, OTHER_NAME = "Zebedee Quillfeather", "Wilhelmina Ottershaw"
CALLER = "+447700900461"
MARKS = {
    "name": NAME,
    "other name": OTHER_NAME,
    "mobile": "07700 900461",
    "mobile as Twilio gives it": CALLER,
    "landline": "01632 960274",
    "e-mail": "zeb.quill@example.org",
    "postcode": "AL9 7ZQ",
    "NHS number": "999 123 4560",
    "address": "41 Merganser Close",
    "school": "Plumstead Heath Primary",
    "case": "HCC/48213-Q",
}
# Nobody knows an answer to this, so the question is kept as a gap.
FEEDBACK = (
    f"thank you so much, your advice about owls was brilliant, says {NAME} of 41 Merganser Close AL9 7ZQ, "
    f"ring {OTHER_NAME} on 07700 900461 or write to zeb.quill@example.org"
)
UNANSWERED = (
    f"who lends owls to {NAME} of 41 Merganser Close AL9 7ZQ, pupil of Plumstead Heath Primary, NHS number 999 123 4560, "
    f"case reference HCC/48213-Q, ring {OTHER_NAME} on 07700 900461 or 01632 960274 or zeb.quill@example.org"
)
ANSWERED = f"{NAME} is 7, how do I get him assessed for adhd, ring me on 07700 900461"
CRISIS = f"{NAME} says he wants to die, we live at 41 Merganser Close AL9 7ZQ"


def marks_in(text: str) -> list[str]:
    """The kinds of marked data that a text holds, however its letters are written."""
    plain = "".join(text.casefold().split())
    found = [kind for kind, mark in MARKS.items() if "".join(mark.casefold().split()) in plain]
    return found + [word for word in ("quillfeather", "ottershaw", "merganser") if word in plain]


def drive(system: System) -> list[str]:
    """Use every door; the conversations that came of it."""
    post = {"timeout": 30, "trust_env": False}
    conversations = []
    for text in (ANSWERED, UNANSWERED, FEEDBACK, CRISIS):
        answer = system.ask(text)
        conversations.append(str(answer["conversation"]))
        system.ask(f"and what about {OTHER_NAME}", conversations[-1])
        for channel in ("web", "sms", "voice"):
            body = {"text": text, "channel": channel, "from": "07700 900461"}
            httpx.post(f"{system.url}/api/replay", json=body, **post).raise_for_status()
        httpx.post(f"{system.url}/chat", data={"text": text}, **post)
        httpx.get(f"{system.url}/guidance", params={"q": text}, **post)
        # What is refused must not be written down either.
        httpx.post(f"{system.url}/api/chat", json={"text": text, "oops": text}, **post)
        httpx.post(f"{system.url}/api/chat", json={"conversation": text[:100], "text": text}, **post)
        httpx.post(f"{system.url}/api/chat", content=text.encode(), **post)
        httpx.get(f"{system.url}/{text[:60]}", **post)
        by_socket(system, text)
        by_line(system, text)
        by_staff(system, text)
    return conversations


def by_socket(system: System, text: str) -> None:
    """As the widget sends it; and what no widget sends."""
    with connect(f"{system.url.replace('http', 'ws', 1)}/api/chat/socket", proxy=None) as socket:
        for sent in (json.dumps({"id": new_sid("SM"), "text": text}), json.dumps({"text": text, "oops": text}), text):
            socket.send(sent)
            assert json.loads(socket.recv(timeout=30))["status"] in (200, 422)


def by_line(system: System, text: str) -> None:
    """A text and a call, signed; and the same unsigned, with the words in the address, too."""
    machine = read_environment()
    token = accepted_tokens(machine, read_or_make_secret(machine.hub_secret, machine.hub_state))[0]
    with Webhooks(system.url, system.url, token) as webhooks:
        webhooks.twiml("/telephony/sms", text_fields(text, CALLER, "+441632960000"))
        call = Phone(webhooks, CALLER, "+441632960000")
        call.ring()
        if call.say(text):
            call.say(f"and what about {OTHER_NAME}")
        call.hang_up()
    for path in ("sms", "voice"):
        fields = {**text_fields(text, CALLER, "+441632960000"), "SpeechResult": text}
        refused = httpx.post(
            f"{system.url}/telephony/{path}", params={"Body": text}, data=fields, timeout=30, trust_env=False
        )
        assert refused.status_code == 403


def by_staff(system: System, text: str) -> None:
    """Somebody who is not signed in, at the pages of the staff, with words where a name or a search belongs."""
    as_browser = {"Accept": "text/html"}
    with httpx.Client(base_url=system.url, timeout=30, trust_env=False, headers=as_browser) as browser:
        browser.post("/staff/sign-in", data={"name": text, "password": text, "code": text})
        for page in ("/console", "/console/replies", "/console/diary", "/dashboard", "/dashboard/compare", "/curators"):
            assert browser.get(page, params={"q": text, "topic": text}).status_code == 303
        for page in (f"/staff/link/{text[:20]}", f"/measures/{text[:20]}/figures.json"):
            assert browser.get(page, params={"q": text}).status_code in (200, 401, 404)


@pytest.fixture(scope="module")
def conversations(system: System) -> list[str]:
    system.wait_until(wanted=True)
    return drive(system)


def database_of(system: System) -> Path:
    return ROOT / ".hub" / f"test-clock-{system.ports['web']}.sqlite3"


def redis_of(system: System) -> redis.Redis:
    return redis.Redis(port=system.ports["redis"])


def values(client: redis.Redis) -> Iterator[tuple[str, str, int]]:
    """Every key in Redis, all that it holds, and its time to live in seconds."""
    for key in client.scan_iter():
        kind = client.type(key).decode()
        raw = {"string": client.get, "hash": client.hgetall}.get(kind, client.dump)(key)
        yield key.decode(), str(raw), client.ttl(key)


def test_the_log_holds_nothing(system: System, conversations: list[str]) -> None:
    text = system.log.read_text()
    assert '"event": "turn"' in text
    assert marks_in(text) == []
    assert [one for one in conversations if one in text] == []


def test_a_turn_is_one_trace_over_all_parts_and_no_trace_holds_anything(
    system: System, collected: Collected, conversations: list[str]
) -> None:
    whole = {"request", "turn", "safety screen", "rasa", "rasa server", "action"}
    end = time.monotonic() + 15  # they are sent every five seconds
    while time.monotonic() < end:
        traces: dict[str, set[str]] = {}
        for span in collected.spans:
            traces.setdefault(span.trace, set()).add(span.name)
        if whole in traces.values():
            break
        time.sleep(0.2)
    assert whole in traces.values()
    everything = b" ".join(collected.raw).decode("latin-1")
    assert marks_in(everything) == []
    assert [one for one in conversations if one in everything] == []
    assert [span for span in collected.spans if "?" in str(span.facts)] == []


def test_the_database_holds_what_was_written_without_whose_it_is(system: System, conversations: list[str]) -> None:
    path = database_of(system)
    with sqlite3.connect(path) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        everything = [str(row) for table in tables for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608 (names from the schema)
    connection.close()
    assert any("owls" in row and "[NAME]" in row for row in everything)
    assert marks_in(" ".join(everything)) == []
    files = [file.read_bytes().decode("latin-1") for file in path.parent.glob(f"{path.name}*")]
    assert marks_in(" ".join(files)) == []


def test_redis_holds_words_only_in_conversations_that_expire(system: System, conversations: list[str]) -> None:
    with redis_of(system) as client:
        kept = list(values(client))
    known = tuple(prefix for entry in DATA_MAP for prefix in entry.keys)
    assert [key for key, _, _ in kept if not key.startswith(known)] == []
    with_marks = [key for key, value, _ in kept if marks_in(key + value)]
    assert with_marks  # the marks are there to be found
    assert [key for key in with_marks if not key.startswith("rasatracker:")] == []
    assert [key for key, _, seconds in kept if not 0 < seconds <= DAY] == []


def test_a_deleted_conversation_is_gone_from_redis(system: System, conversations: list[str]) -> None:
    conversation = conversations[0]
    with redis_of(system) as client:
        assert any(conversation in key for key, _, _ in values(client))
        asked = system.ask("delete my data", conversation)
        assert [button["title"] for button in asked["replies"][0]["buttons"]] == [
            "Yes, delete it",
            "Data for my phone number",
            "No, keep it",
        ]
        done = system.ask("Yes, delete it", conversation)
        assert "deleted" in done["replies"][0]["text"]
        assert [key for key, value, _ in values(client) if conversation in key + value] == []
    with sqlite3.connect(database_of(system)) as connection:
        noted = connection.execute("SELECT action, detail FROM audit").fetchall()
    connection.close()
    assert noted == [("conversation_deleted", "by its own person")]


def test_no_file_of_the_system_holds_anything(system: System, conversations: list[str]) -> None:
    state = ROOT / ".hub"
    folders = [folder for folder in state.iterdir() if folder.name not in _NOT_OURS]
    files = [
        file for folder in folders for file in (folder.rglob("*") if folder.is_dir() else [folder]) if file.is_file()
    ]
    small = [file for file in files if file.stat().st_size < 2_000_000]
    leaking = {
        str(file.relative_to(state)): marks
        for file in small
        if (marks := marks_in(file.read_bytes().decode("latin-1")))
    }
    assert leaking == {}
