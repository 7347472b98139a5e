"""Signing in and out as a browser does it."""

from __future__ import annotations

import pyotp
import pytest
from fastapi.testclient import TestClient
from httpx import Response
from unit.staff.a_house import House, field

from staff.sign_in import USED_LINK, WRONG

PASSWORD = "purple kettle staircase"


@pytest.fixture
def secret(house: House) -> str:
    """Ada's second factor."""
    fresh = house.staff.accounts.add("ada", ["handler"], PASSWORD, house.clock.now)
    return str(pyotp.parse_uri(fresh.code_uri).secret)


def send(browser: TestClient, **changes: str) -> Response:
    token = field(browser.get("/staff/sign-in?next=/anybody").text)
    return browser.post("/staff/sign-in", data={"form_token": token, "next": "/anybody", **changes})


def test_the_form_leads_to_the_page_that_was_wanted(house: House, secret: str) -> None:
    browser = house.visitor()
    code = pyotp.TOTP(secret).at(house.clock.now)
    answer = send(browser, name="ada", password=PASSWORD, code=code)
    assert (answer.status_code, answer.headers["location"]) == (303, "/anybody")
    assert browser.get("/anybody").json() == "ada"
    again = browser.get("/staff/sign-in?next=/anybody")
    assert (again.status_code, again.headers["location"]) == (303, "/anybody")


def test_it_never_leads_elsewhere(house: House, secret: str) -> None:
    code = pyotp.TOTP(secret).at(house.clock.now)
    answer = send(house.visitor(), name="ada", password=PASSWORD, code=code, next="//evil.example/")
    assert answer.headers["location"] == "/staff"


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"code": "000000"}, {"name": "nobody"}, {"name": "<b>x"}])
def test_what_is_wrong_is_not_told_apart(house: House, secret: str, changes: dict[str, str]) -> None:
    right = {"name": "ada", "password": PASSWORD, "code": pyotp.TOTP(secret).at(house.clock.now)}
    browser = house.visitor()
    answer = send(browser, **{**right, **changes})
    assert answer.status_code == 403
    assert WRONG in answer.text
    assert PASSWORD not in answer.text
    assert "<b>x" not in answer.text
    assert browser.get("/anybody").status_code == 303


def test_too_many_wrong_tries_are_said(house: House, secret: str) -> None:
    browser = house.visitor()
    for _ in range(5):
        assert send(browser, name="ada", password="wrong", code="1").status_code == 403
    answer = send(browser, name="ada", password=PASSWORD, code=pyotp.TOTP(secret).at(house.clock.now))
    assert answer.status_code == 429
    assert "Try again in 15 minutes." in answer.text


def test_a_form_from_another_browser_is_refused(house: House, secret: str) -> None:
    token = field(house.visitor().get("/staff/sign-in").text)
    answer = house.visitor().post(
        "/staff/sign-in",
        data={"form_token": token, "name": "ada", "password": PASSWORD, "code": pyotp.TOTP(secret).at(house.clock.now)},
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_signing_out_ends_the_session_everywhere_it_was_copied_to(house: House) -> None:
    browser, thief = house.signed_in("ada"), house.visitor()
    thief.cookies.update(browser.cookies)
    assert thief.get("/anybody").json() == "ada"
    token = field(browser.get("/staff").text)
    answer = browser.post("/staff/sign-out", data={"form_token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in")
    assert [one.get("/anybody").status_code for one in (browser, thief)] == [303, 303]


def test_signing_in_gives_a_fresh_value_whatever_the_browser_had(house: House, secret: str) -> None:
    browser = house.visitor()
    browser.cookies.set("hub-staff", "chosen-by-somebody-else", domain="127.0.0.1", path="/")
    answer = send(browser, name="ada", password=PASSWORD, code=pyotp.TOTP(secret).at(house.clock.now))
    assert answer.status_code == 303
    assert "chosen-by-somebody-else" not in answer.headers["set-cookie"]


def test_looking_at_a_link_does_not_use_it_and_using_it_does(house: House) -> None:
    house.staff.accounts.add("ada", ["handler"], None, house.clock.now)
    address = f"/staff/link/{house.staff.accounts.sessions.link('ada', house.clock.now)}"
    first, second = house.visitor(), house.visitor()
    tokens = [field(browser.get(f"{address}?next=/anybody").text) for browser in (first, second)]
    answer = first.post(address, data={"form_token": tokens[0], "next": "/anybody"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/anybody")
    late = second.post(address, data={"form_token": tokens[1], "next": "/anybody"})
    assert late.status_code == 403
    assert USED_LINK in late.text
    assert second.get("/anybody").status_code == 303


def test_a_made_up_link_opens_nothing(house: House) -> None:
    browser = house.visitor()
    token = field(browser.get("/staff/link/made-up").text)
    assert browser.post("/staff/link/made-up", data={"form_token": token}).status_code == 403


def test_without_an_identity_provider_there_is_none(house: House) -> None:
    browser = house.visitor()
    assert "Sign in with" not in browser.get("/staff/sign-in").text
    assert browser.get("/staff/provider").status_code == 404
    assert browser.get("/staff/provider/done?code=x&state=y").status_code == 404


def test_every_page_has_the_strict_policy_and_is_not_kept(house: House) -> None:
    for answer in (house.visitor().get("/staff/sign-in"), house.signed_in("ada").get("/staff")):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert answer.headers["cache-control"] == "no-store"
        assert "<script>" not in answer.text
