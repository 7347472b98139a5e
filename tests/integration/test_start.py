"""Starting: what stops it, in one clear sentence, and the embedded Redis."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from running_system import ROOT, free_port, running


def hub(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    ports = {name: str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT", "REDIS_PORT")}
    environment = {**os.environ, **ports, **variables}
    command = ["bin/hub", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = hub("run", PORT=str(port))
    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        f"Port {port} is in use: stop what uses it, or choose another one with PORT=<number> make run."
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "  monday: [09:00-13:00, 12:00-14:00]",
            "opening_hours.monday: two sessions overlap (09:00-13:00 and 12:00-14:00)",
        ),
        ("  monday: [09:00-25:00]", "opening_hours.monday.0: '09:00-25:00' has a time that does not exist"),
        ("  funday: [09:00-13:00]", "opening_hours.funday"),
    ],
)
def test_a_wrong_hub_yml_stops_the_start_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    config = tmp_path / "hub.yml"
    good = (ROOT / "hub.yml").read_text()
    config.write_text(good.replace("  monday: [09:00-13:00]", line))
    number = good.splitlines().index("  monday: [09:00-13:00]") + 1
    ended = hub("run", HUB_CONFIG=str(config))
    assert ended.returncode == 1
    assert f"hub.yml line {number}: " in ended.stderr
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_production_refuses_the_test_clock() -> None:
    ended = hub("run", HUB_ENV="production", HUB_TEST_CLOCK="1", HUB_SECRET="x" * 40)
    assert ended.returncode == 1
    assert ended.stderr.strip() == "HUB_TEST_CLOCK must not be set in production"


def test_without_redis_server_the_embedded_one_carries_the_conversation(tmp_path: Path) -> None:
    """The same Redis protocol from fakeredis, for a machine that has no redis-server."""
    folders = tmp_path / "path"
    folders.mkdir()
    for name in ("sh", "cat", "cksum", "cut", "date", "dirname", "env", "id", "mkdir", "ps", "ss", "python3.11"):
        if found := shutil.which(name):
            (folders / name).symlink_to(found)
    assert shutil.which("redis-server", path=str(folders)) is None
    with running(tmp_path / "log", PATH=str(folders)) as system:
        first = system.ask("hello")
        assert system.ask("2", first["conversation"])["replies"][0]["kind"] == "hours"
    assert "running an embedded Redis" in (tmp_path / "log").read_text()
