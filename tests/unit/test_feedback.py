"""Feedback: kept without whose it is, never lost with its comment, asked for once and never after a crisis."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from made_up import TUESDAY_MORNING
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from serving import free_port
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.actions import feedback as actions
from hub import feedback, knowledge
from hub.conversation import Turn
from hub.feedback import MAX_COMMENT_CHARACTERS, Given, comments, decide, keep, rating_in
from hub.feedback_once import Once
from hub.memory import Memory, MemoryUnavailableError
from hub.outcomes import Outcome
from hub.replies import Reply
from hub.retention import delete_what_is_due
from hub.safety import Crisis, crisis_reply
from hub.settings import Retention
from hub.store.database import Store, StoreUnavailableError
from hub.store.tables import AuditEntry, Feedback
from knowledge_base.search import Search

NOW = TUESDAY_MORNING
SECRET = "0123456789abcdef0123456789abcdef"
MARKED = (
    "Zebedee Quillfeather of Plumstead Heath Primary got no help, 41 Merganser Close AL9 7ZQ, ring me on 07700 900461 "
    "or zeb.quill@example.org, the page about sleep is too long"
)
MARKS = ("zebedee", "quillfeather", "plumstead", "merganser", "al97zq", "07700900461", "zeb.quill")


def rows(store: Store) -> list[Feedback]:
    with store.read() as session:
        return list(session.scalars(select(Feedback).order_by(Feedback.id)))


def marks_in(text: str) -> list[str]:
    plain = "".join(text.casefold().split())
    return [mark for mark in MARKS if mark in plain]


@pytest.fixture
def with_search(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge, "_built", search)


@pytest.fixture
def broken_anonymiser(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr(feedback, "anonymise", fail)


@pytest.mark.usefixtures("with_search")
def test_all_of_it_is_kept_and_the_comment_waits_for_a_curator(any_store: Store) -> None:
    given = Given("sms", topic="sleep", rating=2, helpful=False, comment="The page about sleep is too long.")
    assert keep(any_store, given, NOW)
    [row] = rows(any_store)
    assert (row.day, row.kind, row.channel, row.topic, row.theme) == (
        NOW.date(),
        "feedback",
        "sms",
        "sleep",
        "everyday",
    )
    assert (row.rating, row.helpful, row.status) == (2, False, "waiting")
    assert row.comment == "The page about sleep is too long."


def test_what_says_whose_it_is_never_reaches_the_table(any_store: Store) -> None:
    assert marks_in(MARKED) == list(MARKS)
    keep(any_store, Given("web", comment=MARKED), NOW)
    [row] = rows(any_store)
    assert marks_in(str(row.comment)) == []
    assert "the page about sleep is too long" in str(row.comment)


def test_the_time_is_cut_to_englands_day(any_store: Store) -> None:
    keep(any_store, Given("web", helpful=True), datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    [row] = rows(any_store)
    assert row.day == date(2026, 7, 1)
    assert [column.name for column in Feedback.__table__.columns if "at" in column.name.split("_")] == []


@pytest.mark.usefixtures("broken_anonymiser")
def test_without_the_anonymiser_the_rating_is_kept_and_the_comment_is_not(any_store: Store) -> None:
    with capture_logs() as logs:
        assert not keep(any_store, Given("web", rating=1, comment=MARKED), NOW)
    assert [(row.rating, row.comment, row.status) for row in rows(any_store)] == [(1, None, None)]
    assert logs == [{"event": "comment_not_kept", "reason": "RuntimeError", "log_level": "error"}]


@pytest.mark.parametrize("comment", [None, "", "   ", "😀", "\x00\u200b"])
def test_what_has_no_words_is_no_comment(any_store: Store, comment: str | None) -> None:
    assert not keep(any_store, Given("web", helpful=True, comment=comment), NOW)
    assert [(row.comment, row.status) for row in rows(any_store)] == [(None, None)]


def test_a_comment_of_50_000_characters_is_cut_after_it_is_anonymised(store: Store) -> None:
    across_the_cut = "x" * (MAX_COMMENT_CHARACTERS - 20) + " ring Zebedee Quillfeather on 07700 900461 " + "y" * 50_000
    assert keep(store, Given("web", comment=across_the_cut), NOW)
    [row] = rows(store)
    assert len(str(row.comment)) == MAX_COMMENT_CHARACTERS
    assert marks_in(str(row.comment)) == []


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_from_1_to_5(store: Store, rating: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 5"):
        keep(store, Given("web", rating=rating), NOW)
    assert rows(store) == []


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("4 out of 5", 4),
        ("I'd say 3/5 really", 3),
        ("five stars", None),
        ("5 stars from me", 5),
        ("two out of five", 2),
        ("a 1 star service", 1),
        ("he is 4 and there are 5 of us", None),
        ("14/5", None),
        ("24/7", None),
        ("3/50", None),
        ("6 out of 5", None),
        ("", None),
    ],
)
def test_a_rating_is_read_from_words(text: str, rating: int | None) -> None:
    assert rating_in(text) == rating


def test_a_curator_approves_rejects_and_edits(any_store: Store) -> None:
    for comment in ("Kind and quick.", "Rubbish.", "You helped us and saved our week."):
        keep(any_store, Given("web", comment=comment), NOW)
    keep(any_store, Given("web", rating=5), NOW)
    first, second, third = (row.id for row in comments(any_store, "waiting"))
    assert decide(any_store, first, "approved", NOW)
    assert decide(any_store, second, "rejected", NOW)
    assert decide(any_store, third, "edited", NOW, "You helped Zebedee Quillfeather.")
    assert not decide(any_store, 9999, "approved", NOW)
    assert comments(any_store, "waiting") == []
    assert [row.comment for row in comments(any_store, "approved")] == ["Kind and quick."]
    [edited] = comments(any_store, "edited")
    assert marks_in(str(edited.comment)) == []
    with any_store.read() as session:
        assert list(session.scalars(select(AuditEntry.action))) == [
            "comment_approved",
            "comment_rejected",
            "comment_edited",
        ]
    with pytest.raises(ValueError, match="needs words"):
        decide(any_store, third, "edited", NOW, "  ")


def test_feedback_goes_by_whole_months(any_store: Store) -> None:
    for day in (31, 30):
        keep(any_store, Given("web", helpful=True), datetime(2026, 10, day, 12, tzinfo=UTC))
    keep(any_store, Given("web", helpful=True), datetime(2026, 11, 1, 12, tzinfo=UTC))
    later = datetime(2026, 11, 2, 12, tzinfo=UTC) + timedelta(days=760)
    assert delete_what_is_due(any_store, Retention(feedback_days=760), later)["feedback"] == 2


ANSWER = Reply(kind="answer", outcome=Outcome.ANSWERED, web="Words.", article="sleep")
ANSWERED = Turn((ANSWER,), Outcome.ANSWERED)
CRISIS = Turn((crisis_reply(Crisis("suicide", "act_now")),), Outcome.CRISIS, crisis=Crisis("suicide", "act_now"))
CHECKED = Turn((*CRISIS.replies, ANSWER), Outcome.CRISIS, crisis=Crisis("suicide", "check"))
GREETED = Turn((Reply(kind="message", outcome=Outcome.SMALL_TALK, web="Hello."),), Outcome.SMALL_TALK)

IN_A_FORM = Turn((ANSWER, replace(ANSWER, article=None, web="Which day?", asks=True)), Outcome.ANSWERED)


@pytest.mark.parametrize(
    ("turns", "asked"),
    [
        ([GREETED, ANSWERED, ANSWERED, ANSWERED], [False, True, False, False]),
        ([CRISIS, ANSWERED], [False, False]),
        ([CHECKED, GREETED, ANSWERED], [False, False, False]),
        ([ANSWERED, CRISIS, ANSWERED], [True, False, False]),
        ([GREETED, GREETED], [False, False]),
        ([IN_A_FORM, ANSWERED], [False, True]),
    ],
)
async def test_it_is_asked_once_after_an_answer_and_never_after_a_crisis(
    memory: Memory, turns: list[Turn], asked: list[bool], request: pytest.FixtureRequest
) -> None:
    once = Once(memory, SECRET)
    assert [await once.may_ask(request.node.name, turn) for turn in turns] == asked


async def test_a_rating_is_asked_for_only_where_nothing_was_asked(
    memory: Memory, request: pytest.FixtureRequest
) -> None:
    once, name = Once(memory, SECRET), request.node.name
    for turn, asked in ((GREETED, True), (ANSWERED, False), (CRISIS, False)):
        conversation = f"{name} {turn.outcome}"
        await once.may_ask(conversation, turn)
        assert [await once.may_ask_for_rating(conversation) for _ in range(2)] == [asked, False]


async def test_one_conversations_question_is_nobody_elses(memory: Memory, request: pytest.FixtureRequest) -> None:
    once = Once(memory, SECRET)
    name = request.node.name
    assert await asyncio.gather(*(once.may_ask(f"{name}-{n}", ANSWERED) for n in range(3))) == [True] * 3
    assert sorted(await asyncio.gather(*(once.may_ask(name, ANSWERED) for _ in range(4)))) == [False] * 3 + [True]


async def test_each_topic_is_told_about_once(memory: Memory, request: pytest.FixtureRequest) -> None:
    once, name = Once(memory, SECRET), request.node.name
    assert [await once.tells(name, topic) for topic in ("sleep", "sleep", "pip")] == [True, False, True]
    await once.told_nothing(name, "sleep")
    assert await once.tells(name, "sleep")


async def test_without_redis_nobody_is_asked_and_the_reply_goes_on() -> None:
    memory = Memory(f"redis://127.0.0.1:{free_port()}/0")
    once = Once(memory, SECRET)
    assert [await once.may_ask("a", turn) for turn in (ANSWERED, CRISIS)] == [False, False]
    with pytest.raises(MemoryUnavailableError):
        await once.tells("a", "sleep")
    await memory.close()


async def said(action: Action, text: str, loop: str | None = None) -> dict[str, object]:
    """What an action says to a message in a conversation about sleep."""
    message = {"text": text, "metadata": {"now": NOW.isoformat(), "channel": "sms"}}
    active = {"name": loop} if loop else {}
    tracker = Tracker("c", {"article": "sleep"}, message, [], False, None, active, "action_listen")
    dispatcher = CollectingDispatcher()
    assert await action.run(dispatcher, tracker, {}) == []
    [one] = dispatcher.messages
    custom: dict[str, object] = one["custom"]
    return custom


@pytest.mark.usefixtures("with_search", "no_variables")
class TestInConversation:
    async def test_praise_is_kept(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(actions, "store", lambda: store)
        reply = await said(actions.TakeFeedback(), f"5 out of 5, {MARKED}")
        assert "I have kept what you wrote" in str(reply["web"])
        [row] = rows(store)
        assert (row.kind, row.channel, row.topic, row.rating) == ("feedback", "sms", "sleep", 5)
        assert marks_in(str(row.comment)) == []

    async def test_a_complaint_is_counted_apart(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(actions, "store", lambda: store)
        monkeypatch.setattr(actions, "HOW_TO_COMPLAIN", "allowance")
        reply = await said(actions.TakeComplaint(), "nobody ever rang me back")
        assert [button["title"] for button in reply["buttons"]][1:] == ["Talk to a person", "When are you open?"]
        assert [(row.kind, row.comment) for row in rows(store)] == [("complaint", "nobody ever rang me back")]

    async def test_it_begins_nothing_in_the_middle_of_a_form(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(actions, "store", lambda: store)
        for action in (actions.TakeFeedback(), actions.TakeComplaint()):
            assert (await said(action, "this takes too long", "appointment_form"))["buttons"] == []

    async def test_without_the_database_it_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def down(*_: object) -> bool:
            raise StoreUnavailableError("OperationalError")

        monkeypatch.setattr(feedback, "keep", down)
        monkeypatch.setattr(actions, "store", lambda: None)
        reply = await said(actions.TakeComplaint(), "nobody ever rang me back")
        assert "I could not keep what you wrote. Please tell a call handler." in str(reply["web"])
