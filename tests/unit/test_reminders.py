"""YES, CHANGE and BOOK by text, as our reminders ask for them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from made_up import NO_WAKES, hub_settings_from
from serving import FakeRasa

from hub.appointments.diary import Diary, Request
from hub.conversation import Conversation, Message
from hub.memory import Memory
from hub.outcomes import Outcome
from hub.rasa_client import RasaClient
from hub.store.database import Store

SECRET, MINE = "s" * 32, "+447700900123"
EVENING = datetime(2026, 12, 2, 19, tzinfo=UTC)
DAY_BEFORE = EVENING - timedelta(days=1)


@pytest.fixture
async def conversation(
    tmp_path: Path, fake_rasa: FakeRasa, memory: Memory, store: Store
) -> AsyncIterator[Conversation]:
    settings, rasa = hub_settings_from(tmp_path), RasaClient(fake_rasa.url, 1)
    booking = Request(
        start=EVENING,
        first_name="Amina",
        phone=MINE,
        channel="web",
        topic=None,
        needs=None,
        text_ok=True,
        voicemail_ok=True,
        key="k",
    )
    Diary(store, settings, SECRET).book(booking, EVENING - timedelta(days=7))
    yield Conversation(
        settings, rasa, memory, lambda: None, store=store, secret=SECRET, patience_seconds=3, wakes=NO_WAKES
    )
    await rasa.close()


def text(visit: str, words: str, caller: str | None = MINE, now: datetime = DAY_BEFORE) -> Message:
    return Message(visit, "sms", words, now, caller=caller)


async def test_yes_is_thanked_for(conversation: Conversation, fake_rasa: FakeRasa) -> None:
    turn = await conversation.turn(text("reminder-1", "YES"))
    assert [reply.web for reply in turn.replies] == [
        "Thank you. Your appointment stays as it is: Wednesday 2 December at 7pm."
    ]
    assert (turn.outcome, turn.crisis, fake_rasa.texts) == (Outcome.APPOINTMENT, None, [])


@pytest.mark.parametrize(
    ("caller", "now"), [("+447700900999", DAY_BEFORE), (None, DAY_BEFORE), (MINE, EVENING - timedelta(days=5))]
)
async def test_a_yes_that_no_reminder_asked_for_is_an_ordinary_one(
    conversation: Conversation, caller: str | None, now: datetime
) -> None:
    turn = await conversation.turn(text(f"reminder-2-{caller}-{now.day}", "yes", caller, now))
    assert turn.crisis is not None  # nobody knows what it answers: the numbers again


@pytest.mark.parametrize(
    ("words", "sent"),
    [("CHANGE", "/change_appointment"), ("change.", "/change_appointment"), ("Book", "/book_appointment")],
)
async def test_the_words_of_our_texts_lead_to_the_diary(
    conversation: Conversation, fake_rasa: FakeRasa, words: str, sent: str
) -> None:
    await conversation.turn(text(f"reminder-3-{words}", words))
    assert fake_rasa.texts == [sent]


async def test_on_the_web_they_are_ordinary_words(conversation: Conversation, fake_rasa: FakeRasa) -> None:
    await conversation.turn(Message("reminder-4", "web", "change", DAY_BEFORE))
    assert fake_rasa.texts == ["change"]
