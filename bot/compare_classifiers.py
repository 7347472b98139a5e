"""Trains Rasa pipelines with different intent classifiers on the same data and measures them on one evaluation set.

Run in Rasa's environment: ``bot/.venv/bin/python -m bot.compare_classifiers tests/evaluation/intents.jsonl``.
Prints a Markdown table, the one in docs/intents.md; a further word picks the pipelines with it in their names. Takes about half an hour on two cores, nearly all of it DIET.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import structlog
import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

ROOT = Path(__file__).parent.parent
ENCODER = {"name": "bot.components.sentence_encoder_featurizer.SentenceEncoderFeaturizer"}
COUNTS = [
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 2, "max_ngram": 4},
]
LOGISTIC = {"name": "LogisticRegressionClassifier", "max_iter": 200}
DIET = {
    "name": "DIETClassifier",
    "epochs": 20,
    "random_seed": 1,
    "entity_recognition": False,
    "constrain_similarities": True,
}
PIPELINES: dict[str, list[dict[str, Any]]] = {
    "LogisticRegressionClassifier, word and character counts": [*COUNTS, LOGISTIC],
    "LogisticRegressionClassifier, counts and sentence encoder": [*COUNTS, {**ENCODER, "scale": 6.0}, LOGISTIC],
    "LogisticRegressionClassifier, sentence encoder alone": [{**ENCODER, "scale": 6.0}, LOGISTIC],
    "DIET, word and character counts": [*COUNTS, DIET],
    "DIET, counts and sentence encoder": [*COUNTS, ENCODER, DIET],
    "LinearIntentClassifier (ours), words, pieces and sentence encoder": [
        ENCODER,
        {"name": "bot.components.intent_classifier.LinearIntentClassifier"},
    ],
}


async def accuracy(model: str, rows: list[dict[str, Any]]) -> tuple[float, float]:
    """The share of rows whose intent is right, and milliseconds for each."""
    agent = Agent.load(model)
    await agent.parse_message("warm up")
    started, right = time.perf_counter(), 0
    for row in rows:
        parsed = await agent.parse_message(row["text"])
        right += parsed["intent"]["name"] in {row["intent"], *row.get("also", [])}
    return right / len(rows), (time.perf_counter() - started) * 1000 / len(rows)


def _quiet() -> None:
    """Without this Rasa prints every message it parses."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def main(rows_file: Path, only: str = "") -> None:
    """Train and measure every pipeline whose name contains ``only``."""
    _quiet()
    rows = [json.loads(line) for line in rows_file.read_text(encoding="utf-8").splitlines()]
    print("| pipeline | accuracy | training, s | a message, ms |\n|---|---|---|---|", flush=True)
    chosen = {name: parts for name, parts in PIPELINES.items() if only in name}
    for name, parts in chosen.items():
        with tempfile.TemporaryDirectory() as scratch:
            config = Path(scratch) / "config.yml"
            pipeline = [{"name": "WhitespaceTokenizer"}, *parts]
            config.write_text(
                yaml.safe_dump({"recipe": "default.v1", "language": "en", "assistant_id": "x", "pipeline": pipeline})
            )
            data = Path(scratch) / "data"
            data.mkdir()
            for source in [*(ROOT / "bot/data/nlu").glob("*.yml"), ROOT / ".hub/training/article_questions.yml"]:
                (data / source.name).symlink_to(source.resolve())
            started = time.perf_counter()
            model = train_nlu(str(config), str(data), scratch, fixed_model_name="m")
            seconds = time.perf_counter() - started
            share, milliseconds = asyncio.run(accuracy(str(model), rows))
            print(f"| {name} | {share:.1%} | {seconds:.0f} | {milliseconds:.1f} |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
