"""The images' Dockerfiles: linted, pinned, and made of nothing but what belongs in them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from compose_file import ROOT

from bot import serve

DOCKERFILES = sorted((ROOT / "deploy").rglob("Dockerfile"))
SERVICES = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")


def test_hadolint_has_nothing_to_say() -> None:
    program = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([program, *DOCKERFILES], capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)
def test_the_last_word_on_who_runs_is_a_number_that_is_not_root(path: Path) -> None:
    users = re.findall(r"^USER (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert users
    assert set(users) == {"10001:10001"}


def test_uv_is_the_one_of_the_development_machine() -> None:
    wanted = re.search(r"^uv_version=(\S+)$", (ROOT / "bin" / "hub").read_text(), re.MULTILINE)
    assert wanted is not None
    assert f"uv=={wanted[1]}" in SERVICES


def test_every_environment_comes_from_its_lock_file() -> None:
    syncs = re.findall(r"uv sync [^&\\\n]*", SERVICES)
    assert len(syncs) == 4
    assert [sync for sync in syncs if "--frozen" not in sync] == []
    assert "pip install" not in SERVICES.replace("pip install --no-cache-dir uv==", "")


def test_nothing_gets_into_an_image_but_what_is_named() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    taken = {line[1:] for line in lines if line.startswith("!")}
    assert taken & {".env", ".git", ".hub", "tests", "docs", "deploy"} == set()
    assert {"**/.venv", "**/*.sqlite3*", "bot/models/*"} <= set(lines)


def test_what_rasas_server_imports_of_ours_is_in_its_image() -> None:
    copied = {
        path.removeprefix("/app/").rstrip("/")
        for line in re.findall(r"^COPY (.+)$", SERVICES.split(" AS rasa\n")[1], re.MULTILINE)
        for path in line.split()[:-1]
    }
    ours = [ROOT / path for path in copied if (ROOT / path).suffix == ".py"] + list(
        (ROOT / "bot/components").glob("*.py")
    )
    for path in ours:
        for module in re.findall(r"^from ((?:bot|hub|knowledge_base)\.\S+) import", path.read_text(), re.MULTILINE):
            assert f"{module.replace('.', '/')}.py" in copied, f"{path.name} imports {module}"


class TestServe:
    def test_conversations_are_kept_as_long_as_hub_yml_says(self) -> None:
        given = (ROOT / "hub.yml").read_text(encoding="utf-8")
        assert serve.conversation_hours(given) == yaml.safe_load(given)["retention"]["conversations_hours"]
        assert serve.conversation_hours("retention: {conversations_hours: 3}") == 3
        assert serve.conversation_hours("phone: ''") == 24

    def test_it_starts_the_one_model_without_the_open_api(self, tmp_path: Path) -> None:
        (tmp_path / "hub-0123456789abcdef.tar.gz").touch()
        (tmp_path / "entities").mkdir()
        command = serve.command(tmp_path, "10.0.0.7", "5005")
        assert command[1:6] == ["-m", "bot.rasa_command", "run", "-m", str(tmp_path / "hub-0123456789abcdef.tar.gz")]
        assert command[6:] == ["--credentials", "credentials.yml", "--endpoints", "endpoints.yml", "-i", "10.0.0.7", "-p", "5005"]  # fmt: skip

    def test_it_refuses_to_choose_between_models(self, tmp_path: Path) -> None:
        with pytest.raises(serve.NotReadyError, match="must hold one trained model, and holds 0"):
            serve.command(tmp_path, "127.0.0.1", "5005")
        (tmp_path / "hub-a.tar.gz").touch()
        (tmp_path / "hub-b.tar.gz").touch()
        with pytest.raises(serve.NotReadyError, match="holds 2"):
            serve.command(tmp_path, "127.0.0.1", "5005")
