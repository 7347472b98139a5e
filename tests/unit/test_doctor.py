"""``hub doctor``: each thing that can be wrong is named, with what to do."""

from __future__ import annotations

import json
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, socket
from threading import Thread
from typing import Any

import pytest
from fastapi import FastAPI
from made_up import NO_NUMBER, hub_settings_from
from serving import free_port, serving
from sqlalchemy import text
from twilio.http import HttpClient
from twilio.http.response import Response

from hub import doctor
from hub.doctor import Finding, examine
from hub.settings import Environment, read_environment
from hub.store.database import Store
from hub.twilio_numbers import webhook_problems

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
OURS = "+441632960123"
SITE = "https://assistant.example"


class Twilio(HttpClient):
    """Answers as Twilio's list of numbers does."""

    def __init__(self, status: int = 200, **number: str) -> None:
        self.status, self.number, self.asked = status, number, ""

    def request(self, method: str, url: str, params: Any = None, **_: Any) -> Response:
        self.asked = f"{method} {url} {params}"
        numbers = [{"sid": "PN0", "phone_number": OURS, **self.number}] if self.number else []
        return Response(self.status, json.dumps({"incoming_phone_numbers": numbers, "page": 0}))


GOOD = {
    "sms_url": f"{SITE}/telephony/sms",
    "sms_method": "POST",
    "voice_url": f"{SITE}/telephony/voice",
    "voice_method": "POST",
    "status_callback": f"{SITE}/telephony/voice/status",
    "status_callback_method": "POST",
}


@pytest.fixture
def machine(no_variables: None, store: Store, monkeypatch: pytest.MonkeyPatch) -> Environment:
    monkeypatch.setenv("DATABASE_URL", store.url)
    monkeypatch.setenv("PORT", str(free_port()))
    return read_environment()


def with_twilio(machine: Environment, sender: str = OURS) -> Environment:
    given = {"twilio_account_sid": "AC0", "twilio_auth_token": "made-up", "twilio_from": sender, "public_url": SITE}
    return machine.model_copy(update=given)


def found(machine: Environment, folder: Path, *, number: bool = True) -> dict[str, Finding]:
    settings = hub_settings_from(folder) if number else hub_settings_from(folder, NO_NUMBER)
    return {one.what: one for one in examine(machine, settings, NOW)}


def test_what_is_empty_missing_or_not_there_is_named(machine: Environment, tmp_path: Path) -> None:
    said = found(machine, tmp_path, number=False)
    assert said["hub.yml"] == Finding("hub.yml", "look", "still empty: phone, email")
    assert said["database"] == Finding("database", "ok", "SQLite")
    assert said["front door"].state == "wrong"
    assert said["Twilio"].state == "look"


def test_a_database_that_is_behind_or_away_is_named(machine: Environment, store: Store, tmp_path: Path) -> None:
    store.write(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '0003'")))
    assert found(machine, tmp_path)["database"].detail == "its schema is older than the code: run `hub migrate`"
    gone = machine.model_copy(update={"database_url": "sqlite:////nowhere/hub.sqlite3"})
    assert found(gone, tmp_path)["database"].state == "wrong"


def test_the_front_door_says_which_parts_it_reaches(machine: Environment, tmp_path: Path) -> None:
    door = FastAPI()
    parts = {"redis": "up", "rasa": "down"}

    @door.get("/readyz")
    def readyz() -> dict[str, Any]:
        return {"parts": parts, "knowledge_base_problem": None, "judged_by_rules_alone": 2}

    with serving(door) as url:
        said = found(machine.model_copy(update={"port": int(url.rsplit(":", 1)[1])}), tmp_path)
    assert (said["redis"].state, said["rasa"].state, said["front door"].state) == ("ok", "wrong", "ok")
    assert said["safety screen"].detail == "2 messages were judged by its rules alone"


@pytest.mark.parametrize(
    ("number", "problems"),
    [
        (GOOD, []),
        ({}, ["the account has no number TWILIO_FROM"]),
        ({**GOOD, "sms_url": "https://elsewhere.example/sms"}, [f"the number's sms_url must be {SITE}/telephony/sms"]),
        ({**GOOD, "voice_method": "GET"}, ["the number must call /telephony/voice with POST"]),
    ],
)
def test_the_numbers_webhooks_are_compared(machine: Environment, number: dict[str, str], problems: list[str]) -> None:
    assert webhook_problems(with_twilio(machine), Twilio(**number)) == problems


def test_a_refusal_of_twilio_repeats_no_secret(machine: Environment) -> None:
    [problem] = webhook_problems(with_twilio(machine), Twilio(status=401, **GOOD))
    assert problem.startswith("does not answer, or refuses TWILIO_ACCOUNT_SID")
    assert "made-up" not in problem
    [service] = webhook_problems(with_twilio(machine, "MG0"), Twilio())
    assert service.startswith("TWILIO_FROM is a messaging service")


@pytest.fixture
def https(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A server with a certificate of its own for 30 days; its port and the certificate."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    command += ["-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket(AF_INET, SOCK_STREAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                    with context.wrap_socket(connection, server_side=True):
                        pass
                except ssl.SSLError:
                    continue
                except OSError:
                    return

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], certificate
        listening.shutdown(2)


def test_a_certificate_that_ends_soon_or_that_nobody_trusts_is_named(
    https: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, certificate = https
    url, now = f"https://localhost:{port}", datetime.now(UTC)
    assert doctor._certificate(url, now).detail.startswith("self-signed certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert doctor._certificate(url, now) == Finding("certificate", "ok", "good for 29 days")
    assert doctor._certificate(url, now + timedelta(days=20)).state == "wrong"
    gone = doctor._certificate(f"https://localhost:{free_port()}", now)
    assert (gone.state, "ConnectionRefusedError" in gone.detail) == ("wrong", True)
