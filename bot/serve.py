"""Runs the Rasa server of a container: ``python -m bot.serve``, in Rasa's own environment.

``hub rasa`` does the same on one machine, after installing and training. A container has both done already, so it needs
neither the services' environment nor a place to write to but ``HUB_STATE``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import yaml

from hub.rasa_variables import rasa_variables

ROOT = Path(__file__).resolve().parent.parent
_HOURS = 24  # what hub.yml means where it says nothing (hub/settings.py)


class NotReadyError(Exception):
    """Something that the server needs is missing; the message names it."""


def conversation_hours(hub_yml: str) -> int:
    """How long a conversation is kept, as ``hub.yml`` says."""
    retention = (yaml.safe_load(hub_yml) or {}).get("retention") or {}
    return int(retention.get("conversations_hours", _HOURS))


def command(models: Path, host: str, port: str) -> list[str]:
    """The server's command line. ``models`` must hold exactly one trained model; raises NotReadyError."""
    found = sorted(models.glob("hub-*.tar.gz"))
    if len(found) != 1:
        raise NotReadyError(f"{models} must hold one trained model, and holds {len(found)}.")
    options = ["--credentials", "credentials.yml", "--endpoints", "endpoints.yml", "-i", host, "-p", port]
    return [sys.executable, "-m", "bot.rasa_command", "run", "-m", str(found[0]), *options]


def main() -> None:
    """Become the server."""
    given = os.environ
    if missing := [name for name in ("REDIS_URL", "ACTIONS_URL") if not given.get(name)]:
        sys.exit(f"{' and '.join(missing)} must be set.")
    hours = conversation_hours(Path(given.get("HUB_CONFIG", ROOT / "hub.yml")).read_text(encoding="utf-8"))
    writes_to = Path(given.get("HUB_STATE", "/tmp"))  # noqa: S108 (a container's own)
    variables = rasa_variables(given["REDIS_URL"], given["ACTIONS_URL"], hours, writes_to)
    try:
        arguments = command(
            ROOT / "bot" / "models", given.get("RASA_HOST", "127.0.0.1"), given.get("RASA_PORT", "5005")
        )
    except NotReadyError as error:
        sys.exit(str(error))
    os.chdir(ROOT)
    os.execve(arguments[0], arguments, {**given, "PYTHONPATH": str(ROOT), **variables})  # noqa: S606 (no shell is meant)


if __name__ == "__main__":
    main()
