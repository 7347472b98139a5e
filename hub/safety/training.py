"""From training.jsonl to a trained classifier, kept on disk until the data or the code that reads it changes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hub.safety import classifier, languages, letter_groups, meaning, plain_words
from hub.safety.classifier import Classifier, train
from hub.safety.crisis import CrisisKind
from hub.safety.languages import is_english
from hub.safety.meaning import MeaningEncoder
from hub.safety.other_languages import LetterClassifier, train_letters
from hub.safety.plain_words import sentences
from hub.settings import ROOT, environment
from knowledge_base import encoder

DATA = Path(__file__).parent.parent / "safety_data" / "training.jsonl"


@dataclass(frozen=True)
class Example:
    """A training row: what someone might write, and the kind of crisis it is, if any."""

    text: str
    kind: CrisisKind | None


def read_examples(path: Path = DATA) -> list[Example]:
    """The training rows, in the order of the file."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Example(row["text"], row["kind"]) for row in rows]


def learn(examples: Sequence[Example], encode: MeaningEncoder) -> Classifier:
    """Train on the English examples: each whole, and each sentence of what is no crisis, since no part of that is one either."""
    kinds: dict[str, CrisisKind | None] = {}
    for example in examples:
        parts = sentences(example.text)
        if not is_english(" ".join(parts)):
            continue
        if example.kind is None:
            for part in parts:
                kinds.setdefault(part, None)
        kinds[" ".join(parts)] = example.kind
    texts = [text for text in kinds if text]
    return train(texts, [kinds[text] for text in texts], encode.encode_all(texts))


def learn_letters(examples: Sequence[Example]) -> LetterClassifier:
    """Train on the examples in other languages than English, each whole."""
    kinds = {" ".join(sentences(example.text)): example.kind for example in examples}
    foreign = [text for text in kinds if text and not is_english(text)]
    return train_letters(foreign, [kinds[text] for text in foreign])


def trained(state: Path, encode: MeaningEncoder) -> Classifier:
    """The classifier for today's data and code: from ``state`` where it is kept, else learnt now (seconds) and kept."""
    path = _kept_at(state)
    try:
        return Classifier.load(path)
    except (OSError, ValueError, KeyError):
        learnt = learn(read_examples(), encode)
    learnt.save(path)
    for older in path.parent.glob("classifier-*.npz"):
        if older != path:
            older.unlink(missing_ok=True)
    return learnt


def train_apart(state: Path) -> None:
    """Train where today's classifier is not kept yet, in a process of its own: it needs 1 GB for half a minute.

    Raises subprocess.CalledProcessError where that fails, for instance before the encoder is built.
    """
    if not _kept_at(state).exists():
        command = [sys.executable, "-m", "hub.safety.training"]
        # Its matrices are large enough for every core, unlike those of a turn.
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(os.cpu_count() or 1))
        variables = {**os.environ, **threads, "HUB_STATE": str(state)}
        subprocess.run(command, check=True, cwd=ROOT, env=variables, capture_output=True)  # noqa: S603 (our own module)


def _kept_at(state: Path) -> Path:
    return state / "safety" / f"classifier-{_fingerprint()}.npz"


def _fingerprint() -> str:
    """Of everything that the weights depend on."""
    digest = hashlib.sha256(np.__version__.encode())
    for path in (
        DATA,
        plain_words.SPELLINGS,
        encoder.MODEL_DIR / "encoder.onnx",
        *(Path(module.__file__ or "") for module in (classifier, languages, letter_groups, meaning, plain_words)),
        Path(__file__),
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    trained(environment().hub_state, MeaningEncoder())
