"""Who gets to a page, who does not, and what they are told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from unit.staff.a_house import House, field, house_for

from hub.store.database import Store
from staff import pages
from staff.access import own_path

JSON = {"Accept": "application/json"}


def test_a_page_sends_to_the_sign_in_page_and_back(house: House) -> None:
    answer = house.visitor().get("/anybody?day=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in?next=/anybody%3Fday%3D1")


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream", "*/*"])
def test_data_is_refused_plainly(house: House, accept: str) -> None:
    answer = house.visitor().get("/anybody", headers={"Accept": accept})
    assert (answer.status_code, answer.json()) == (401, {"error": "Please sign in."})


def test_who_has_the_role_gets_in_and_others_do_not(house: House) -> None:
    handler, lead, admin = (house.signed_in(name, name) for name in ("handler", "lead", "admin"))
    assert [browser.get("/leads").status_code for browser in (handler, lead, admin)] == [403, 200, 200]
    assert handler.get("/leads", headers=JSON).json() == {
        "error": "Your account may not do this. Ask whoever looks after the accounts."
    }
    assert "Your account may not do this." in handler.get("/leads").text


@pytest.mark.parametrize("cookie", ["", "x", "é" * 20, "../..", "0" * 5000])
def test_a_cookie_that_we_did_not_give_is_nobody(house: House, cookie: str) -> None:
    browser = house.visitor()
    answer = browser.get("/anybody", headers={**JSON, "Cookie": f"hub-staff={cookie}".encode()})
    assert answer.status_code == 401


def test_a_session_from_yesterday_is_over(house: House) -> None:
    browser = house.signed_in("ada")
    house.clock.now += timedelta(days=1)
    assert browser.get("/anybody", headers=JSON).status_code == 401


def test_a_quiet_request_keeps_no_session_alive(house: House) -> None:
    browser = house.signed_in("ada")
    for _ in range(3):
        house.clock.now += timedelta(minutes=9)
        assert browser.get("/quiet").status_code == 200
    house.clock.now += timedelta(minutes=9)
    assert browser.get("/quiet", headers=JSON).status_code == 401


def test_another_role_or_password_signs_out_at_once(house: House) -> None:
    browser = house.signed_in("ada")
    house.staff.accounts.set_roles("ada", ["lead"], house.clock.now)
    assert browser.get("/anybody", headers=JSON).status_code == 401


def test_a_form_without_its_token_changes_nothing(house: House) -> None:
    browser, other = house.signed_in("ada"), house.signed_in("bob")
    theirs = field(other.get("/staff").text)
    for given in ({}, {"form_token": ""}, {"form_token": "x"}, {"form_token": "é"}, {"form_token": theirs}):
        assert browser.post("/change", data=given).status_code == 403
    assert browser.post("/change", headers={"X-Form-Token": theirs}).status_code == 403


def test_a_form_with_its_token_is_taken_from_field_and_header(house: House) -> None:
    browser = house.signed_in("ada")
    token = field(browser.get("/staff").text)
    assert browser.post("/change", data={"form_token": token}).json() == "ada"
    assert browser.post("/change", headers={"X-Form-Token": token}, json={"a": 1}).json() == "ada"


def test_a_file_in_the_place_of_the_token_is_refused(house: House) -> None:
    answer = house.signed_in("ada").post("/change", files={"form_token": b"x"})
    assert answer.status_code == 403


def test_the_navigation_shows_what_the_roles_allow(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_links", [])
    pages.register("Chats", "/chats", "handler")
    pages.register("Figures", "/figures", "lead", "curator")
    pages.register("Chats", "/chats", "handler")
    shown = {
        name: [label for label in ("Chats", "Figures") if label in house.signed_in(name, name).get("/staff").text]
        for name in ("handler", "curator", "admin")
    }
    assert shown == {"handler": ["Chats"], "curator": ["Figures"], "admin": ["Chats", "Figures"]}
    assert house.signed_in("handler").get("/staff").text.count('href="/chats"') == 2


@pytest.mark.parametrize("path", ["/console", "/console?day=2026-11-25", "/a/b#c"])
def test_a_page_of_ours_is_gone_to(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["", None, "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
     "console", "/a\r\nX: y", "/\t/evil.example", "http:/evil.example"],
)  # fmt: skip
def test_an_address_elsewhere_is_not(path: str | None) -> None:
    assert own_path(path) == "/staff"


def test_cookies_go_over_tls_alone_where_others_reach_us(store: Store, tmp_path: Path) -> None:
    house = house_for(store, tmp_path, public_url="https://hub.example")
    house.staff.accounts.add("ada", ["handler"], None, house.clock.now)
    browser = TestClient(house.app, base_url="https://hub.example", follow_redirects=False)
    address = f"/staff/link/{house.staff.accounts.sessions.link('ada', house.clock.now)}"
    token = field(browser.get(address).text)
    cookie = browser.post(address, data={"form_token": token}).headers["set-cookie"]
    assert cookie.startswith("__Host-hub-staff=")
    assert {"HttpOnly", "Path=/", "SameSite=strict", "Secure"} == set(cookie.split("; ")[1:])


def test_on_a_loopback_address_they_need_no_tls_and_are_as_strict(house: House) -> None:
    house.staff.accounts.add("ada", ["handler"], None, house.clock.now)
    browser = house.visitor()
    address = f"/staff/link/{house.staff.accounts.sessions.link('ada', house.clock.now)}"
    token = field(browser.get(address).text)
    cookie = browser.post(address, data={"form_token": token}).headers["set-cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=strict"} == set(cookie.split("; ")[1:])


def test_a_database_that_does_not_answer_is_said(house: House, store: Store, tmp_path: Path) -> None:
    browser = house.signed_in("ada")
    store.close()
    (tmp_path / "hub.sqlite3").unlink()
    answer = browser.get("/anybody", headers=JSON)
    assert (answer.status_code, answer.json()["error"]) == (
        503,
        "The database does not answer. Please try again in a minute.",
    )
