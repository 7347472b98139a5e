"""What a call handler works with: the queue, the call-backs and the diary, as the one who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse

from hub.accounts import User
from hub.appointments.diary import Diary
from hub.callbacks import Callbacks
from hub.handoff.queue import Queue
from hub.handoff.wake import Wakes
from hub.settings import HubSettings
from hub.store.database import Store
from staff import pages
from staff.access import signed_in
from staff.house import staff_of

HERE = Path(__file__).parent
templates = pages.templates(HERE / "templates")
for _label, _path in (
    ("Chats", "/console"),
    ("Call-backs", "/console/callbacks"),
    ("Diary", "/console/diary"),
    ("Guidance", "/console/replies"),
    ("Your phone", "/console/profile"),
):
    pages.register(_label, _path, "handler")


@dataclass(frozen=True)
class Desk:
    """One handler's desk, for one request. ``now`` is timezone-aware."""

    user: User
    store: Store
    settings: HubSettings
    secret: str
    now: datetime

    @property
    def name(self) -> str:
        """By which the queue and the call-backs know the handler."""
        return self.user.name

    @property
    def queue(self) -> Queue:
        return Queue(self.store, self.settings, self.secret)

    @property
    def callbacks(self) -> Callbacks:
        return Callbacks(self.store, self.settings, self.secret)

    @property
    def diary(self) -> Diary:
        return Diary(self.store, self.settings, self.secret)


def desk_of(request: Request, user: User) -> Desk:
    """The desk of a user."""
    staff = staff_of(request)
    return Desk(user, staff.store, staff.settings, staff.secret, staff.now())


def wakes_of(request: Request) -> Wakes:
    """What wakes the other side of a chat, and this one."""
    wakes: Wakes = request.app.state.wakes
    return wakes


def _desk(request: Request, user: Annotated[User, Depends(signed_in("handler"))]) -> Desk:
    return desk_of(request, user)


def _quiet_desk(request: Request, user: Annotated[User, Depends(signed_in("handler", counts=False))]) -> Desk:
    return desk_of(request, user)


AtDesk = Annotated[Desk, Depends(_desk)]
# For what a page does by itself: it shows nobody to be at work.
QuietDesk = Annotated[Desk, Depends(_quiet_desk)]


def back_to(path: str, fragment: str = "") -> RedirectResponse:
    """After a form: the page anew, at the place that was worked on."""
    return RedirectResponse(path + (f"#{fragment}" if fragment else ""), 303)
