"""What every part of the dialogue works with: the diary and its waiting list, the settings, the link to a calendar file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hub.appointments.diary import Appointment, Diary
from hub.appointments.waiting_list import WaitingList
from hub.booking.state import Said
from hub.settings import HubSettings


@dataclass(frozen=True)
class Desk:
    """Where appointments are made. ``calendar_link`` gives the address of an appointment's file, for the web.

    ``texts``: whether we can text, without which there is no waiting list.
    """

    diary: Diary
    settings: HubSettings
    calendar_link: Callable[[Appointment], str] | None = None
    texts: bool = False

    @property
    def waiting_list(self) -> WaitingList:
        """The families that wait for a place in the diary."""
        return WaitingList(self.diary)

    def made_here(self, said: Said) -> list[Appointment]:
        """What this conversation has made, or proven to be its own. Raises StoreUnavailableError."""
        return [found for reference in said.owned if (found := self.diary.by_reference(reference, said.now))]

    def proven(self, said: Said) -> list[Appointment]:
        """The same, and what is booked for the number of a text message's thread. Raises StoreUnavailableError."""
        mine = self.made_here(said)
        if said.channel == "sms" and said.caller:
            known = {appointment.reference for appointment in mine}
            mine += [one for one in self.diary.upcoming_for(said.caller, said.now) if one.reference not in known]
        return mine
