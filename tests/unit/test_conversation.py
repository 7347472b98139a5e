"""One turn, with a Rasa that answers as the test tells it, and a real Redis."""

import asyncio
import time
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import NO_WAKES, TUESDAY_MORNING, hub_settings_from
from serving import FakeRasa, free_port
from structlog.testing import capture_logs

from hub.conversation import MAX_CHARACTERS_FOR_RASA, Conversation, Message, Turn
from hub.limited import limited_reply
from hub.memory import Memory
from hub.outcomes import Outcome
from hub.rasa_client import RasaClient
from hub.replies import Reply
from hub.safety import Crisis, after_no, crisis_reply
from hub.settings import HubSettings
from hub.store.database import Store
from knowledge_base.search import Search

SECONDS = 1.0  # how long Rasa may take
CHOICES = {
    "kind": "choices",
    "outcome": "clarified",
    "web": "What is it about?",
    "buttons": [
        {"title": "Sleep", "payload": '/ask_guidance{"article": "sleep"}'},
        {"title": "When are you open?", "payload": "/ask_opening_hours"},
        {"title": "Talk to a person", "payload": "/speak_to_human"},
    ],
}
METADATA = {
    "now": "2026-11-24T10:00:00+00:00",
    "channel": "sms",
    "caller": None,
    "diary": "hub",
    "request": None,
    "crisis": None,
}
_numbers = count()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    return hub_settings_from(tmp_path_factory.mktemp("hub"))


# No turn waits for the store, and none needs it.
SECRET = "s" * 32
NO_STORE = Store("sqlite:////nowhere/hub.sqlite3")


async def _front_door(
    hub: HubSettings, rasa_url: str, redis_url: str, search: Search | None, patience_seconds: float
) -> AsyncIterator[Conversation]:
    rasa, memory = RasaClient(rasa_url, SECONDS), Memory(redis_url)
    yield Conversation(
        hub,
        rasa,
        memory,
        lambda: search,
        store=NO_STORE,
        secret=SECRET,
        patience_seconds=patience_seconds,
        wakes=NO_WAKES,
    )
    await memory.close()
    await rasa.close()


@pytest.fixture(scope="module")
async def _shared(
    hub: HubSettings, rasa_server: FakeRasa, redis_url: str, search: Search
) -> AsyncIterator[Conversation]:
    async for one in _front_door(hub, rasa_server.url, redis_url, search, 3):
        yield one


@pytest.fixture
def conversation(_shared: Conversation, fake_rasa: FakeRasa) -> Conversation:
    return _shared


@pytest.fixture(scope="module")
async def without_rasa(hub: HubSettings, redis_url: str, search: Search) -> AsyncIterator[Conversation]:
    async for one in _front_door(hub, f"http://127.0.0.1:{free_port()}", redis_url, search, 3):
        yield one


@pytest.fixture(scope="module")
async def all_alone(hub: HubSettings) -> AsyncIterator[Conversation]:
    """No Rasa, no Redis, no search."""
    redis_url = f"redis://127.0.0.1:{free_port()}/0"
    async for one in _front_door(hub, f"http://127.0.0.1:{free_port()}", redis_url, None, SECONDS):
        yield one


@pytest.fixture
def visit() -> str:
    return f"visit-{next(_numbers)}"


def message(visit: str, text: str, channel: Any = "web") -> Message:
    return Message(visit, channel, text, TUESDAY_MORNING)


def limited(hub: HubSettings, text: str, search: Search | None) -> Turn:
    reply = limited_reply(text, TUESDAY_MORNING, hub, search)
    return Turn((reply,), Outcome.LIMITED)


async def test_what_rasa_says_is_the_answer(conversation: Conversation, fake_rasa: FakeRasa, visit: str) -> None:
    fake_rasa.intent, fake_rasa.confidence = "greet", 0.87
    turn = await conversation.turn(message(visit, "hello", "sms"))
    assert turn == Turn(
        (Reply(kind="message", outcome=Outcome.SMALL_TALK, web="Hello."),), Outcome.SMALL_TALK, "greet", 0.87
    )
    assert (turn.article, turn.alternatives) == (None, ())
    assert fake_rasa.heard == [{"conversation": visit, "channel": "sms", "text": "hello", "metadata": METADATA}]


async def test_the_article_and_its_alternatives_are_those_of_the_reply_that_has_some(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    answer = {
        "kind": "answer",
        "outcome": "answered",
        "web": "A.",
        "article": "sleep",
        "alternatives": ["sleep", "pip"],
    }
    fake_rasa.replies = [{"kind": "message", "outcome": "small_talk", "web": "First."}, answer]
    turn = await conversation.turn(message(visit, "sleep please"))
    assert (turn.outcome, turn.article, turn.alternatives) == (Outcome.SMALL_TALK, "sleep", ("sleep", "pip"))


@pytest.mark.parametrize(
    ("intent", "ranking", "article", "expected"),
    [
        ("thanks", ["thanks"], None, "thanks"),
        ("not_an_intent_of_ours", ["thanks"], None, None),
        (None, [], None, None),
        # On fallback: what the search answered is a question to it; otherwise the likeliest.
        ("nlu_fallback", ["complain", "greet"], None, "complain"),
        ("nlu_fallback", ["complain", "greet"], "sleep", "ask_guidance"),
        ("nlu_fallback", ["not_an_intent_of_ours"], None, None),
        ("nlu_fallback", [], None, None),
    ],
)
async def test_the_intent_is_what_the_message_is(
    conversation: Conversation,
    fake_rasa: FakeRasa,
    visit: str,
    intent: str | None,
    ranking: list[str],
    article: str | None,
    expected: str | None,
) -> None:
    fake_rasa.intent, fake_rasa.ranking = intent, ranking
    fake_rasa.replies = [{"kind": "message", "outcome": "answered", "web": "A.", "article": article}]
    assert (await conversation.turn(message(visit, "words"))).intent == expected


@pytest.mark.parametrize(("ranking", "expected"), [(["greet", "thanks"], "greet"), (["strange"], None), ([], None)])
async def test_a_message_is_understood_without_becoming_part_of_a_conversation(
    conversation: Conversation, fake_rasa: FakeRasa, ranking: list[str], expected: str | None
) -> None:
    fake_rasa.ranking = ranking
    assert await conversation.intent_of("/hello\n there") == expected
    assert fake_rasa.heard == [{"text": "hello there"}]


async def test_nothing_is_understood_without_rasa(without_rasa: Conversation) -> None:
    assert await without_rasa.intent_of("hello") is None


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        # By its title, as a button sends it or as somebody types it.
        ("Sleep", '/ask_guidance{"article": "sleep"}'),
        ("sleep.", '/ask_guidance{"article": "sleep"}'),
        ("  SLEEP! ", '/ask_guidance{"article": "sleep"}'),
        ("When are you open?", "/ask_opening_hours"),
        ("when are you open", "/ask_opening_hours"),
        ("talk to a person", "/speak_to_human"),
        # By its number.
        ("1", '/ask_guidance{"article": "sleep"}'),
        ("2", "/ask_opening_hours"),
        ("two", "/ask_opening_hours"),
        ("2.", "/ask_opening_hours"),
        ("Option 2", "/ask_opening_hours"),
        ("number three", "/speak_to_human"),
        ("the second", "/ask_opening_hours"),
        ("The second one", "/ask_opening_hours"),
        ("third one!", "/speak_to_human"),
        # What names none of them.
        ("4", "4"),
        ("5", "5"),
        ("two children", "two children"),
        ("sleep and school", "sleep and school"),
        ("the last one", "the last one"),
    ],
)
async def test_a_choice_is_made_by_its_title_or_its_number(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str, typed: str, heard: str
) -> None:
    fake_rasa.replies = [CHOICES]
    await conversation.turn(message(visit, "hello"))
    await conversation.turn(message(visit, typed))
    assert fake_rasa.texts == ["hello", heard]


@pytest.mark.parametrize(("typed", "heard"), [("MORE", "/ask_guidance"), ("more please", "/ask_guidance")])
async def test_more_is_tell_me_more(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str, typed: str, heard: str
) -> None:
    fake_rasa.replies = [{**CHOICES, "buttons": [{"title": "Tell me more", "payload": "/ask_guidance"}]}]
    await conversation.turn(message(visit, "hello"))
    await conversation.turn(message(visit, typed))
    assert fake_rasa.texts[-1] == heard


async def test_only_the_latest_choices_can_be_made(conversation: Conversation, fake_rasa: FakeRasa, visit: str) -> None:
    fake_rasa.replies = [CHOICES]
    await conversation.turn(message(visit, "hello"))
    fake_rasa.replies = [{"kind": "message", "outcome": "small_talk", "web": "No choices."}]
    await conversation.turn(message(visit, "something"))
    await conversation.turn(message(visit, "2"))
    assert fake_rasa.texts[-1] == "2"


async def test_the_choices_of_several_replies_are_counted_on(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    more = {**CHOICES, "buttons": [{"title": "Fourth", "payload": "/thanks"}]}
    fake_rasa.replies = [CHOICES, more]
    await conversation.turn(message(visit, "hello"))
    await conversation.turn(message(visit, "the fourth"))
    assert fake_rasa.texts[-1] == "/thanks"


async def test_one_persons_choices_are_nobody_elses(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    fake_rasa.replies = [CHOICES]
    await conversation.turn(message(visit, "hello"))
    await conversation.turn(message(f"{visit}-other", "Talk to a person"))
    assert fake_rasa.texts[-1] == "Talk to a person"


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/restart", "restart"),
        ('/ask_guidance{"article": "sleep"}', 'ask_guidance{"article": "sleep"}'),
        (" //\u200b/speak_to_human", "speak_to_human"),
        ("\\/stop", "stop"),
    ],
)
async def test_nobody_types_an_intent(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str, typed: str, heard: str
) -> None:
    await conversation.turn(message(visit, typed))
    assert fake_rasa.texts == [heard]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "😀", "👍🏽❤️", "?!...", "/", "\u200b", "\x00"])
async def test_what_has_no_words_is_answered_without_rasa(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str, text: str
) -> None:
    reply = Reply(
        kind="message",
        outcome=Outcome.UNREADABLE,
        web="I did not get any words. Please write what you would like to know. A few words are enough.",
        voice="I did not hear anything. Please say in a few words what you would like to know.",
    )
    assert await conversation.turn(message(visit, text)) == Turn((reply,), Outcome.UNREADABLE)
    assert fake_rasa.heard == []


async def test_a_question_that_waits_is_asked_again_after_silence(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    fake_rasa.replies = [{"kind": "appointment", "outcome": "appointment", "web": "What is your name?", "asks": True}]
    await conversation.turn(message(visit, "book"))
    turn = await conversation.turn(message(visit, "👍"))
    assert [reply.web for reply in turn.replies] == ["I did not get any words.", "What is your name?"]


async def test_a_question_that_waits_is_asked_again_after_a_no_to_the_check(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.safety.screen", lambda text: Crisis("suicide", "check") if "anymore" in text else None)
    fake_rasa.replies = [{"kind": "appointment", "outcome": "appointment", "web": "What is your name?", "asks": True}]
    await conversation.turn(message(visit, "cant do this anymore"))
    turn = await conversation.turn(message(visit, "no"))
    assert [reply.web for reply in turn.replies] == [after_no().web, "What is your name?"]
    assert len(fake_rasa.heard) == 1


async def test_the_title_of_a_button_is_not_screened_as_the_persons_own_words(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_rasa.replies = [CHOICES]
    await conversation.turn(message(visit, "hello"))
    monkeypatch.setattr("hub.safety.screen", lambda _: Crisis("suicide", "act_now"))
    chosen = await conversation.turn(message(visit, "Sleep"))
    assert (chosen.crisis, fake_rasa.texts[-1]) == (None, '/ask_guidance{"article": "sleep"}')
    assert (await conversation.turn(message(visit, "Sleep tight for ever"))).crisis == Crisis("suicide", "act_now")


async def test_a_message_of_10_000_characters_is_answered_and_rasa_sees_its_beginning(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    text = "my son is 7 and will not sleep " * 323
    turn = await conversation.turn(message(visit, text[:10_000]))
    assert turn.outcome is Outcome.SMALL_TALK
    assert fake_rasa.texts == [text[:MAX_CHARACTERS_FOR_RASA]]


@pytest.mark.parametrize("text", ["a" * 10_000, "monday " * 1_428, "1/2/" * 2_500, "open " * 2_000])
async def test_a_very_long_message_is_answered_soon_without_rasa(
    without_rasa: Conversation, visit: str, text: str
) -> None:
    started = time.process_time()
    turn = await without_rasa.turn(message(visit, text))
    assert (turn.outcome, len(turn.replies)) == (Outcome.LIMITED, 1)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("text", ["How do I get my son to sleep?", "are you open now?", "asdfgh"])
async def test_with_rasa_down_the_limited_reply_is_given(
    without_rasa: Conversation, hub: HubSettings, search: Search, visit: str, text: str
) -> None:
    assert await without_rasa.turn(message(visit, text)) == limited(hub, text, search)


async def test_with_everything_down_the_limited_reply_is_given_at_once(
    all_alone: Conversation, hub: HubSettings, visit: str
) -> None:
    started = time.monotonic()
    text = "How do I get my son to sleep?"
    assert await all_alone.turn(message(visit, text)) == limited(hub, text, None)
    assert time.monotonic() - started < SECONDS


HELLO = b'"intent": "greet", "confidence": 1.0, "ranking": []'


@pytest.mark.parametrize(
    ("status", "raw"),
    [
        # An action server that is down leaves Rasa with 200 and nothing to say.
        (200, b'{"replies": [], ' + HELLO + b"}"),
        (200, b'{"replies": [{"kind": "message", "outcome": "small_talk", "web": ""}], ' + HELLO + b"}"),
        (200, b'{"replies": [{"kind": "message", "outcome": "small_talk", "web": " "}], ' + HELLO + b"}"),
        (200, b'{"replies": [{"text": "not a reply of ours"}], ' + HELLO + b"}"),
        (200, b'{"replies": [{"kind": "message", "outcome": "odd", "web": "Hello."}], ' + HELLO + b"}"),
        (200, b'{"replies": "text", ' + HELLO + b"}"),
        (200, b'{"replies": []}'),
        (200, b"[]"),
        (200, b""),
        (200, b"<html>Bad gateway</html>"),
        (200, b"\xff\xfe\x00"),
        (200, b"[" * 10_000),
        (404, b"{}"),
        (500, b'{"replies": [{"kind": "message", "outcome": "small_talk", "web": "Hello."}], ' + HELLO + b"}"),
        (302, b""),
    ],
)
async def test_what_is_no_answer_of_rasa_leads_to_the_limited_reply(
    conversation: Conversation,
    fake_rasa: FakeRasa,
    hub: HubSettings,
    search: Search,
    visit: str,
    status: int,
    raw: bytes,
) -> None:
    fake_rasa.status, fake_rasa.raw = status, raw
    text = "How do I get my son to sleep?"
    assert await conversation.turn(message(visit, text)) == limited(hub, text, search)


async def test_a_rasa_that_is_too_slow_is_not_waited_for(
    conversation: Conversation, fake_rasa: FakeRasa, hub: HubSettings, search: Search, visit: str
) -> None:
    fake_rasa.seconds = SECONDS + 2
    started = time.monotonic()
    assert await conversation.turn(message(visit, "hello")) == limited(hub, "hello", search)
    assert SECONDS <= time.monotonic() - started < SECONDS + 1.5


async def test_after_a_failure_the_next_message_is_answered_again(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    fake_rasa.status = 500
    assert (await conversation.turn(message(visit, "hello"))).outcome is Outcome.LIMITED
    fake_rasa.status = 200
    assert (await conversation.turn(message(visit, "hello"))).outcome is Outcome.SMALL_TALK


async def test_choices_from_before_a_failure_can_still_be_made_after_it(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    fake_rasa.replies = [CHOICES]
    await conversation.turn(message(visit, "hello"))
    fake_rasa.status = 500
    await conversation.turn(message(visit, "2"))
    fake_rasa.status = 200
    await conversation.turn(message(visit, "2"))
    assert fake_rasa.texts == ["hello", "/ask_opening_hours", "/ask_opening_hours"]


async def test_the_log_of_a_failure_holds_nothing_that_was_written(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    fake_rasa.raw = b'{"replies": [{"web": "Oona Fairweather, 01632 960444"}], ' + HELLO + b"}"
    with capture_logs() as logs:
        await conversation.turn(message(visit, "I am Oona Fairweather, 01632 960444"))
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [
        ("live_chat_unknown", "warning"),
        ("limited_reply", "warning"),
    ]
    assert [entry for entry in logs if "Oona" in repr(entry) or "960444" in repr(entry) or visit in repr(entry)] == []


async def test_a_crisis_is_answered_with_everything_down(all_alone: Conversation, visit: str) -> None:
    turn = await all_alone.turn(message(visit, "my son has taken an overdose"))
    crisis = turn.crisis
    assert isinstance(crisis, Crisis)
    assert crisis.level == "act_now"
    assert turn == Turn((crisis_reply(crisis),), Outcome.CRISIS, crisis=crisis)


async def test_a_crisis_never_waits_for_rasa(conversation: Conversation, fake_rasa: FakeRasa, visit: str) -> None:
    fake_rasa.seconds = 5
    started = time.monotonic()
    turn = await conversation.turn(message(visit, "she wants to kill herself"))
    assert (turn.outcome, fake_rasa.heard) == (Outcome.CRISIS, [])
    assert time.monotonic() - started < SECONDS


async def test_a_crisis_at_the_end_of_a_long_message_is_seen(all_alone: Conversation, visit: str) -> None:
    text = "this is a long story about school " * 280 + "and now he says he wants to kill himself"
    assert (await all_alone.turn(message(visit, text[-10_000:]))).outcome is Outcome.CRISIS


async def test_where_we_are_not_sure_the_numbers_come_first_and_the_answer_after(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    turn = await conversation.turn(message(visit, "I cannot cope, I am at breaking point"))
    crisis = turn.crisis
    assert isinstance(crisis, Crisis)
    assert crisis.level == "check"
    hello = Reply(kind="message", outcome=Outcome.SMALL_TALK, web="Hello.")
    assert (turn.replies, turn.outcome, turn.intent) == ((crisis_reply(crisis), hello), Outcome.CRISIS, "greet")
    assert fake_rasa.texts == ["I cannot cope, I am at breaking point"]


async def test_the_numbers_come_first_with_rasa_down_too(
    without_rasa: Conversation, hub: HubSettings, search: Search, visit: str
) -> None:
    text = "I cannot cope, I am at breaking point"
    turn = await without_rasa.turn(message(visit, text))
    assert turn.crisis is not None
    assert turn.replies == (crisis_reply(turn.crisis), *limited(hub, text, search).replies)
    assert turn.outcome is Outcome.CRISIS


async def test_two_messages_at_once_are_answered_one_after_the_other(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    fake_rasa.seconds = 0.15
    turns = await asyncio.gather(
        conversation.turn(message(visit, "first")), conversation.turn(message(visit, "second"))
    )
    assert [turn.outcome for turn in turns] == [Outcome.SMALL_TALK] * 2
    assert (sorted(fake_rasa.texts), fake_rasa.most_in_hand) == (["first", "second"], 1)


async def test_two_front_doors_keep_one_conversation_in_turn_too(
    conversation: Conversation, hub: HubSettings, fake_rasa: FakeRasa, redis_url: str, search: Search, visit: str
) -> None:
    fake_rasa.seconds = 0.15
    memory, rasa = Memory(redis_url), RasaClient(fake_rasa.url, SECONDS)
    other = Conversation(
        hub, rasa, memory, lambda: search, store=NO_STORE, secret=SECRET, patience_seconds=3, wakes=NO_WAKES
    )
    await asyncio.gather(conversation.turn(message(visit, "first")), other.turn(message(visit, "second")))
    await memory.close()
    await rasa.close()
    assert (sorted(fake_rasa.texts), fake_rasa.most_in_hand) == (["first", "second"], 1)


async def test_different_conversations_are_answered_at_the_same_time(
    conversation: Conversation, fake_rasa: FakeRasa, visit: str
) -> None:
    fake_rasa.seconds = 0.3
    await asyncio.gather(*(conversation.turn(message(f"{visit}-{n}", "hello")) for n in range(4)))
    assert fake_rasa.most_in_hand == 4


async def test_who_waits_too_long_for_their_own_message_gets_the_limited_reply(
    hub: HubSettings, fake_rasa: FakeRasa, memory: Memory, search: Search, visit: str
) -> None:
    rasa = RasaClient(fake_rasa.url, SECONDS)
    impatient = Conversation(
        hub, rasa, memory, lambda: search, store=NO_STORE, secret=SECRET, patience_seconds=0.1, wakes=NO_WAKES
    )
    fake_rasa.seconds = 0.4
    turns = await asyncio.gather(impatient.turn(message(visit, "hello")), impatient.turn(message(visit, "hello")))
    await rasa.close()
    assert sorted(turn.outcome.value for turn in turns) == ["limited", "small_talk"]
    assert fake_rasa.texts == ["hello"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400), channel=st.sampled_from(["web", "sms", "voice"]))
async def test_anything_that_a_person_can_send_gets_a_reply_with_words(
    conversation: Conversation, visit: str, text: str, channel: str
) -> None:
    turn = await conversation.turn(message(visit, text, channel))
    assert [reply for reply in turn.replies if not reply.text_for(channel).strip()] == []
    assert turn.replies
