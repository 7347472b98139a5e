"""What follows "Is anyone in danger right now?": yes, no, something else, and nobody remembering that it was asked."""

from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from made_up import NO_WAKES, TUESDAY_MORNING, hub_settings_from
from serving import FakeRasa, free_port

from hub.conversation import Conversation, Message
from hub.memory import Memory, Remembered
from hub.outcomes import Outcome
from hub.rasa_client import RasaClient
from hub.replies import Button
from hub.safety import Crisis, after_no, check_answer, crisis_reply, nothing_more
from hub.settings import HubSettings
from hub.store.database import Store

UNSURE = Crisis("suicide", "check", by_child=True)
SLEEP = Button("Sleep", '/ask_guidance{"article": "sleep"}')
_numbers = count()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yes", "yes"),
        ("Yes.", "yes"),
        ("yeah he is", "yes"),
        ("y", "yes"),
        ("i dont know", "yes"),
        ("I'm not sure", "yes"),
        ("he is", "yes"),
        ("help", "yes"),
        ("tak", "yes"),
        ("haan ji", "yes"),
        ("নাকি", None),
        ("no", "no"),
        ("No, she is asleep", "no"),
        ("nope", "no"),
        ("not right now", "no"),
        ("nobody is", "no"),
        ("we are ok", "no"),
        ("I'm fine thanks", "no"),
        ("everyone is safe", "no"),
        ("nie", "no"),
        ("não", "no"),
        ("لا", "no"),
        ("না", "no"),
        ("help with sleep", None),
        ("I am looking for a group", None),
        ("he is seven", None),
        ("note that he is seven", None),
        ("yesterday he said so", None),
        ("nowhere to turn", None),
        ("what is adhd", None),
        ("", None),
    ],
)
def test_an_answer_is_heard_for_what_it_is(text: str, said: str | None) -> None:
    assert check_answer(text) == said


@pytest.mark.parametrize(
    ("text", "alone"), [("no", True), ("No thank you.", True), ("no, how do I get an ehcp", False)]
)
def test_a_bare_answer_is_told_from_one_with_a_question(text: str, alone: bool) -> None:
    assert nothing_more(text) is alone


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    return hub_settings_from(tmp_path_factory.mktemp("hub"))


@pytest.fixture
async def conversation(
    hub: HubSettings, fake_rasa: FakeRasa, memory: Memory, store: Store
) -> AsyncIterator[Conversation]:
    rasa = RasaClient(fake_rasa.url, 1)
    yield Conversation(
        hub, rasa, memory, lambda: None, store=store, secret="s" * 32, patience_seconds=3, wakes=NO_WAKES
    )
    await rasa.close()


@pytest.fixture
def visit() -> str:
    return f"check-{next(_numbers)}"


def message(visit: str, text: str, **more: Any) -> Message:
    return Message(visit, "web", text, TUESDAY_MORNING, **more)


async def test_yes_brings_the_numbers_for_the_crisis_that_was_asked_about(
    conversation: Conversation, fake_rasa: FakeRasa, memory: Memory, visit: str
) -> None:
    await memory.remember(visit, Remembered((SLEEP,), UNSURE))
    turn = await conversation.turn(message(visit, "yes"))
    certain = replace(UNSURE, level="act_now")
    assert (turn.replies, turn.crisis) == ((crisis_reply(certain),), certain)
    assert fake_rasa.texts == []


async def test_no_gets_one_kind_line_and_the_choices_from_before(
    conversation: Conversation, fake_rasa: FakeRasa, memory: Memory, visit: str
) -> None:
    await memory.remember(visit, Remembered((SLEEP,), UNSURE))
    turn = await conversation.turn(message(visit, "no"))
    assert turn.replies == (replace(after_no(), buttons=(SLEEP,)),)
    assert (turn.crisis, fake_rasa.texts) == (None, [])
    # It was answered: the next no is an ordinary one, and the choices can still be made.
    await conversation.turn(message(visit, "no"))
    assert fake_rasa.texts == ["no"]


async def test_no_and_a_question_gets_the_line_and_the_answer(
    conversation: Conversation, fake_rasa: FakeRasa, memory: Memory, visit: str
) -> None:
    await memory.remember(visit, Remembered((), UNSURE))
    fake_rasa.replies = [{"kind": "answer", "outcome": "answered", "web": "A.", "article": "sleep"}]
    turn = await conversation.turn(message(visit, "no, he is just tired, how do I get him to sleep"))
    assert [reply.web for reply in turn.replies] == [after_no().web, "A."]
    assert (turn.outcome, turn.article) == (Outcome.ANSWERED, "sleep")


async def test_another_question_is_answered_and_nothing_is_asked_twice(
    conversation: Conversation, fake_rasa: FakeRasa, memory: Memory, visit: str
) -> None:
    await memory.remember(visit, Remembered((), UNSURE))
    await conversation.turn(message(visit, "what is an ehcp"))
    await conversation.turn(message(visit, "yes"))
    assert fake_rasa.texts == ["what is an ehcp", "yes"]


async def test_a_message_that_is_checked_keeps_its_question_and_the_choices_of_its_answer(
    conversation: Conversation, fake_rasa: FakeRasa, memory: Memory, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.safety.screen", lambda text: UNSURE if "anymore" in text else None)
    fake_rasa.replies = [
        {
            "kind": "answer",
            "outcome": "answered",
            "web": "A.",
            "buttons": [{"title": SLEEP.title, "payload": SLEEP.payload}],
        }
    ]
    turn = await conversation.turn(message(visit, "he cant do it anymore"))
    assert [reply.web for reply in turn.replies] == [crisis_reply(UNSURE).web, "A."]
    assert await memory.recall(visit) == Remembered((SLEEP,), UNSURE, at=TUESDAY_MORNING)


async def test_a_bare_yes_that_nobody_remembers_a_question_for_gets_the_numbers_again(
    conversation: Conversation, fake_rasa: FakeRasa, memory: Memory, visit: str
) -> None:
    turn = await conversation.turn(message(visit, "yes"))
    asked = Crisis("immediate_danger", "check")
    assert (turn.replies, turn.crisis, fake_rasa.texts) == ((crisis_reply(asked),), asked, [])
    again = await conversation.turn(message(visit, "yes"))
    assert again.crisis == Crisis("immediate_danger", "act_now")


async def test_the_same_with_every_other_part_down(hub: HubSettings, store: Store) -> None:
    rasa, nowhere = RasaClient(f"http://127.0.0.1:{free_port()}", 1), Memory(f"redis://127.0.0.1:{free_port()}/0")
    alone = Conversation(
        hub, rasa, nowhere, lambda: None, store=store, secret="s" * 32, patience_seconds=1, wakes=NO_WAKES
    )
    turn = await alone.turn(message("lost", "yes"))
    assert turn.replies == (crisis_reply(Crisis("immediate_danger", "check")),)
    await rasa.close()
    await nowhere.close()


async def test_a_conversation_that_begins_with_yes_is_no_crisis(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    turn = await conversation.turn(message(visit, "yes", is_first=True))
    assert (turn.crisis, fake_rasa.texts) == (None, ["yes"])


@pytest.mark.parametrize("text", ["no", "yes, about the ehcp please"])
async def test_other_answers_go_on_as_usual_where_nothing_is_remembered(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str, text: str
) -> None:
    await conversation.turn(message(visit, text))
    assert fake_rasa.texts == [text]


@pytest.mark.parametrize("again", ["say that again", "Sorry?", "what was that number", "can you repeat the numbers"])
async def test_the_numbers_are_said_again_where_they_were_the_last_thing_said(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str, again: str
) -> None:
    first = await conversation.turn(message(visit, "my son has taken an overdose"))
    once_more = await conversation.turn(message(visit, again))
    assert first.crisis is not None
    assert (once_more.replies, once_more.crisis) == ((crisis_reply(first.crisis),), first.crisis)
    assert fake_rasa.texts == []


async def test_after_another_answer_it_is_that_answer_which_is_said_again(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    await conversation.turn(message(visit, "my son has taken an overdose"))
    await conversation.turn(message(visit, "thank you, when are you open"))
    await conversation.turn(message(visit, "say that again"))
    assert fake_rasa.texts == ["thank you, when are you open", "say that again"]


async def test_nothing_is_said_again_that_nobody_remembers(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    await conversation.turn(message(visit, "say that again"))
    assert fake_rasa.texts == ["say that again"]
