"""What the parent's phone is told of a live chat by text message: the handler's words, who joined, and the end.

Written in the transaction of what they speak of and sent by the worker from our own number: the handler's is never
shown.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from hub import outbox
from hub.handoff import wording
from hub.handoff.handoff import handoff_from, line_from
from hub.handoff.states import OVER, State
from hub.store.tables import HandoffMessage, HandoffRow

# A text of an hour ago answers nothing any more.
OF_USE = timedelta(hours=1)
# The longest that Twilio takes is 1,600.
MOST_CHARACTERS = 1_500


def tell(session: Session, row: HandoffRow, line: HandoffMessage, was: State | None) -> None:
    """Text what a new line means for a parent who writes by text, if anything. ``was``: the state before."""
    if row.channel != "sms" or row.phone is None or row.phone_key is None:
        return
    if (text := _text(row, line, was)) is None:
        return
    for number, part in enumerate(parts(text)):
        outbox.write(
            session,
            dedupe=f"handoff:{row.id}:{line.sequence}:{number}",
            kind="live_chat",
            to_phone=row.phone,
            key=row.phone_key,
            body=part,
            # A moment later for each part, so that they come in order.
            due_at=line.at + timedelta(milliseconds=number),
            expires_at=line.at + OF_USE,
            now=line.at,
            handoff_id=row.id,
        )


def parts(text: str) -> list[str]:
    """A long text in parts that each fit, cut between words where there are any."""
    found = []
    while len(text) > MOST_CHARACTERS:
        at = max(text.rfind(" ", 0, MOST_CHARACTERS), text.rfind("\n", 0, MOST_CHARACTERS))
        at = at if at > 0 else MOST_CHARACTERS
        found.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*found, text]


def _text(row: HandoffRow, line: HandoffMessage, was: State | None) -> str | None:
    if line.kind == "text":
        return f"{wording.shown_name(line.handler)}: {line.text}" if line.author == "handler" else None
    # What the parent has done themselves is answered where they did it.
    if line.kind != "state" or was is None or line.author == "parent":
        return None
    said = wording.change_text(line_from(line), was)
    if said is None or State(line.text) not in (*OVER, State.WRAPPING_UP):
        return said
    return f"{said} {wording.after_the_end(handoff_from(row)).text_for('sms')}"
