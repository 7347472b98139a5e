"""The Rasa bots that this system is compared with, and the training of all of them.

The plain bot has the pipeline and policies that ``rasa init`` writes, trained on the articles' own example questions as
a FAQ: one intent for each topic, and a retrieval intent for its ResponseSelector. The bare bot only utters.
"""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import yaml

from hub import rasa_setup
from hub.settings import ROOT, environment
from knowledge_base.store import KnowledgeBase

_DEFAULT_PIPELINE = """
recipe: default.v1
assistant_id: plain
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - {name: CountVectorsFeaturizer, analyzer: char_wb, min_ngram: 1, max_ngram: 4}
  - {name: DIETClassifier, epochs: 100, constrain_similarities: true}
  - name: EntitySynonymMapper
  - {name: ResponseSelector, epochs: 100, constrain_similarities: true}
  - {name: FallbackClassifier, threshold: 0.3, ambiguity_threshold: 0.1}
policies:
  - name: MemoizationPolicy
  - name: RulePolicy
  - {name: UnexpecTEDIntentPolicy, max_history: 5, epochs: 100}
  - {name: TEDPolicy, max_history: 5, epochs: 100, constrain_similarities: true}
"""
_BARE_PIPELINE = """
recipe: default.v1
assistant_id: bare
language: en
pipeline:
  - name: KeywordIntentClassifier
policies:
  - name: RulePolicy
"""
_INPUTS = (
    "bot/components",
    "bot/data",
    "bot/build_entities.py",
    "knowledge_base",
    "config.yml",
    "domain.yml",
)


class Training(NamedTuple):
    """How long a training took by the clock, and how much of the processors it used; seconds."""

    wall: float
    cpu: float


def _write_bot(folder: Path, config: str, questions: dict[str, list[str]], answers: dict[str, str]) -> None:
    """A Rasa project that answers each topic with one text."""
    (folder / "data").mkdir(parents=True)
    (folder / "config.yml").write_text(config, encoding="utf-8")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    nlu = [
        {"intent": intent, "examples": "\n".join(f"- {q}" for q in asked) + "\n"} for intent, asked in questions.items()
    ]
    bases = sorted({intent.split("/")[0] for intent in questions})
    rules = [{"rule": f"answer {base}", "steps": [{"intent": base}, {"action": f"utter_{base}"}]} for base in bases]
    stories = [{"story": f"one {base}", "steps": [{"intent": base}, {"action": f"utter_{base}"}]} for base in bases]
    domain = {
        "version": "3.1",
        "intents": bases,
        "responses": {f"utter_{i}": [{"text": t}] for i, t in answers.items()},
    }
    for name, data in (
        ("data/nlu.yml", {"version": "3.1", "nlu": nlu}),
        ("data/rules.yml", {"version": "3.1", "rules": rules}),
        ("data/stories.yml", {"version": "3.1", "stories": stories if "TEDPolicy" in config else []}),
        ("domain.yml", domain),
    ):
        (folder / name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def _cpu_seconds() -> float:
    """Of every child so far: unlike the clock, not stretched by what else the machine does."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _train(folder: Path, *data: str, variables: dict[str, str] | None = None) -> Training:
    started, used = time.perf_counter(), _cpu_seconds()
    command = [*rasa_setup.RASA, "train", "--quiet", "--force", "--config", "config.yml", "--domain", "domain.yml"]
    command += ["--data", *(data or ("data",)), "--out", "models", "--fixed-model-name", "bench"]
    every = rasa_setup.rasa_environment(environment()) | (variables or {})
    subprocess.run(command, cwd=folder, env=every, check=True, capture_output=True)
    return Training(time.perf_counter() - started, _cpu_seconds() - used)


def bare(folder: Path) -> Path:
    """A trained bot that only utters: what a turn through Rasa costs at least."""
    _write_bot(folder, _BARE_PIPELINE, {"greet": ["hello"], "goodbye": ["bye"]}, {"greet": "Hello.", "goodbye": "Bye."})
    _train(folder)
    return folder


def plain(knowledge_base: KnowledgeBase) -> tuple[Path, Training]:
    """The plain bot's trained project, and what its training took.

    Training takes most of an hour on two cores, so it is kept in ``.hub/bench`` for as long as its files stay as they
    are.
    """
    questions = {f"faq/{article.slug}": article.questions.all for article in knowledge_base}
    questions["greet"] = ["hi", "hello", "hey there", "good morning"]
    answers = {f"faq/{article.slug}": article.sms for article in knowledge_base} | {"greet": "Hello."}
    content = hashlib.sha256(json.dumps([_DEFAULT_PIPELINE, questions, answers]).encode()).hexdigest()[:16]
    kept = environment().hub_state / "bench" / content
    record = kept / "training.json"
    if record.exists():
        return kept, Training(**json.loads(record.read_text(encoding="utf-8")))
    shutil.rmtree(kept, ignore_errors=True)
    _write_bot(kept, _DEFAULT_PIPELINE, questions, answers)
    training = _train(kept, variables={"RASA_CACHE_DIRECTORY": str(kept / "cache")})
    record.write_text(json.dumps(training._asdict()), encoding="utf-8")
    return kept, training


def ours() -> Training:
    """Train this project's model from nothing, without touching the one in use."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in _INPUTS:
            target = Path(scratch) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(ROOT / name)
        (Path(scratch) / "bot/models").mkdir(parents=True)
        shutil.copytree(rasa_setup.MODELS / "entities", Path(scratch) / "bot/models/entities")
        questions = environment().hub_state / "training"
        cache = {"RASA_CACHE_DIRECTORY": f"{scratch}/cache"}
        return _train(Path(scratch), "bot/data", str(questions), variables=cache)
