"""The project's own held-out sets, through the running system, against the bars."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from running_system import ROOT, System

from evaluation.score import measures, read_pairs

SETS = ROOT / "tests" / "evaluation"


@pytest.mark.parametrize("name", ["intents", "hours", "topics", "crisis", "dialogues"])
def test_the_set_reaches_its_bars(system: System, name: str, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    command = ["bin/hub", "replay", str(SETS / f"{name}.jsonl"), str(out), "--url", system.url]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    found = {measure.name: measure for measure in measures(read_pairs(SETS / f"{name}.jsonl", out))}
    assert found
    missed = {m.name: f"{m.value:.1%}" for m in found.values() if not m.reached}
    assert missed == {}
