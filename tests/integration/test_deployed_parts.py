"""The parts around ours as the containers start them: Caddy, Redis with its password, the database's copies."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import httpx
import pytest
import redis
from running_system import ROOT, free_port
from sqlalchemy import text
from stores import _migrated_postgres, postgres_store, postgres_url  # noqa: F401 (fixtures)

from hub import audit
from hub.store.database import Store

PASSWORD = "not-a-real-password-0123456789"
DEPLOY = ROOT / "deploy"


@contextmanager
def started(command: list[str], log: Path, **variables: str) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={**os.environ, **variables}, start_new_session=True
        )
    try:
        yield
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=10)


def wait_for(what: object, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.1)


class _Door(BaseHTTPRequestHandler):
    """Stands for the front door: answers every address, and says which server it is."""

    server_version = "Marked/9.9"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def caddy(tmp_path: Path) -> Iterator[tuple[str, int, Path]]:
    """Caddy with our file on a plain port; its address, the port on which it looks for the front door, its log."""
    if shutil.which("caddy") is None:
        pytest.skip("Caddy is not installed: apt-get install caddy")
    port, door, https, log = free_port(), free_port(), free_port(), tmp_path / "caddy.log"
    config = tmp_path / "Caddyfile"
    given = (DEPLOY / "caddy" / "Caddyfile").read_text()
    config.write_text(
        given.replace("http_port 8080", f"http_port {port}").replace("https_port 8443", f"https_port {https}")
    )
    variables = {
        "HUB_SITE": f"http://127.0.0.1:{port}",
        "HUB_WEB": "127.0.0.1",
        "HUB_WEB_PORT": str(door),
        "HUB_DOWN": str(DEPLOY / "caddy"),
        "HUB_LOG_LEVEL": "DEBUG",
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    with started(["caddy", "run", "--config", str(config), "--adapter", "caddyfile"], log, **variables):
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: "serving initial configuration" in log.read_text() or _answers(f"{address}/metrics"))
        yield address, door, log


def _answers(url: str) -> bool:
    try:
        httpx.get(url, trust_env=False)
    except httpx.HTTPError:
        return False
    return True


def test_caddy_adds_the_headers_and_keeps_the_inside_inside(caddy: tuple[str, int, Path]) -> None:
    address, door, _ = caddy
    server = HTTPServer(("127.0.0.1", door), _Door)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        answer = httpx.get(f"{address}/chat", trust_env=False)
        assert (answer.status_code, answer.text) == (200, "ok")
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert answer.headers["permissions-policy"].startswith("camera=()")
        assert "server" not in answer.headers
        for path in ("/metrics", "/readyz", "/api/replay"):
            assert httpx.get(address + path, trust_env=False).status_code == 404
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_without_a_front_door_people_get_the_emergency_numbers_and_the_log_no_words(
    caddy: tuple[str, int, Path],
) -> None:
    address, _, log = caddy
    answer = httpx.get(f"{address}/guidance?q=zebedee+quillfeather", headers={"Referer": "https://quillfeather.example"}, timeout=15, trust_env=False)  # fmt: skip
    assert answer.status_code == 502
    for words in ("phone <strong>999</strong>", "<strong>111</strong> and choose option 2", "<strong>116 123</strong>"):
        assert words in answer.text
    # Even at the most talkative level.
    wait_for(lambda: "connection refused" in log.read_text())
    assert "quillfeather" not in log.read_text()


def test_the_page_for_when_we_are_down_has_the_numbers_of_the_lines_fallback() -> None:
    fallback = (ROOT / "telephony" / "fallback-sms.xml").read_text()
    page = (DEPLOY / "caddy" / "down.html").read_text()
    for number in ("999", "111", "116 123"):
        assert number in fallback
        assert f"<strong>{number}</strong>" in page


def test_redis_wants_its_password_and_what_expired_leaves_the_disk(real_redis: str, tmp_path: Path) -> None:
    assert real_redis
    port = free_port()
    conf = tmp_path / "redis.conf.given"
    conf.write_text((DEPLOY / "redis" / "redis.conf").read_text().replace("dir /data", f"dir {tmp_path}"))
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    variables = {
        "REDIS_PASSWORD": PASSWORD,
        "REDIS_CONF": str(conf),
        "REDIS_PRIVATE": str(private),
        "REDIS_PORT": str(port),
        "REDIS_REWRITE_SECONDS": "2",
    }
    with started([str(DEPLOY / "redis" / "start.sh")], tmp_path / "log", **variables):
        client = redis.Redis(port=port, password=PASSWORD)
        wait_for(lambda: _pings(client))
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=port).ping()
        assert PASSWORD not in Path(f"/proc/{client.info('server')['process_id']}/cmdline").read_text()
        client.set("hub:conversation:x", "marked-words", px=300)
        client.set("hub:kept", "stays")
        files = tmp_path / "appendonlydir"
        wait_for(lambda: b"marked-words" in _all(files))
        wait_for(lambda: b"marked-words" not in _all(files))
        assert b"stays" in _all(files) or client.get("hub:kept") == b"stays"
    assert _mode(private / "redis.conf") == 0o600


def _pings(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def _all(folder: Path) -> bytes:
    found = b""
    for path in folder.glob("*"):
        try:
            found += path.read_bytes()
        except FileNotFoundError:  # replaced meanwhile
            return b"marked-words"
    return found


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_copy_brings_back_what_was_there_and_a_broken_one_changes_nothing(
    postgres_store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    there = urlsplit(postgres_store.url)
    variables = {
        **os.environ,
        "PGHOST": str(there.hostname),
        "PGPORT": str(there.port),
        "PGUSER": "hub",
        "PGDATABASE": there.path.strip("/"),
        "BACKUPS": str(tmp_path),
    }

    def script(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(DEPLOY / "backup" / name), *arguments]
        return subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=60)

    def entries() -> list[str]:
        with postgres_store.read() as session:
            return list(session.execute(text("SELECT action FROM audit ORDER BY id")).scalars())

    now = datetime(2026, 12, 9, 10, tzinfo=UTC)
    postgres_store.write(lambda session: audit.note(session, "kept_in_the_copy", now))
    made = script("backup.sh", "now")
    assert made.returncode == 0, made.stderr
    [copy] = tmp_path.glob("hub-*.dump")
    assert _mode(copy) == 0o600
    postgres_store.write(lambda session: audit.note(session, "after_the_copy", now))
    # A table of a newer release.
    postgres_store.write(lambda session: session.execute(text("CREATE TABLE newer (id int)")))
    broken = tmp_path / "broken.dump"
    broken.write_bytes(copy.read_bytes()[: copy.stat().st_size * 9 // 10])
    assert script("restore.sh", "broken.dump").returncode != 0
    assert entries() == ["kept_in_the_copy", "after_the_copy"]
    postgres_store.close()
    done = script("restore.sh", copy.name)
    assert done.returncode == 0, done.stderr
    assert '"seconds": ' in done.stdout
    assert entries() == ["kept_in_the_copy"]
    postgres_store.migrate()
    with postgres_store.read() as session:
        assert session.execute(text("SELECT to_regclass('newer')")).scalar() is None
    # What comes after a restore gets numbers of its own.
    postgres_store.write(lambda session: audit.note(session, "goes_on", now))
    assert entries() == ["kept_in_the_copy", "goes_on"]
