"""The evaluation sets stay apart from what the assistant learns from."""

from __future__ import annotations

import json
import re
from pathlib import Path

from knowledge_base.store import read_knowledge_base

ROOT = Path(__file__).parent.parent.parent
SETS = ROOT / "tests" / "evaluation"
# Short messages ("hi there", "what time do you close") are the same whoever writes them.
FEWEST_WORDS = 6


def same(text: str) -> str:
    return re.sub(r"[^\w ]", "", text.casefold()).strip()


def learned() -> set[str]:
    lines = [
        line.strip().removeprefix("- ")
        for path in (ROOT / "bot" / "data" / "nlu").glob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("    - ")
    ]
    knowledge_base = read_knowledge_base()
    lines += [question for article in knowledge_base for question in article.questions.all]
    lines += [phrasing for phrasings in knowledge_base.phrasings.values() for phrasing in phrasings]
    crisis = ROOT / "hub" / "safety_data" / "training.jsonl"
    lines += [json.loads(line)["text"] for line in crisis.read_text(encoding="utf-8").splitlines()]
    for path in (ROOT / "hub" / "anonymise_data").glob("training*.jsonl"):
        lines += [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    return {same(line) for line in lines}


def test_no_longer_sentence_of_a_set_is_learned_from() -> None:
    known = learned()
    assert len(known) > 10_000
    rows = [json.loads(line) for path in SETS.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [row["text"] for row in rows if "text" in row]
    assert len(texts) > 2_000
    assert [text for text in texts if same(text) in known and len(text.split()) >= FEWEST_WORDS] == []


def test_every_row_has_an_id_of_its_own() -> None:
    for path in SETS.glob("*.jsonl"):
        ids = [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]
        assert len(ids) == len(set(ids)), path.name
