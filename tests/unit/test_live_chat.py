"""A conversation that waits for a call handler or is with one: what is passed on, what is said, and when it is over."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from made_up import NO_WAKES, TUESDAY_MORNING, hub_settings_from
from serving import FakeRasa, free_port
from sqlalchemy import select

from hub.conversation import Conversation, Message
from hub.handoff import presence
from hub.handoff.handoff import Wish
from hub.handoff.queue import Queue
from hub.handoff.states import State
from hub.handoff.wake import Wakes
from hub.memory import Memory, Remembered
from hub.outcomes import Outcome
from hub.people import CALL_ME
from hub.rasa_client import RasaClient
from hub.replies import Button, Channel
from hub.safety import Crisis, crisis_reply
from hub.settings import HubSettings
from hub.store.database import Store
from hub.store.tables import Feedback
from hub.turns import Live, Turn

SECRET, NOW = "s" * 32, TUESDAY_MORNING
OVERDOSE = "she has taken an overdose"
ACT_NOW = crisis_reply(Crisis("medical_emergency", "act_now"))
UNSURE = Crisis("suicide", "check")
PHONE = "+447700900123"
_numbers = count()


@pytest.fixture
def visit() -> str:
    return f"live-{next(_numbers)}"


@pytest.fixture
def settings(tmp_path: Path) -> HubSettings:
    return hub_settings_from(tmp_path)


@pytest.fixture
def queue(store: Store, settings: HubSettings) -> Queue:
    presence.here(store, "sam.jones@example.org", NOW, "available")
    return Queue(store, settings, SECRET)


class Chat:
    """A front door and one conversation."""

    def __init__(self, conversation: Conversation, queue: Queue, visit: str) -> None:
        self.conversation, self.queue, self.visit = conversation, queue, visit

    async def say(self, text: str, **changes: Any) -> Turn:
        values = {"conversation": self.visit, "channel": "web", "text": text, "now": NOW, **changes}
        return await self.conversation.turn(Message(**values))

    def waits(self, channel: Channel = "web", name: str | None = None) -> int:
        phone = PHONE if channel == "sms" else None
        return self.queue.ask(Wish(name or self.visit, channel, phone=phone, watches=channel == "web"), NOW).id

    def on(self, name: str | None = None) -> int:
        number = self.waits(name=name)
        self.queue.accept(number, "sam.jones@example.org", NOW)
        return number

    def texts(self, number: int) -> list[str]:
        return [line.text for line in self.queue.lines(number) if line.kind == "text"]


@pytest.fixture
async def chat(
    settings: HubSettings, fake_rasa: FakeRasa, memory: Memory, store: Store, queue: Queue, visit: str
) -> AsyncIterator[Chat]:
    rasa = RasaClient(fake_rasa.url, 1)
    yield Chat(
        Conversation(
            settings, rasa, memory, lambda: None, store=store, secret=SECRET, patience_seconds=3, wakes=NO_WAKES
        ),
        queue,
        visit,
    )
    await rasa.close()


async def test_what_is_written_with_a_handler_on_is_theirs_and_nothing_is_said(chat: Chat, fake_rasa: FakeRasa) -> None:
    number = chat.on()
    turn = await chat.say("Hello Sam,\n<b>he</b> is 7")
    assert turn == Turn((), Outcome.WITH_HANDLER, live=Live("with_handler", 3))
    assert (chat.texts(number), fake_rasa.texts) == (["Hello Sam,\n<b>he</b> is 7"], [])


async def test_what_is_written_while_waiting_is_kept_for_the_next_handler(chat: Chat, fake_rasa: FakeRasa) -> None:
    number = chat.waits()
    assert await chat.say("he is 7") == Turn((), Outcome.WITH_HANDLER, live=Live("waiting", 2))
    assert (chat.texts(number), fake_rasa.texts) == (["he is 7"], [])


async def test_a_message_sent_again_is_kept_once(chat: Chat) -> None:
    number = chat.on()
    turns = [await chat.say("he is 7", key="k") for _ in range(3)]
    assert {turn.live for turn in turns} == {Live("with_handler", 3)}
    assert chat.texts(number) == ["he is 7"]


async def test_another_conversation_goes_on_with_the_assistant(chat: Chat, fake_rasa: FakeRasa) -> None:
    chat.on(name="another")
    turn = await chat.say("hello")
    assert (turn.replies[0].web, turn.live, fake_rasa.texts) == ("Hello.", None, ["hello"])


async def test_a_picture_of_a_face_is_passed_on_too(chat: Chat) -> None:
    number = chat.on()
    await chat.say("😀")
    turn = await chat.say(" \x00 ")
    assert (chat.texts(number), turn.outcome) == (["😀"], Outcome.UNREADABLE)


async def test_a_crisis_reaches_the_handler_with_a_banner_and_the_parent_sees_the_numbers_once(
    chat: Chat, fake_rasa: FakeRasa
) -> None:
    number = chat.on()
    first, second = await chat.say(OVERDOSE), await chat.say(OVERDOSE)
    assert (first.replies, first.outcome, second.replies) == ((ACT_NOW,), Outcome.CRISIS, ())
    assert [(line.kind, line.text) for line in chat.queue.lines(number)][2:] == [
        ("text", OVERDOSE),
        ("crisis", "act_now"),
        ("text", OVERDOSE),
        ("crisis", "act_now"),
    ]
    one = chat.queue.get(number)
    assert (one and one.crisis, fake_rasa.texts) == (True, [])


async def test_a_yes_to_the_question_about_danger_brings_the_numbers_though_nobody_is_there_yet(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.safety.screen", lambda text: UNSURE if "anymore" in text else None)
    chat.waits()
    asked = await chat.say("he can't do it anymore")
    assert [(reply.web, reply.buttons) for reply in asked.replies] == [(crisis_reply(UNSURE).web, ())]
    yes, again = await chat.say("yes"), await chat.say("yes")
    assert yes.replies == (crisis_reply(Crisis("immediate_danger", "act_now")),)
    assert again.replies == ()


async def test_a_yes_without_that_question_is_only_passed_on(chat: Chat) -> None:
    chat.on()
    assert (await chat.say("yes")).replies == ()


@pytest.mark.parametrize("words", ["stop", "Never mind", "Leave the queue"])
async def test_who_waits_may_leave(chat: Chat, words: str) -> None:
    number = chat.waits()
    turn = await chat.say(words)
    one = chat.queue.get(number)
    assert (one and one.state, turn.live) == (State.ABANDONED, None)
    assert turn.replies[0].buttons[0] == CALL_ME


async def test_with_a_handler_on_stop_is_a_word_like_others_and_end_chat_ends_it(chat: Chat) -> None:
    number = chat.on()
    stop, end = await chat.say("stop"), await chat.say("End chat")
    one = chat.queue.get(number)
    assert (stop.replies, one and (one.state, one.ended_by)) == ((), (State.WRAPPING_UP, "parent"))
    assert [button.title for button in end.replies[0].buttons] == ["Very good", "All right", "Poor"]


@pytest.mark.parametrize("words", ["please call me back instead", "Ask us to phone you", "2"])
async def test_who_waits_may_choose_a_call_back(chat: Chat, fake_rasa: FakeRasa, memory: Memory, words: str) -> None:
    number = chat.waits()
    await memory.remember(chat.visit, Remembered((Button("Leave the queue", "/stop"), CALL_ME), live=True))
    await chat.say(words)
    one = chat.queue.get(number)
    payload = words if words.startswith("please") else CALL_ME.payload
    assert (one and one.state, fake_rasa.texts) == (State.ABANDONED, [payload])


async def test_after_the_handler_has_gone_the_assistant_is_back(chat: Chat, fake_rasa: FakeRasa) -> None:
    number = chat.on()
    await chat.say("thanks")
    chat.queue.end_by_handler(number, "sam.jones@example.org", NOW)
    turn = await chat.say("and sleep?")
    assert (turn.live, fake_rasa.texts) == (None, ["and sleep?"])


def kept(store: Store) -> list[tuple[str, int | None]]:
    with store.read() as session:
        return [(row.channel, row.rating) for row in session.scalars(select(Feedback))]


@pytest.mark.parametrize(("words", "stars"), [("4", 4), ("Very good", 5), ("Poor", 1)])
async def test_the_chat_that_has_ended_can_be_rated_once(
    chat: Chat, fake_rasa: FakeRasa, store: Store, words: str, stars: int
) -> None:
    number = chat.on()
    await chat.say("thanks")
    chat.queue.end_by_handler(number, "sam.jones@example.org", NOW)
    thanked = await chat.say(words)
    await chat.say(words)
    assert (thanked.outcome, kept(store)) == (Outcome.FEEDBACK, [("web", stars)])
    offered = "Talk to a person" in [button.title for button in thanked.replies[0].buttons]
    assert offered == (stars <= 2)
    assert fake_rasa.texts == [words]  # the second time it is a message like any other


async def test_a_number_is_no_rating_where_no_chat_has_ended(chat: Chat, fake_rasa: FakeRasa, store: Store) -> None:
    await chat.say("hello")
    await chat.say("4")
    assert (fake_rasa.texts, kept(store)) == (["hello", "4"], [])


async def test_a_reply_that_put_it_into_the_queue_says_so(chat: Chat, fake_rasa: FakeRasa, memory: Memory) -> None:
    fake_rasa.replies = [{"kind": "handoff", "outcome": "person", "web": "You are number 1.", "waits": True}]
    turn = await chat.say("put me through")
    before = await memory.recall(chat.visit)
    assert (turn.live, before and before.live) == (Live("waiting"), True)


async def test_a_message_that_waited_while_a_handler_was_asked_for_is_the_handlers(
    chat: Chat, fake_rasa: FakeRasa
) -> None:
    fake_rasa.seconds = 0.3
    fake_rasa.replies = [{"kind": "handoff", "outcome": "person", "web": "You are number 1.", "waits": True}]
    first = asyncio.create_task(chat.say("put me through"))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(chat.say("he is 7"))
    await asyncio.sleep(0.1)
    number = chat.waits()  # which the action does, before it replies
    await asyncio.gather(first, second)
    assert (chat.texts(number), fake_rasa.texts) == (["he is 7"], ["put me through"])


async def test_a_text_thread_is_found_again_when_redis_has_forgotten_it(chat: Chat) -> None:
    number = chat.waits("sms", f"sms:{PHONE}")
    turn = await chat.say("he is 7", conversation="a fresh one", channel="sms", caller=PHONE, is_first=True)
    assert (turn.live, chat.texts(number)) == (Live("waiting", 2), ["he is 7"])


@pytest.fixture
async def torn(
    settings: HubSettings, fake_rasa: FakeRasa, memory: Memory, queue: Queue, visit: str
) -> AsyncIterator[Chat]:
    """A conversation whose front door does not reach the store."""
    nowhere, rasa = Store("sqlite:////nowhere/hub.sqlite3"), RasaClient(fake_rasa.url, 1)
    conversation = Conversation(
        settings, rasa, memory, lambda: None, store=nowhere, secret=SECRET, patience_seconds=3, wakes=NO_WAKES
    )
    yield Chat(conversation, queue, visit)
    await rasa.close()


async def test_with_the_store_down_who_was_with_a_handler_is_told_that_it_did_not_get_through(
    torn: Chat, memory: Memory, fake_rasa: FakeRasa
) -> None:
    await memory.remember(torn.visit, Remembered(live=True))
    turn = await torn.say("he is 7")
    assert (turn.outcome, fake_rasa.texts) == (Outcome.LIMITED, [])
    assert "I could not pass on what you wrote." in turn.replies[0].web


async def test_with_the_store_down_the_assistant_answers_everybody_else(torn: Chat, memory: Memory) -> None:
    assert (await torn.say("hello")).replies[0].web == "Hello."


async def test_with_the_store_down_the_numbers_are_given_to_who_was_with_a_handler(torn: Chat, memory: Memory) -> None:
    await memory.remember(torn.visit, Remembered(live=True))
    assert (await torn.say(OVERDOSE)).replies == (ACT_NOW,)


async def test_with_redis_down_it_is_passed_on_all_the_same(
    settings: HubSettings, fake_rasa: FakeRasa, store: Store, queue: Queue, visit: str
) -> None:
    memory, rasa = Memory(f"redis://127.0.0.1:{free_port()}/0"), RasaClient(fake_rasa.url, 1)
    conversation = Conversation(
        settings, rasa, memory, lambda: None, store=store, secret=SECRET, patience_seconds=1, wakes=NO_WAKES
    )
    chat = Chat(conversation, queue, visit)
    number = chat.on()
    turn = await chat.say("he is 7")
    assert (turn.live, chat.texts(number)) == (Live("with_handler", 3), ["he is 7"])
    await rasa.close()


async def test_with_a_redis_that_hangs_it_is_passed_on_and_nobody_is_told_otherwise(
    settings: HubSettings, fake_rasa: FakeRasa, store: Store, queue: Queue, visit: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hangs:  # takes connections and never answers
        url = f"redis://127.0.0.1:{hangs.getsockname()[1]}/0"
        memory, rasa, wakes = Memory(url), RasaClient(fake_rasa.url, 1), Wakes(url)
        conversation = Conversation(
            settings, rasa, memory, lambda: None, store=store, secret=SECRET, patience_seconds=1, wakes=wakes
        )
        chat = Chat(conversation, queue, visit)
        number = chat.on()
        turn = await chat.say("he is 7")
        assert (turn.live, chat.texts(number)) == (Live("with_handler", 3), ["he is 7"])
        await wakes.close()
        await memory.close()
        await rasa.close()


async def test_after_the_numbers_a_person_is_offered_where_one_is_there(chat: Chat, memory: Memory) -> None:
    turn = await chat.say(OVERDOSE)
    assert [reply.outcome for reply in turn.replies] == [Outcome.CRISIS] * 2
    assert [button.title for button in turn.replies[1].buttons] == ["Talk to a person"]
    assert (await memory.recall(chat.visit)) == Remembered(
        turn.replies[1].buttons, had_crisis=True, numbers_for=turn.crisis
    )


async def test_after_the_numbers_nobody_is_offered_where_nobody_is_there(chat: Chat, store: Store) -> None:
    presence.leave(store, "sam.jones@example.org", NOW)
    assert (await chat.say(OVERDOSE)).replies == (ACT_NOW,)


async def test_the_assistant_is_told_that_there_was_a_crisis(chat: Chat, fake_rasa: FakeRasa) -> None:
    await chat.say(OVERDOSE)
    await chat.say("can I talk to a person")
    assert fake_rasa.heard[-1]["metadata"]["crisis"] == "yes"


async def test_who_deletes_their_conversation_deletes_its_live_chats(chat: Chat, fake_rasa: FakeRasa) -> None:
    number = chat.on()
    chat.queue.end_by_handler(number, "sam.jones@example.org", NOW)
    fake_rasa.replies = [{"kind": "message", "outcome": "information", "web": "It is deleted.", "forgets": True}]
    await chat.say("delete this chat")
    assert chat.queue.get(number) is None
