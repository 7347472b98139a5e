"""Gets Rasa ready on this machine: its environment, the entity pipeline, and a model trained on the present inputs."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import yaml

from hub import progress
from hub.rasa_variables import rasa_variables
from hub.settings import ROOT, Environment, hub_settings
from knowledge_base.store import KnowledgeBase

BOT = ROOT / "bot"
MODELS = BOT / "models"
PYTHON = BOT / ".venv" / "bin" / "python"
# Rasa's command line.
RASA = [str(PYTHON), "-m", "bot.rasa_command"]
_CODE = (
    "bot/components",
    "bot/data",
    "bot/build_entities.py",
    "bot/uv.lock",
    "config.yml",
    "domain.yml",
    "knowledge_base/encoder.py",
    "knowledge_base/normalise.py",
)


class SetupError(Exception):
    """The set-up cannot go on; the message says what to do."""


def rasa_environment(machine: Environment) -> dict[str, str]:
    """The environment variables of a Rasa process: no telemetry, one thread each, our parts' addresses."""
    hours = hub_settings().retention.conversations_hours
    ours = rasa_variables(machine.redis_url, machine.actions_url, hours, machine.hub_state)
    return {**os.environ, "PYTHONPATH": str(ROOT), **ours}


def sync(machine: Environment) -> None:
    """Install Rasa's environment from its lock file, when it is not there or the lock changed."""
    lock = hashlib.sha256((BOT / "uv.lock").read_bytes()).hexdigest()
    stamp = machine.hub_state / "rasa-environment"
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == lock:
        return
    uv = os.environ.get("HUB_UV", "uv")
    with progress.step("Installing Rasa's environment", machine.hub_state):
        try:
            subprocess.run([uv, "sync", "--frozen", "--project", str(BOT), "--python", sys.executable], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise SetupError(
                "Rasa's environment could not be installed: is the package index reachable? Run the same command again."
            ) from error
    stamp.write_text(lock, encoding="ascii")


def _files(paths: Iterable[str]) -> list[Path]:
    found: list[Path] = []
    for name in paths:
        path = ROOT / name
        found += (
            [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file() and p.suffix in (".py", ".yml")]
        )
    return sorted(found)


def _questions(knowledge_base: KnowledgeBase) -> str:
    """The knowledge base's questions as training data: they are what guidance questions sound like.

    A line that the hand-written data has already, perhaps for another intent, stays out.
    """
    written = set()
    for path in sorted((BOT / "data" / "nlu").glob("*.yml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        written |= {line.strip().removeprefix("- ").casefold() for line in lines}
    questions = [question for article in knowledge_base for question in article.questions.all]
    questions += [phrasing for phrasings in knowledge_base.phrasings.values() for phrasing in phrasings]
    lines = [f"- {question}" for question in dict.fromkeys(questions) if question.casefold() not in written]
    data = {"version": "3.1", "nlu": [{"intent": "ask_guidance", "examples": "\n".join(lines) + "\n"}]}
    return yaml.safe_dump(data, allow_unicode=True)


def model_path(knowledge_base: KnowledgeBase) -> Path:
    """Where the model for the present inputs is, or will be: its name carries their fingerprint."""
    digest = hashlib.sha256(_questions(knowledge_base).encode())
    for path in _files(_CODE):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return MODELS / f"hub-{digest.hexdigest()[:16]}.tar.gz"


def train(knowledge_base: KnowledgeBase, machine: Environment) -> Path:
    """Train when the inputs changed; the model's path. Raises SetupError."""
    model = model_path(knowledge_base)
    if model.exists():
        return model
    extra = _write_questions(knowledge_base, machine)
    environment = rasa_environment(machine)
    with progress.step("Training Rasa", machine.hub_state):
        _run(
            [
                *RASA,
                "train",
                "--config",
                "config.yml",
                "--domain",
                "domain.yml",
                "--data",
                "bot/data",
                str(extra),
                "--quiet",
                "--out",
                str(MODELS),
                "--fixed-model-name",
                model.name.removesuffix(".tar.gz"),
            ],
            environment,
        )
    if not model.exists():
        raise SetupError("Rasa's training ended without a model; see its messages above.")
    for old in MODELS.glob("hub-*.tar.gz"):
        if old != model:
            old.unlink()
    return model


def validate(knowledge_base: KnowledgeBase, machine: Environment) -> None:
    """Rasa's own check of domain, rules and data, warnings included. Raises SetupError."""
    data = ["--data", "bot/data", str(_write_questions(knowledge_base, machine))]
    command = [*RASA, "data", "validate", "--quiet", "--fail-on-warnings", "--domain", "domain.yml"]
    with progress.step("Checking Rasa's data", machine.hub_state):
        _run([*command, "--config", "config.yml", *data], rasa_environment(machine))


def _write_questions(knowledge_base: KnowledgeBase, machine: Environment) -> Path:
    folder = machine.hub_state / "training"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "article_questions.yml").write_text(_questions(knowledge_base), encoding="utf-8")
    return folder


def _run(command: list[str], environment: dict[str, str]) -> None:
    if (done := subprocess.run(command, cwd=ROOT, env=environment, check=False)).returncode:
        raise SetupError(
            f"`{' '.join(command[1:4])} ...` failed with exit code {done.returncode}; see its messages above."
        )
