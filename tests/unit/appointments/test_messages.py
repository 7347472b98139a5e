"""The texts: what they say, what they never say, and that they fit."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from an_evening import EVENING, NOW, at, diary_of, request, settings_with

from hub.appointments import messages
from hub.appointments.appointment import Appointment
from hub.settings import HubSettings
from hub.store.database import Store

# GSM 03.38's basic alphabet, as far as a text in English needs it.
GSM_7 = re.compile(r"[A-Za-z0-9 @£$_\n!\"#%&'()*+,\-./:;<=>?]*")
OPTS_OUT = re.compile(r"\b(STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT)\b")
# The longest day and time there can be, in another year than now's.
LONG = at("2027-09-22 12:30")


@pytest.fixture
def mine(store: Store) -> Appointment:
    return diary_of(store).book(request(first_name="Zebedee", topic="my son Jayden's sleep"), NOW, reference="K7M4XR")


def all_texts(appointment: Appointment, settings: HubSettings) -> dict[str, str]:
    days = [appointment.start.date() + timedelta(weeks=week) for week in (1, 2, 3)]
    return {
        "confirmation": messages.confirmation(appointment, settings, NOW),
        "reminder": messages.reminder(appointment, settings, NOW),
        "change": messages.change(appointment, settings, NOW),
        "cancellation": messages.cancellation(appointment, settings, NOW),
        "closed": messages.closed(appointment, settings, NOW, days),
        "closed, nothing free": messages.closed(appointment, settings, NOW, []),
        "closed, one free": messages.closed(appointment, settings, NOW, days[:1]),
    }


def test_what_they_say(mine: Appointment) -> None:
    when = "Wednesday 2 December at 7pm"
    assert all_texts(mine, settings_with()) == {
        "confirmation": f"Neurodiversity Hub: your appointment is on {when}. We will phone you on this number. "
        "Reference K7M-4XR. To change it, reply CHANGE.",
        "reminder": f"Neurodiversity Hub: you have an appointment tomorrow, {when}. We will phone you on this number. "
        "Reply YES if that is still right, or CHANGE if it is not. Reference K7M-4XR.",
        "change": f"Neurodiversity Hub: your appointment has moved to {when}. We will phone you on this number. "
        "Reference K7M-4XR. To change it again, reply CHANGE.",
        "cancellation": f"Neurodiversity Hub: your appointment on {when} is cancelled. To book another one, reply BOOK.",
        "closed": f"Neurodiversity Hub: we are sorry. We have had to cancel your appointment on {when}. The next evenings "
        "with free times are Wednesday 9 December and Wednesday 16 December. To book another one, reply BOOK.",
        "closed, nothing free": "Neurodiversity Hub: we are sorry. We have had to cancel your appointment on "
        f"{when}. To book another one, reply BOOK.",
        "closed, one free": f"Neurodiversity Hub: we are sorry. We have had to cancel your appointment on {when}. "
        "The next evening with free times is Wednesday 9 December. To book another one, reply BOOK.",
    }


def waiting_texts(start: datetime, settings: HubSettings) -> dict[str, str]:
    day, until, next_day = start.date(), at("2026-11-24 15:45"), at("2026-11-25 09:30")
    return {
        "waiting": messages.waiting(settings, day, NOW),
        "waiting for any": messages.waiting(settings, None, NOW),
        "offer": messages.offer(start, until, NOW, is_last=False),
        "last offer": messages.offer(start, next_day, NOW, is_last=True),
        "no offer": messages.no_offer(start, settings, NOW),
        "no evening": messages.no_evening(day, settings, NOW),
    }


def test_what_the_waiting_list_says() -> None:
    assert waiting_texts(EVENING, settings_with()) == {
        "waiting": "Neurodiversity Hub: you are on the waiting list for an appointment on Wednesday 2 December. If a place is "
        "free, we text you and hold it for 30 minutes. To leave the list, reply LEAVE.",
        "waiting for any": "Neurodiversity Hub: you are on the waiting list for an appointment on a Wednesday evening. If a "
        "place is free, we text you and hold it for 30 minutes. To leave the list, reply LEAVE.",
        "offer": "Neurodiversity Hub: a place is free on Wednesday 2 December at 7pm. Reply YES by 3.45pm to take it, or NO. "
        "After that the next family gets it.",
        "last offer": "Neurodiversity Hub: a place is free on Wednesday 2 December at 7pm. Reply YES by 9.30am on Wednesday "
        "25 November to take it, or NO. Without a YES you come off the waiting list.",
        "no offer": "Neurodiversity Hub: we are sorry. We have had to close that evening, so there is no place on Wednesday "
        "2 December at 7pm. To book another one, reply BOOK.",
        "no evening": "Neurodiversity Hub: we are sorry. We have had to close the evening of Wednesday 2 December. You are off "
        "its waiting list. To book another one, reply BOOK.",
    }


@pytest.mark.parametrize("who_phones", ["hub", "family"])
@pytest.mark.parametrize("phone", ["", "+44 1632 960123"])
def test_they_fit_in_two_segments_and_need_no_other_alphabet(
    mine: Appointment, store: Store, who_phones: str, phone: str
) -> None:
    settings = settings_with(who_phones=who_phones, phone=phone)
    longest = Appointment(**{**vars(mine), "start": LONG})
    every = [all_texts(mine, settings), all_texts(longest, settings), waiting_texts(LONG, settings)]
    for name, text in (one for texts in every for one in texts.items()):
        assert (name, len(text) <= 306) == (name, True)
        assert GSM_7.fullmatch(text), name


def test_they_never_ask_for_what_opts_out_and_name_neither_person_nor_topic(mine: Appointment) -> None:
    for text in [*all_texts(mine, settings_with()).values(), *waiting_texts(EVENING, settings_with()).values()]:
        assert OPTS_OUT.search(text) is None
        assert [word for word in ("Zebedee", "Jayden", "sleep", "ADHD", "autis") if word in text] == []


def test_who_phones_whom_is_the_operators_choice(mine: Appointment) -> None:
    assert "We will phone you on this number." in messages.confirmation(mine, settings_with(), NOW)
    families = settings_with(who_phones="family", phone="01632 960123")
    assert "Please phone us then on 01632 960123." in messages.confirmation(mine, families, NOW)
    assert "Please phone us then." in messages.confirmation(mine, settings_with(who_phones="family"), NOW)


def test_the_year_is_said_when_it_is_another(store: Store) -> None:
    january = diary_of(store).book(request(EVENING + timedelta(weeks=5)), NOW)
    assert "Wednesday 6 January 2027 at 7pm" in messages.confirmation(january, settings_with(), NOW)
    assert january.start.date() == date(2027, 1, 6)
