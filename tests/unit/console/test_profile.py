"""A handler's own number: shown to them alone, and refused where it could not be rung."""

from __future__ import annotations

from unit.console.a_console import Console
from unit.staff.a_house import SECRET

from console.profile import NOT_A_NUMBER
from hub.accounts.phones import phone_of


def test_a_handler_sets_changes_and_takes_away_their_number(console: Console) -> None:
    ada, store = console.handler(), console.house.staff.store
    assert "You are not offered callers" in ada.sees("/console/profile")
    ada.posts("/console/profile", phone="07700 900111")
    assert phone_of(store, SECRET, "ada") == "+447700900111"
    assert "You are rung on 07700 900111" in ada.sees("/console/profile")
    assert "900111" not in console.handler("bo").sees("/console/profile")
    ada.posts("/console/profile", phone="")
    assert phone_of(store, SECRET, "ada") is None


def test_a_number_that_cannot_be_rung_is_refused_in_words(console: Console) -> None:
    ada = console.handler()
    answer = ada.posts("/console/profile", phone="09098790000")
    assert (answer.status_code, answer.json()) == (422, {"error": NOT_A_NUMBER})
