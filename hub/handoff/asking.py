"""Asking for a call handler: what would be passed on is shown first, and only a yes, or a yes without it, asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub import people
from hub.handoff import waiting, wording
from hub.handoff.brief import Brief
from hub.handoff.handoff import Handoff, NobodyThereError, Wish
from hub.handoff.parents import name_of
from hub.handoff.queue import Queue
from hub.handoff.ticking import offer_next
from hub.outcomes import Outcome
from hub.replies import Button, Channel, Reply

Consent = Literal["pass_on", "pass_nothing"]
CONSENTS: tuple[Consent, ...] = ("pass_on", "pass_nothing")
PASS_ON = Button("Yes, pass it on", '/speak_to_human{"wish": "pass_on"}')
PASS_NOTHING = Button("No, pass on nothing", '/speak_to_human{"wish": "pass_nothing"}')
ASK = Button("Yes, ask one", PASS_ON.payload)
NOT_NOW = Button("Not now", "/deny")


@dataclass(frozen=True)
class Asked:
    """What asking led to. ``handoff`` is None where nobody is there."""

    reply: Reply
    handoff: Handoff | None = None


def offer(queue: Queue, brief: Brief, now: datetime, channel: Channel = "web") -> Reply:
    """A person, with what would be passed on; or a call back where nobody is there. Raises StoreUnavailableError."""
    found = waiting.outlook(queue.store, queue.settings, now, queue.name, queue.patience, channel=channel)
    if not found.somebody_is_there:
        state = queue.settings.hours.state_at(now)
        return people.person(queue.settings, now, why="nobody" if state == "open" else state)
    if channel == "voice":
        return _offer_aloud(brief)
    kept = f"A chat with a call handler is kept for {queue.settings.retention.live_chat_days} days."
    if not brief:
        text = f"A call handler can join you here. {kept} Shall I ask one?"
        return Reply(kind="handoff", outcome=Outcome.PERSON, web=text, buttons=(ASK, people.CALL_ME, NOT_NOW))
    lines = "\n".join(f"- {line}" for line in brief.lines())
    return Reply(
        kind="handoff",
        outcome=Outcome.PERSON,
        web=f"A call handler can join you here. I will pass on:\n\n{lines}\n\n{kept} Is that OK?",
        buttons=(PASS_ON, PASS_NOTHING, people.CALL_ME, NOT_NOW),
    )


def _offer_aloud(brief: Brief) -> Reply:
    """The same for who hears it: shorter, and with nothing to choose but yes, no and a call back."""
    text = "I can put you through to a call handler. You may have to wait."
    if brief:
        told = ". ".join(line.rstrip(".") for line in brief.lines())
        text = f"{text} I will tell them this. {told}. Is that OK?"
    else:
        text = f"{text} Shall I ask one?"
    buttons = (PASS_ON, PASS_NOTHING, people.CALL_ME) if brief else (ASK, people.CALL_ME, NOT_NOW)
    return Reply(kind="handoff", outcome=Outcome.PERSON, web=text, buttons=buttons)


def ask(
    queue: Queue,
    conversation: str,
    channel: Channel,
    brief: Brief | None,
    now: datetime,
    *,
    caller: str | None = None,
    crisis: bool = False,
) -> Asked:
    """Put a conversation into the queue and offer it at once. Raises StoreUnavailableError.

    ``brief`` is what the parent has agreed to pass on; a crisis puts them first, whatever they agreed to.
    """
    wish = Wish(
        name_of(conversation, channel, caller),
        channel,
        brief=brief.to_dict() if brief else None,
        crisis=crisis,
        phone=caller if channel == "sms" else None,
        # Who is on the phone is heard of while they wait.
        watches=channel != "sms",
    )
    try:
        made = queue.ask(wish, now)
    except NobodyThereError as error:
        return Asked(people.person(queue.settings, now, why=error.reason))
    offer_next(queue.store, queue.settings, now, queue.name, queue.patience)
    there = waiting.place(queue.store, made.id, now, queue.name, queue.patience)
    where = wording.place_text(there.number, there.minutes) if there else ""
    told = "I have passed that on." if brief else "I have only passed on that you are waiting."
    if channel == "voice":
        # Where they stand is said by the line, which goes on saying it.
        return Asked(Reply(kind="handoff", outcome=Outcome.PERSON, web=told, waits=True), made)
    text = f"{told} {where} You can write already; the call handler will read it. From now on I am silent."
    reply = Reply(
        kind="handoff",
        outcome=Outcome.PERSON,
        web=" ".join(text.split()),
        buttons=(wording.LEAVE, people.CALL_ME),
        waits=True,
    )
    return Asked(reply, made)
