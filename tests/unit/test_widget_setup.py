"""Building the chat widget: which Node fits, and what is said where there is none; who may embed it."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from made_up import HUB_YML, hub_settings_from

from hub import widget_setup
from hub.settings import Environment, SettingsError


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0\n", "v23.1.0", "v24.19.0", "v26.0.0"])
def test_a_node_that_vite_takes_fits(version: str) -> None:
    assert widget_setup.fits(version)


@pytest.mark.parametrize("version", ["v18.19.0", "v20.18.9", "v21.7.0", "v22.11.0", "", "node", "v20"])
def test_an_older_node_or_none_does_not(version: str) -> None:
    assert not widget_setup.fits(version)


def _older_sources(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sources that nothing has been built from, in a folder of their own."""
    widget = folder / "widget"
    (widget / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "size.mjs", "src/main.ts"):
        (widget / name).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(widget_setup, "WIDGET", widget)
    monkeypatch.setattr(widget_setup, "BUILT", folder / "dist" / "neurodiversity-hub-chat.js")
    monkeypatch.delenv("HUB_UV", raising=False)
    return widget


def _programs(folder: Path, **programs: str) -> str:
    """A folder of shell scripts, to be the whole PATH."""
    folder.mkdir()
    for name, text in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return str(folder)


def test_without_a_node_it_is_said_what_is_needed_and_that_the_plain_page_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _older_sources(tmp_path, monkeypatch)
    monkeypatch.setattr(widget_setup, "_packaged", lambda: None)
    monkeypatch.setenv("PATH", _programs(tmp_path / "bin", node="echo v18.0.0", npm="exit 0"))
    with pytest.raises(widget_setup.WidgetNotBuiltError) as caught:
        widget_setup.build(Environment(hub_state=tmp_path / "state"))
    assert str(caught.value) == (
        "The chat widget is not built: Node 20.19 or 22.12 or newer is needed, and none was found. "
        "The chat works without it, as a plain page. Start again to try once more."
    )


def test_a_build_that_fails_says_which_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _older_sources(tmp_path, monkeypatch)
    monkeypatch.setenv("PATH", _programs(tmp_path / "bin", node="echo v24.0.0", npm="exit 7"))
    with pytest.raises(widget_setup.WidgetNotBuiltError, match=r"`npm ci` failed with exit code 7"):
        widget_setup.build(Environment(hub_state=tmp_path / "state"))


def test_it_is_built_once_and_again_when_a_source_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    widget = _older_sources(tmp_path, monkeypatch)
    calls = tmp_path / "calls"
    npm = f"""
        echo "$1" >> {calls}
        if [ "$1" = ci ]; then /bin/mkdir -p node_modules; else /bin/mkdir -p ../dist; echo ok > ../dist/neurodiversity-hub-chat.js; fi"""
    monkeypatch.setenv("PATH", _programs(tmp_path / "bin", node="echo v24.0.0", npm=npm))
    machine = Environment(hub_state=tmp_path / "state")
    widget_setup.build(machine)
    widget_setup.build(machine)
    assert calls.read_text(encoding="utf-8").split() == ["ci", "run"]
    (widget / "src" / "main.ts").write_text("changed", encoding="utf-8")
    widget_setup.build(machine)
    assert calls.read_text(encoding="utf-8").split() == ["ci", "run", "run"]


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://www.hertfordshire.gov.uk", "https://www.hertfordshire.gov.uk"),
        ("https://WWW.Example.org/", "https://www.example.org"),
        ("http://localhost:3000", "http://localhost:3000"),
    ],
)
def test_an_origin_is_kept_as_browsers_name_it(tmp_path: Path, written: str, origin: str) -> None:
    assert hub_settings_from(tmp_path, f"{HUB_YML}embed_origins: [{written!r}]\n").embed_origins == [origin]


@pytest.mark.parametrize(
    "written",
    ["*", "www.example.org", "https://*.example.org", "https://example.org/page", "http://example.org", "null"],
)
def test_what_is_no_origin_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(SettingsError, match="embed_origins"):
        hub_settings_from(tmp_path, f"{HUB_YML}embed_origins: [{written!r}]\n")


def test_the_chat_is_told_what_the_operator_has_set_and_nothing_else(front_door: object) -> None:
    client = TestClient(front_door())  # type: ignore[operator]
    assert client.get("/api/chat/about").json() == {
        "keeps_hours": 24,
        "phone": "01632 960123",
        "email": "hub@offer.example",
        "local_offer_url": "https://offer.example/hub",
        "leave_url": "https://www.bbc.co.uk/weather",
        "languages": {},
    }


def test_the_preview_is_not_there_in_production(front_door: object) -> None:
    client = TestClient(front_door(HUB_ENV="production", HUB_SECRET="x" * 40))  # type: ignore[operator]
    assert client.get("/preview").status_code == 404
    assert client.get("/chat").status_code == 200
