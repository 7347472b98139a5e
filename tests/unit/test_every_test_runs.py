"""`make test` runs the tests of every folder that has any."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_makefile_names_every_folder_of_tests() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {
        folder for line in re.findall(r"^(?:SMALL|WHOLE) = (.*)$", makefile, re.MULTILINE) for folder in line.split()
    }
    there = {f"tests/{path.relative_to(ROOT / 'tests').parts[0]}" for path in (ROOT / "tests").rglob("test_*.py")}
    assert named == there
    assert all(f"$({name})" in makefile for name in ("SMALL", "WHOLE"))
