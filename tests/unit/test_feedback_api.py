"""POST /api/feedback: kept once, without whose it is; and whoever is in danger gets the numbers first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from made_up import TUESDAY_MORNING
from serving import FakeRasa
from sqlalchemy import delete, select
from structlog.testing import capture_logs

from hub.doors import Doors
from hub.handoff import presence
from hub.handoff.handoff import Wish
from hub.handoff.queue import Queue
from hub.store.database import StoreUnavailableError
from hub.store.tables import Contact, Feedback
from hub.turns import Message
from hub.words import MAX_MESSAGE_CHARACTERS
from webchat.api import UNKNOWN_CONVERSATION
from webchat.feedback_api import NOT_NOW, UNKNOWN_ARTICLE

ANSWER = {"kind": "answer", "outcome": "answered", "web": "Words.", "article": "sleep"}
MARKED = "Zebedee Quillfeather could not sleep after it, ring me on 07700 900461"


@pytest.fixture(scope="module")
def front(front_door: Callable[..., FastAPI], rasa_server: FakeRasa, redis_url: str) -> Iterator[TestClient]:
    """A front door with everything up; one event loop for all of its requests, as in life."""
    app = front_door(REDIS_URL=redis_url, RASA_URL=rasa_server.url)
    app.state.doors.store.migrate()
    # Without its start, which would build the real index.
    app.router.lifespan_context = _NoStart
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


class _NoStart:
    def __init__(self, _: object) -> None: ...

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...


@pytest.fixture
def client(front: TestClient, fake_rasa: FakeRasa) -> TestClient:
    doors: Doors = front.app.state.doors
    doors.contacts.settle()
    doors.store.write(lambda session: session.execute(delete(Feedback)))
    return front


def doors_of(client: TestClient) -> Doors:
    doors: Doors = client.app.state.doors
    return doors


def tell(client: TestClient, **body: Any) -> Response:
    given = {"conversation": doors_of(client).ids.new(), "article": "sleep", "helpful": True, **body}
    return client.post("/api/feedback", json={key: value for key, value in given.items() if value is not None})


def rows(client: TestClient) -> list[Feedback]:
    with doors_of(client).store.read() as session:
        return list(session.scalars(select(Feedback).order_by(Feedback.id)))


def test_whether_it_helped_is_kept(client: TestClient) -> None:
    response = tell(client, helpful=False, rating=2, comment="Too long.")
    body = response.json()
    assert (response.status_code, body["kept"], body["comment_kept"]) == (200, True, True)
    assert [reply["text"] for reply in body["replies"]] == [
        "Thank you for telling us. I have kept your comment, without names or numbers."
    ]
    [row] = rows(client)
    assert (row.channel, row.kind, row.topic, row.theme) == ("web", "feedback", "sleep", "everyday")
    assert (row.helpful, row.rating, row.comment, row.status) == (False, 2, "Too long.", "waiting")


def test_a_thumb_is_enough(client: TestClient) -> None:
    body = tell(client).json()
    assert (body["kept"], body["comment_kept"], body["replies"][0]["text"]) == (
        True,
        False,
        "Thank you for telling us.",
    )


def test_marked_personal_data_never_reaches_the_table_or_the_log(client: TestClient) -> None:
    with capture_logs() as logs:
        tell(client, comment=MARKED)
    [row] = rows(client)
    assert "could not sleep after it" in str(row.comment)
    assert [mark for mark in ("Zebedee", "Quillfeather", "900461") if mark in f"{row.comment}{logs}"] == []


def test_once_for_each_article_of_a_conversation(client: TestClient) -> None:
    conversation = doors_of(client).ids.new()
    answers = [tell(client, conversation=conversation, article=slug) for slug in ("sleep", "sleep", "eating")]
    assert [(answer.status_code, answer.json()["kept"]) for answer in answers] == [
        (200, True),
        (200, False),
        (200, True),
    ]
    assert [row.topic for row in rows(client)] == ["sleep", "eating"]


def test_nothing_links_it_to_its_conversation(client: TestClient) -> None:
    conversation = doors_of(client).ids.new()
    tell(client, conversation=conversation, comment="Kind and quick.")
    [row] = rows(client)
    values = {column.name: getattr(row, column.name) for column in Feedback.__table__.columns}
    assert conversation not in str(values)
    assert set(values) == {
        "id", "day", "kind", "channel", "topic", "theme", "rating", "helpful", "comment", "status",
    }  # fmt: skip


def test_who_is_in_danger_gets_the_numbers_and_the_words_are_kept_nowhere(client: TestClient) -> None:
    doors = doors_of(client)
    conversation = client.post("/api/chat", json={"text": "hello"}).json()["conversation"]
    body = tell(client, conversation=conversation, helpful=False, comment="no help, I want to kill myself").json()
    assert (body["kept"], body["comment_kept"]) == (True, False)
    assert body["replies"][0]["kind"] == "crisis"
    assert [(row.helpful, row.comment) for row in rows(client)] == [(False, None)]
    doors.contacts.settle()
    with doors.store.read() as session:
        newest = session.scalars(select(Contact).order_by(Contact.id.desc())).first()
    assert newest is not None
    assert newest.crisis


@pytest.mark.parametrize("more", [{"article": "dragons"}, {}])
def test_the_numbers_come_whatever_else_is_wrong(
    client: TestClient, more: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors_of(client).store, "write", _down)
    response = tell(client, comment="I want to kill myself", **more)
    assert (response.status_code, response.json()["replies"][0]["kind"]) == (200, "crisis")


def _down(*_: object) -> None:
    raise StoreUnavailableError("OperationalError")


def test_without_the_database_it_can_be_told_again_later(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = doors_of(client).ids.new()
    with monkeypatch.context() as patch:
        patch.setattr(doors_of(client).store, "write", _down)
        response = tell(client, conversation=conversation)
        assert (response.status_code, response.json()) == (503, {"error": NOT_NOW})
    assert tell(client, conversation=conversation).json()["kept"]


@pytest.mark.parametrize("conversation", ["", "x", "x" * 43, "../../etc/passwd"])
def test_a_conversation_that_we_did_not_begin_is_not_known(client: TestClient, conversation: str) -> None:
    response = tell(client, conversation=conversation)
    assert (response.status_code, response.json()) == (404, {"error": UNKNOWN_CONVERSATION})


@pytest.mark.parametrize("article", ["", "dragons", "../sleep", "=1+1"])
def test_an_article_that_does_not_exist_is_not_known(client: TestClient, article: str) -> None:
    response = tell(client, article=article)
    assert (response.status_code, response.json()) == (404, {"error": UNKNOWN_ARTICLE})
    assert rows(client) == []


@pytest.mark.parametrize(
    "body",
    [
        {"rating": 0},
        {"rating": 6},
        {"rating": "5"},
        {"rating": 2.5},
        {"helpful": "yes"},
        {"comment": "x" * (MAX_MESSAGE_CHARACTERS + 1)},
        {"comment": 5},
        {"article": "x" * 101},
        {"name": "Zebedee"},
    ],
)
def test_a_body_that_is_not_as_described_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    response = tell(client, **body)
    assert (response.status_code, list(response.json()), rows(client)) == (422, ["error"], [])


@pytest.mark.parametrize("comment", ["<script>alert(1)</script> good page", "=HYPERLINK(1) good page"])
def test_html_and_formulas_are_text(client: TestClient, comment: str) -> None:
    assert tell(client, comment=comment).json()["comment_kept"]
    assert "good page" in str(rows(client)[0].comment)


def test_the_chat_says_when_to_ask_and_only_once(client: TestClient, fake_rasa: FakeRasa) -> None:
    fake_rasa.replies, fake_rasa.intent = [ANSWER], "ask_guidance"
    first = client.post("/api/chat", json={"text": "how do I get him to sleep"}).json()
    again = client.post("/api/chat", json={"text": "and then", "conversation": first["conversation"]}).json()
    assert (first["ask_if_it_helped"], again["ask_if_it_helped"]) == (True, False)


def test_after_a_crisis_it_is_never_asked(client: TestClient, fake_rasa: FakeRasa) -> None:
    first = client.post("/api/chat", json={"text": "my son has taken an overdose"}).json()
    fake_rasa.replies, fake_rasa.intent = [ANSWER], "ask_guidance"
    after = client.post("/api/chat", json={"text": "sleep please", "conversation": first["conversation"]}).json()
    assert (first["ask_if_it_helped"], after["ask_if_it_helped"]) == (False, False)


def test_a_whole_chat_is_rated_once(client: TestClient) -> None:
    conversation = doors_of(client).ids.new()
    about = {"conversation": conversation, "article": None, "helpful": None}
    assert tell(client, **about, rating=4, comment="Quick.").json()["kept"]
    assert not tell(client, **about, rating=1).json()["kept"]
    assert [(row.topic, row.rating, row.helpful, row.comment) for row in rows(client)] == [(None, 4, None, "Quick.")]


@pytest.mark.parametrize(
    "body", [{"article": None, "helpful": None}, {"helpful": None, "rating": 3}, {"article": None}]
)
def test_feedback_about_nothing_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    assert tell(client, **body).status_code == 422
    assert rows(client) == []


def after_a_live_chat(client: TestClient) -> str:
    """A conversation whose chat with a call handler has just ended."""
    doors, now = doors_of(client), TUESDAY_MORNING
    conversation, queue = doors.ids.new(), Queue(doors.store, doors.settings, doors.secret)
    presence.here(doors.store, "sam", now, "available")
    number = queue.ask(Wish(conversation, "web"), now).id
    queue.accept(number, "sam", now)
    queue.end_by_handler(number, "sam", now)
    return conversation


def test_a_live_chat_is_rated_once_whichever_way(client: TestClient) -> None:
    conversation = after_a_live_chat(client)
    about = {"conversation": conversation, "article": None, "helpful": None}
    assert tell(client, **about, rating=5, comment="Kind.").json()["kept"]
    assert not tell(client, **about, rating=1).json()["kept"]
    rated = client.portal.call(  # type: ignore[union-attr]
        doors_of(client).conversation.live.rated, Message(conversation, "web", "Very good", TUESDAY_MORNING)
    )
    assert rated is not None
    assert [(row.rating, row.comment) for row in rows(client)] == [(5, "Kind.")]
