"""Arrows run one way: the doors know the core, the core knows the knowledge base, and nobody the other way round."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOORS = ("telephony", "webchat", "console", "dashboard")
_FRAMEWORKS = {"fastapi", "starlette", "rasa", "rasa_sdk"}
_PUTS_TOGETHER = {"app", "cli", "commands", "http_guard"}


def imported(folder: str) -> set[tuple[str, str]]:
    """File and top-level module of each import below a folder."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {(path.name, alias.name.split(".")[0]) for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add((path.name, node.module.split(".")[0]))
    return found


@pytest.mark.parametrize("door", [door for door in DOORS if (ROOT / door).is_dir()])
def test_a_door_never_knows_another_door_or_what_puts_them_together(door: str) -> None:
    others = {*DOORS, *_PUTS_TOGETHER, "bot"} - {door}
    assert {one for one in imported(door) if one[1] in others} == set()


def test_the_core_knows_no_door_and_no_web_framework() -> None:
    assert {one for one in imported("hub") if one[1] in {*DOORS, *_PUTS_TOGETHER, *_FRAMEWORKS, "bot"}} == set()


def test_the_knowledge_base_knows_nobody() -> None:
    assert {one for one in imported("knowledge_base") if one[1] in {"hub", "bot", *DOORS, *_PUTS_TOGETHER}} == set()


def test_the_page_about_it_names_parts_and_files_that_are_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    procfile = {line.split(":")[0] for line in (ROOT / "Procfile").read_text().splitlines() if ": hub " in line}
    for part in procfile:
        assert f"{part}[" in page, part
    for path in ("app.py", "bot/channel.py", "bot/actions", "hub/worker.py", "tests/unit/test_architecture.py"):
        assert path in page
        assert (ROOT / path).exists()
