"""The settings of the line: what is refused at the start, and what it falls back to."""

from __future__ import annotations

import pytest

from hub.settings import SettingsError, read_environment
from telephony.tokens import accepted_tokens, local_token

SECRET = "a-made-up-secret-of-thirty-two-characters"
ACCOUNT = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "new", "TWILIO_FROM": "+441632960000"}


@pytest.mark.usefixtures("no_variables")
class TestSettings:
    @pytest.mark.parametrize(
        "url", ["https://a.example.org", "https://a.example.org:8443/hub/", "http://10.0.0.1:8000"]
    )
    def test_the_public_address_is_taken_without_its_last_slash(
        self, monkeypatch: pytest.MonkeyPatch, url: str
    ) -> None:
        monkeypatch.setenv("PUBLIC_URL", url)
        assert read_environment().public_address == url.rstrip("/")

    @pytest.mark.parametrize("url", ["a.example.org", "ftp://a.example.org", "https://a.example.org/?x=1", "https://a.example.org#x", "https://", "https://u:p@a.example.org"])  # fmt: skip
    def test_anything_else_is_refused(self, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
        monkeypatch.setenv("PUBLIC_URL", url)
        with pytest.raises(SettingsError, match=r"PUBLIC_URL: .*must be an address like"):
            read_environment()

    def test_without_one_it_is_this_machine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORT", "8123")
        assert read_environment().public_address == "http://127.0.0.1:8123"

    def test_production_with_an_account_needs_one_that_is_encrypted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in {**ACCOUNT, "HUB_ENV": "production", "HUB_SECRET": SECRET}.items():
            monkeypatch.setenv(name, value)
        for url in ("", "http://a.example.org"):
            monkeypatch.setenv("PUBLIC_URL", url)
            with pytest.raises(SettingsError, match="PUBLIC_URL is needed with TWILIO_AUTH_TOKEN"):
                read_environment()
        monkeypatch.setenv("PUBLIC_URL", "https://a.example.org")
        assert read_environment().public_address == "https://a.example.org"

    def test_an_old_token_alone_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TWILIO_AUTH_TOKEN_OLD", "old")
        with pytest.raises(SettingsError, match="TWILIO_AUTH_TOKEN_OLD is only for exchanging"):
            read_environment()

    @pytest.mark.parametrize("voice", ["alice", "Polly.", "Polly.Amy Neural", '"/><Hangup/>'])
    def test_a_voice_that_is_none_is_refused(self, monkeypatch: pytest.MonkeyPatch, voice: str) -> None:
        monkeypatch.setenv("TWILIO_VOICE", voice)
        with pytest.raises(SettingsError, match="TWILIO_VOICE"):
            read_environment()

    def test_tokens_never_show(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in {**ACCOUNT, "TWILIO_AUTH_TOKEN_OLD": "old-and-secret"}.items():
            monkeypatch.setenv(name, value)
        assert "old-and-secret" not in repr(read_environment())

    def test_which_tokens_are_taken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert accepted_tokens(read_environment(), SECRET) == (local_token(SECRET),)
        for name, value in ACCOUNT.items():
            monkeypatch.setenv(name, value)
        assert accepted_tokens(read_environment(), SECRET) == ("new",)
        monkeypatch.setenv("TWILIO_AUTH_TOKEN_OLD", "old")
        assert accepted_tokens(read_environment(), SECRET) == ("new", "old")
        assert local_token(SECRET) != local_token(SECRET + "x")
