"""What a handler sees of the queue: what they are offered, who waits, and their own chats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from console.calls import call_of, pane_state
from console.desk import Desk
from hub.handoff import presence
from hub.handoff.handoff import Handoff, Presence
from hub.handoff.states import State

_SHOWN = (State.WAITING, State.OFFERED, State.WITH_HANDLER, State.WRAPPING_UP)


@dataclass(frozen=True)
class Board:
    """The queue at a moment, as one handler sees it, each part in the order in which it is served.

    ``not_rung``: callers offered to them whose call to their phone was not made. ``panes``: what their chats and calls show.
    """

    presence: Presence
    offered: tuple[Handoff, ...]
    waiting: tuple[Handoff, ...]
    elsewhere: int
    mine: tuple[Handoff, ...]
    present: tuple[str, ...]
    panes: tuple[tuple[int, str, str | None], ...]
    not_rung: tuple[int, ...]

    @property
    def queue_state(self) -> Any:
        """Differs whenever the list of who waits has to be shown anew."""
        offered, waiting = ([(one.id, one.first_name) for one in some] for some in (self.offered, self.waiting))
        return (offered, waiting, self.elsewhere, self.present, self.not_rung)

    @property
    def chats_state(self) -> Any:
        """Differs whenever a chat has come, gone, or ended, or the parent has said their name."""
        return self.panes

    @property
    def calls(self) -> list[int]:
        """Those that somebody should look at: a new one among them is what the alert is for."""
        return [one.id for one in (*self.offered, *self.waiting)]


def board_of(desk: Desk) -> Board:
    """The queue as it is now. Raises StoreUnavailableError."""
    found = desk.queue.in_order(*_SHOWN)
    handlers = presence.everybody(desk.store)
    patience = desk.queue.patience
    mine = [one for one in found if one.handler == desk.name]
    panes = [one for one in mine if one.state in (State.WITH_HANDLER, State.WRAPPING_UP)]
    offered = [one for one in mine if one.state == State.OFFERED]
    calls = {one.id: call_of(desk, one) for one in offered}
    return Board(
        presence=next((one.presence for one in handlers if one.name == desk.name), "away"),
        offered=tuple(offered),
        waiting=tuple(one for one in found if one.state == State.WAITING),
        elsewhere=sum(one.state == State.OFFERED and one.handler != desk.name for one in found),
        mine=tuple(panes),
        panes=tuple((one.id, pane_state(desk, one), one.first_name) for one in panes),
        not_rung=tuple(number for number, call in calls.items() if call is not None and call.not_made),
        present=tuple(
            one.name
            for one in handlers
            if one.presence != "away" and one.name != desk.name and desk.now - one.seen_at <= patience.handler_gone
        ),
    )
