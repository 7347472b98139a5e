"""YES, NO and LEAVE by text, as the waiting list's texts ask for them, whatever else is under way."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conversing import conversation_on
from made_up import hub_settings_from
from serving import FakeRasa

from hub.appointments.diary import Diary, Request
from hub.appointments.waiting_list import Wait, WaitingList
from hub.conversation import Conversation, Message
from hub.memory import Memory, Remembered
from hub.outcomes import Outcome
from hub.replies import Button, Reply
from hub.safety import Crisis
from hub.settings import AppointmentSettings
from hub.store.database import Store
from hub.waiting_answers import word_in

SECRET, MINE, THEIRS = "s" * 32, "+447700900123", "+447700900124"
EVENING = datetime(2026, 12, 2, 19, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
THANKS = "Thank you. The place is yours: Wednesday 2 December at 7pm. A text with your reference follows."
QUESTION = Reply(kind="appointment", outcome=Outcome.APPOINTMENT, web="May we text you?", asks=True)


@pytest.fixture
def waiting(store: Store, tmp_path: Path) -> WaitingList:
    """Two families wait; a place has just been offered to the first."""
    settings = hub_settings_from(tmp_path).model_copy(
        update={"appointments": AppointmentSettings(minutes=120, places=1)}
    )
    diary = Diary(store, settings, SECRET)
    other = diary.book(Request(EVENING, "Amina", "+447700900199", "web", None, None, False, False, key="k"), NOW)
    found = WaitingList(diary)
    for minute, phone in enumerate((MINE, THEIRS)):
        found.join(Wait("Jo", phone, "web", None, None, True, EVENING.date()), NOW + timedelta(minutes=minute))
    diary.cancel(other, NOW + timedelta(minutes=5))
    return found


@pytest.fixture
async def conversation(
    waiting: WaitingList, tmp_path: Path, fake_rasa: FakeRasa, memory: Memory, store: Store
) -> AsyncIterator[Conversation]:
    async with conversation_on(
        fake_rasa.url, memory, store, waiting._settings, secret=SECRET, patience=1
    ) as conversation:
        yield conversation


def text(visit: str, words: str, caller: str | None = MINE, minutes: int = 10) -> Message:
    return Message(f"waiting-{visit}", "sms", words, NOW + timedelta(minutes=minutes), caller=caller)


async def said(conversation: Conversation, message: Message) -> list[str]:
    return [reply.web for reply in (await conversation.turn(message)).replies]


@pytest.mark.parametrize(
    ("words", "word"),
    [
        ("YES", "yes"),
        ("yes please!", "yes"),
        ("No.", "no"),
        ("no thank you", "no"),
        ("LEAVE", "leave"),
        ("leave the list", "leave"),
        ("help", None),
        ("not sure", None),
        ("yes but how do I get an EHCP", None),
        ("no idea what to do", None),
        ("he won't leave the house", None),
        ("", None),
    ],
)
def test_a_word_of_our_texts_is_known_only_alone(words: str, word: str | None) -> None:
    assert word_in(words) == word


async def test_yes_takes_the_place_once(conversation: Conversation, waiting: WaitingList, fake_rasa: FakeRasa) -> None:
    assert await said(conversation, text("1", "YES")) == [THANKS]
    assert await said(conversation, text("1", "yes", minutes=11)) == [THANKS]
    assert [one.phone for one in waiting.families()] == [THEIRS]
    assert fake_rasa.texts == []


async def test_no_passes_it_on_and_leave_takes_off_the_list(conversation: Conversation, waiting: WaitingList) -> None:
    assert await said(conversation, text("2", "NO")) == [
        "All right, the place goes to the next family. You are still on the waiting list. To leave it, reply LEAVE."
    ]
    assert await said(conversation, text("2", "Leave")) == [
        "You are off the waiting list. To book an evening, reply BOOK."
    ]
    assert [(one.phone, one.held is not None) for one in waiting.families()] == [(THEIRS, True)]


async def test_a_late_yes_is_told_so(conversation: Conversation, waiting: WaitingList) -> None:
    waiting.pass_up(MINE, NOW + timedelta(minutes=40))
    assert (await said(conversation, text("3", "yes", minutes=41)))[0].startswith("Sorry, that was too late")


async def test_buttons_offered_before_do_not_have_the_word(conversation: Conversation, memory: Memory) -> None:
    await memory.remember("waiting-4", Remembered((Button("When are you open?", "/ask_opening_hours"),), at=NOW))
    assert await said(conversation, text("4", "yes")) == [THANKS]


@pytest.mark.parametrize(("minutes", "is_ours"), [(0, True), (8, False)])
async def test_whichever_was_asked_last_has_the_word(
    conversation: Conversation, memory: Memory, fake_rasa: FakeRasa, minutes: int, is_ours: bool
) -> None:
    before = Remembered(waiting=QUESTION, at=NOW + timedelta(minutes=minutes))
    await memory.remember(f"waiting-5-{minutes}", before)
    heard = await said(conversation, text(f"5-{minutes}", "yes"))
    assert (heard == [THANKS], fake_rasa.texts) == ((True, []) if is_ours else (False, ["yes"]))


async def test_the_question_about_danger_always_has_it(conversation: Conversation, memory: Memory) -> None:
    await memory.remember("waiting-6", Remembered(asked_about=Crisis("suicide", "check"), at=NOW))
    turn = await conversation.turn(text("6", "yes"))
    assert turn.outcome is Outcome.CRISIS


@pytest.mark.parametrize("channel", ["web", "voice"])
async def test_only_a_text_proves_the_number(conversation: Conversation, waiting: WaitingList, channel: str) -> None:
    await conversation.turn(Message(f"waiting-7-{channel}", channel, "yes", NOW, caller=MINE))
    assert [one.phone for one in waiting.families()] == [MINE, THEIRS]


async def test_who_is_on_no_list_is_answered_as_usual(conversation: Conversation, fake_rasa: FakeRasa) -> None:
    await conversation.turn(text("8", "leave", caller="+447700900999"))
    assert fake_rasa.texts == ["leave"]
