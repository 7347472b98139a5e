"""Signing in by the council's identity provider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from joserfc.jwk import RSAKey
from made_up import HUB_YML, hub_settings_from
from serving import free_port, serving
from structlog.testing import capture_logs
from unit.staff.a_house import House, house_for
from unit.staff.a_provider import CLIENT, CLIENT_SECRET, Council

from hub.settings import SettingsError, read_environment
from hub.store.database import Store

YML = HUB_YML + "staff:\n  provider_name: your council account\n  roles: {SEND-Handlers: handler, SEND-Leads: lead}\n"


@pytest.fixture(scope="module")
def one_council() -> Iterator[Council]:
    council = Council()
    with serving(council.app) as council.url:
        yield council


@pytest.fixture
def council(one_council: Council) -> Council:
    one_council.changes, one_council.signs_with = {}, one_council.key
    return one_council


def house_of(store: Store, folder: Path, issuer: str) -> House:
    machine = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_client_secret": CLIENT_SECRET}
    return house_for(store, folder, hub_settings_from(folder, YML), **machine)


@pytest.fixture
def house(store: Store, tmp_path: Path, council: Council) -> House:
    return house_of(store, tmp_path, council.url)


def there_and_back(browser: TestClient, council: Council) -> Response:
    address = browser.get("/staff/provider?next=/anybody").headers["location"]
    return browser.get(f"/staff/provider/done?{council.approve(address)}")


def test_whom_the_council_knows_is_signed_in_with_the_roles_of_its_groups(house: House, council: Council) -> None:
    browser = house.visitor()
    assert "Sign in with your council account" in browser.get("/staff/sign-in?next=/anybody").text
    answer = there_and_back(browser, council)
    assert answer.status_code == 200
    assert 'id="go-on" href="/anybody"' in answer.text
    assert browser.get("/anybody").json() == "ada@council.example"
    assert browser.get("/leads").status_code == 403
    council.changes = {"roles": "SEND-Leads"}
    there_and_back(browser, council)
    assert browser.get("/leads").status_code == 200


REFUSED: list[dict[str, Any]] = [
    {"nonce": "another"},
    {"nonce": None},
    {"aud": "somebody else"},
    {"iss": "https://evil.example"},
    {"exp": 1_700_000_000},
    {"sub": None},
    {"roles": ["Cleaners"]},
    {"roles": None},
    {"preferred_username": None},
]


@pytest.mark.parametrize("changes", REFUSED, ids=str)
def test_a_token_that_is_not_for_us_signs_nobody_in(house: House, council: Council, changes: dict[str, Any]) -> None:
    council.changes = changes
    browser = house.visitor()
    assert there_and_back(browser, council).status_code == 403
    assert browser.get("/anybody").status_code == 303
    assert house.staff.accounts.everybody() == []


def test_a_token_signed_by_somebody_else_signs_nobody_in(house: House, council: Council) -> None:
    council.signs_with = RSAKey.generate_key(2048, {"kid": "1"}, auto_kid=False)
    browser = house.visitor()
    with capture_logs() as logs:
        assert there_and_back(browser, council).status_code == 403
    assert [(one["event"], one["problem"]) for one in logs] == [("identity_provider", "BadSignatureError")]


def test_the_way_back_belongs_to_the_browser_that_went(house: House, council: Council) -> None:
    browser, other = house.visitor(), house.visitor()
    back = council.approve(browser.get("/staff/provider").headers["location"])
    other.get("/staff/provider")
    for visitor in (house.visitor(), other):
        assert visitor.get(f"/staff/provider/done?{back}").status_code == 403
        assert visitor.get("/anybody").status_code == 303


def test_coming_back_twice_signs_in_once(house: House, council: Council) -> None:
    browser = house.visitor()
    back = council.approve(browser.get("/staff/provider").headers["location"])
    cookies = dict(browser.cookies)
    assert browser.get(f"/staff/provider/done?{back}").status_code == 200
    again = house.visitor()
    again.cookies.update(cookies)
    assert again.get(f"/staff/provider/done?{back}").status_code == 403


@pytest.mark.parametrize("query", ["", "error=access_denied&state=x", "code=x", "code=x&state=y"])
def test_a_refusal_over_there_is_said_here(house: House, council: Council, query: str) -> None:
    browser = house.visitor()
    browser.get("/staff/provider")
    answer = browser.get(f"/staff/provider/done?{query}")
    assert answer.status_code == 403
    assert "Your work account did not sign you in." in answer.text


def test_a_provider_that_does_not_answer_leaves_the_local_accounts(store: Store, tmp_path: Path) -> None:
    house = house_of(store, tmp_path, f"http://127.0.0.1:{free_port()}")
    answer = house.visitor().get("/staff/provider")
    assert answer.status_code == 503
    assert "Or with a Hub account" in answer.text


def test_its_account_cannot_take_a_local_name(house: House, council: Council) -> None:
    house.staff.accounts.add("ada@council.example", ["admin"], None, house.clock.now)
    assert "another account with your name" in there_and_back(house.visitor(), council).text


@pytest.mark.usefixtures("no_variables")
def test_half_of_its_settings_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIDC_ISSUER", "https://login.example")
    with pytest.raises(SettingsError, match="OIDC_CLIENT_SECRET are needed together"):
        read_environment()
