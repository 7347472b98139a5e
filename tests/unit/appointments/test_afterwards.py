"""The text on the day after an appointment: once, at a civil hour, only to whom it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from an_evening import JO, LANDLINE, LATER, NOW, at, diary_of, request, settings_with, texts

from hub.appointments.afterwards import ask_how_it_was
from hub.store.database import Store
from knowledge_base.gsm7 import not_in_gsm7, septets

SETTINGS = settings_with()


def asked(store: Store) -> list[tuple[str, str]]:
    return [(row.to_phone, row.body) for row in texts(store, "waiting") if row.kind == "rating"]


def test_the_family_is_asked_once_on_the_day_after(any_store: Store) -> None:
    diary_of(any_store).book(request(), NOW)
    assert ask_how_it_was(any_store, SETTINGS, at("2026-12-02 22:00")) == 0
    assert ask_how_it_was(any_store, SETTINGS, at("2026-12-03 09:59")) == 0
    assert ask_how_it_was(any_store, SETTINGS, at("2026-12-03 10:00")) == 1
    assert ask_how_it_was(any_store, SETTINGS, at("2026-12-03 10:10")) == 0
    [(phone, body)] = asked(any_store)
    assert (phone, not_in_gsm7(body), septets(body) <= 306) == (request().phone, [], True)
    assert body.startswith("Neurodiversity Hub: how was your appointment with us? Reply RATE")


@pytest.mark.parametrize("moment", ["2026-12-03 21:00", "2026-12-04 10:00", "2026-12-03 00:00"])
def test_nobody_is_asked_late_or_at_night(any_store: Store, moment: str) -> None:
    diary_of(any_store).book(request(), NOW)
    assert ask_how_it_was(any_store, SETTINGS, at(moment)) == 0


def test_who_cancelled_or_gets_no_texts_is_not_asked(any_store: Store) -> None:
    diary = diary_of(any_store)
    gone = diary.book(request(), NOW)
    diary.cancel(gone, NOW)
    diary.book(request(LATER, phone=JO, text_ok=False), NOW)
    diary.book(request(LATER + timedelta(minutes=30), phone=LANDLINE), NOW)
    assert ask_how_it_was(any_store, SETTINGS, at("2026-12-03 10:00")) == 0


def test_the_operator_can_turn_it_off(any_store: Store) -> None:
    diary_of(any_store).book(request(), NOW)
    assert ask_how_it_was(any_store, settings_with(ask_afterwards=False), at("2026-12-03 10:00")) == 0
