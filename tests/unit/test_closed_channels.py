"""The operator's switch: a closed channel still gives the emergency numbers and the hours, and nothing else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from conversing import conversation_on
from made_up import TUESDAY_MORNING, hub_settings_from
from serving import FakeRasa
from sqlalchemy import select
from typer.testing import CliRunner

import cli
from hub import closed_channels
from hub import settings as settings_module
from hub.closed_channels import Switch, close, closed, closed_reply, open_again
from hub.conversation import Message
from hub.memory import Memory
from hub.outcomes import Outcome
from hub.store.database import Store
from hub.store.tables import AuditEntry

REASON = "wrong phone number in an article"


def audited(store: Store) -> list[tuple[str, str]]:
    with store.read() as session:
        return [(entry.action, entry.detail) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_each_change_is_made_once_and_audited(any_store: Store) -> None:
    assert close(any_store, "sms", REASON, TUESDAY_MORNING) is True
    assert close(any_store, "sms", "again", TUESDAY_MORNING) is False
    assert [(one.channel, one.reason, one.at) for one in closed(any_store)] == [("sms", REASON, TUESDAY_MORNING)]
    assert open_again(any_store, "sms", TUESDAY_MORNING) is True
    assert open_again(any_store, "sms", TUESDAY_MORNING) is False
    assert closed(any_store) == []
    assert audited(any_store) == [("channel_closed", f"sms: {REASON}"), ("channel_opened", "sms")]


async def test_a_closed_channel_gives_crisis_numbers_and_hours_and_the_others_go_on(
    store: Store, fake_rasa: FakeRasa, memory: Memory, tmp_path: Path
) -> None:
    hub = hub_settings_from(tmp_path)
    close(store, "web", REASON, TUESDAY_MORNING)
    async with conversation_on(fake_rasa.url, memory, store, hub) as conversation:

        async def said(text: str, channel: str = "web") -> tuple[Outcome, str]:
            turn = await conversation.turn(Message(f"closed-{channel}-{text}", channel, text, TUESDAY_MORNING))  # type: ignore[arg-type]
            return turn.outcome, "\n".join(reply.web for reply in turn.replies)

        outcome, words = await said("how do I get him assessed")
        assert outcome is Outcome.CLOSED
        assert words.startswith("Our assistant is closed for now.\n\nYou can phone us on ")
        assert "Yes, we are open now, until 3pm today." in words
        assert words.endswith("If anyone is in danger, phone 999.")
        assert REASON not in words
        assert await said("are you open now?") == (Outcome.HOURS, "Yes, we are open now, until 3pm today.")
        outcome, words = await said("she has taken some tablets")
        assert (outcome, "999" in words) == (Outcome.CRISIS, True)
        assert fake_rasa.texts == []
        assert await said("hello", "sms") == (Outcome.SMALL_TALK, "Hello.")


async def test_a_front_door_follows_and_keeps_what_it_knew_while_the_database_is_away(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closed_channels, "LOOK_SECONDS", 0.05)
    switch = Switch(store)
    assert await switch.is_closed("voice") is False
    close(store, "voice", REASON, TUESDAY_MORNING)
    await asyncio.sleep(0.1)
    assert await switch.is_closed("voice") is True
    open_again(store, "voice", TUESDAY_MORNING)
    switch._store = Store("sqlite:////nowhere/hub.sqlite3")
    await asyncio.sleep(0.1)
    assert await switch.is_closed("voice") is True
    switch._store = store
    await asyncio.sleep(0.1)
    assert await switch.is_closed("voice") is False


def test_the_texts_are_short_and_the_voice_reads_the_number_apart(tmp_path: Path) -> None:
    reply = closed_reply("what is a sensory diet", TUESDAY_MORNING, hub_settings_from(tmp_path))
    assert reply.sms == (
        "Our assistant is closed for now. Phone us on 01632 960123. Yes, we are open now, until 3pm today. In danger: 999."
    )
    assert reply.voice is not None
    assert reply.voice.endswith("If anyone is in danger, phone 9 9 9.")


@pytest.mark.usefixtures("no_variables")
def test_the_command_closes_shows_and_opens(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", store.url)
    settings_module.environment.cache_clear()

    def line(*arguments: str) -> str:
        done = CliRunner().invoke(cli.app, ["line", *arguments])
        return done.output.strip()

    assert line("close", "--channel", "sms", "--reason", REASON) == "sms: closed"
    assert line("status").splitlines()[0] == "web: open"
    assert f"({REASON})" in line("status").splitlines()[1]
    assert line("close", "--reason", "all of it").splitlines() == [
        "web: closed",
        "sms: was closed already",
        "voice: closed",
    ]
    assert line("open").splitlines() == ["web: open", "sms: open", "voice: open"]
    assert line("close", "--channel", "fax", "--reason", "x") == "There is no channel 'fax'; there are web, sms, voice."
    assert line("close", "--reason", "x" * 81) == "Give a reason of at most 80 characters, without names."
