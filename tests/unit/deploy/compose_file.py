"""docker-compose.yml as the Compose program would read it, for the tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent.parent
FILE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z_]+)(?::([?-])([^}]*))?\}")


class MissingError(Exception):
    """A variable that must be set is not; the message is the file's own."""


def filled(text: str, variables: Mapping[str, str]) -> str:
    """``${NAME:?message}`` and ``${NAME:-default}`` filled in as Compose does; raises MissingError."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        if given := variables.get(name):
            return given
        if kind == "?":
            raise MissingError(rest)
        return rest or ""

    return _VARIABLE.sub(value, text)


def compose(**variables: str) -> dict[str, Any]:
    """The file with these variables, merge keys resolved."""
    return dict(yaml.safe_load(filled(FILE.read_text(encoding="utf-8"), variables)))


def example() -> dict[str, str]:
    """The variables of .env.example, with what stands after each."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def example_filled() -> dict[str, str]:
    """The same with a value for each that must have one."""
    return {name: value or f"test-{name.lower()}" for name, value in example().items()}
