"""Looks at everything that a running assistant needs, and says what is wrong and what to do about it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

import httpx
from twilio.http import HttpClient  # type: ignore[import-untyped]

from hub.settings import Environment, HubSettings
from hub.store.database import Store
from hub.twilio_numbers import webhook_problems
from knowledge_base.check import due_articles
from knowledge_base.store import KnowledgeBaseError, read_knowledge_base

State = Literal["ok", "look", "wrong"]
CERTIFICATE_DAYS = 14
_SECONDS = 10


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: ``wrong`` needs to be mended, ``look`` deserves a person's eye."""

    what: str
    state: State
    detail: str


def examine(
    machine: Environment, settings: HubSettings, now: datetime, *, door: str = "", twilio: HttpClient | None = None
) -> Iterator[Finding]:
    """Look at one thing after the other. ``now`` is timezone-aware.

    ``door`` is the front door's address, by default this machine's; ``twilio`` carries the requests to Twilio.
    """
    yield from _settings(machine, settings)
    yield from _database(machine)
    yield from _front_door(door.rstrip("/") or _here(machine))
    yield from _articles(now)
    if machine.public_url.startswith("https://"):
        yield _certificate(machine.public_url, now)
    if machine.twilio_account_sid:
        problems = webhook_problems(machine, twilio)
        yield from (Finding("Twilio", "wrong", problem) for problem in problems)
        if not problems:
            yield Finding("Twilio", "ok", "the number's webhooks lead here")
    else:
        yield Finding("Twilio", "look", "no account is set: no texts are sent, and the line takes no real calls")


def _settings(machine: Environment, settings: HubSettings) -> Iterator[Finding]:
    production = machine.hub_env == "production"
    yield Finding("mode", "ok" if production else "look", machine.hub_env)
    empty = settings.still_empty
    detail = f"still empty: {', '.join(empty)}" if empty else "complete"
    yield Finding("hub.yml", "look" if empty else "ok", detail)
    if production and not machine.public_url:
        yield Finding("PUBLIC_URL", "look", "not set: links in texts and emails lead nowhere")


def _database(machine: Environment) -> Iterator[Finding]:
    store = Store(machine.database_url)
    try:
        behind = store.behind() if store.alive() else None
    finally:
        store.close()
    if behind is None:
        yield Finding(
            "database", "wrong", "does not answer, or was never migrated: check DATABASE_URL, run `hub migrate`"
        )
    elif behind:
        yield Finding("database", "wrong", "its schema is older than the code: run `hub migrate`")
    else:
        kind = "SQLite" if store.is_sqlite else "PostgreSQL"
        note = "SQLite carries one machine only" if store.is_sqlite and machine.hub_env == "production" else kind
        yield Finding("database", "look" if note != kind else "ok", note)


def _here(machine: Environment) -> str:
    host = machine.host if machine.host not in {"0.0.0.0", "::"} else "127.0.0.1"  # noqa: S104 (compared, not bound)
    return f"http://{host}:{machine.port}"


def _front_door(address: str) -> Iterator[Finding]:
    """The front door says itself what it reaches."""
    try:
        found = httpx.get(f"{address}/readyz", timeout=_SECONDS, trust_env=False).json()
        parts, problem = dict(found["parts"]), found["knowledge_base_problem"]
        alone = int(found["judged_by_rules_alone"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        yield Finding("front door", "wrong", f"does not answer at {address}: is it running?")
        return
    yield Finding("front door", "ok", f"answers at {address}")
    for name, state in parts.items():
        yield Finding(name.replace("_", " "), "ok" if state == "up" else "wrong", state)
    if problem:
        yield Finding("articles", "wrong", f"could not be read the last time: {problem}")
    if alone:
        yield Finding("safety screen", "look", f"{alone} messages were judged by its rules alone")


def _articles(now: datetime) -> Iterator[Finding]:
    try:
        due = list(due_articles(read_knowledge_base(), now.astimezone(UTC).date()))
    except KnowledgeBaseError as error:
        yield Finding("articles", "wrong", str(error))
        return
    detail = f"{len(due)} are due for review: `hub kb list --due`" if due else "none is due for review"
    yield Finding("articles", "look" if due else "ok", detail)


def _certificate(url: str, now: datetime) -> Finding:
    """How long the site's certificate is good for, as the internet sees it."""
    there = urlsplit(url)
    host, port = there.hostname or "", there.port or 443
    try:
        with (
            socket.create_connection((host, port), timeout=_SECONDS) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            ends = str((secure.getpeercert() or {}).get("notAfter", ""))
    except ssl.SSLCertVerificationError as error:
        return Finding("certificate", "wrong", error.verify_message)
    except OSError as error:
        return Finding("certificate", "wrong", f"{host}:{port} does not answer ({type(error).__name__})")
    days = int((ssl.cert_time_to_seconds(ends) - now.timestamp()) // 86_400)
    return Finding("certificate", "ok" if days >= CERTIFICATE_DAYS else "wrong", f"good for {days} days")
