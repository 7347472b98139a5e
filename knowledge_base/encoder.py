"""The sentence encoder: text in, a unit vector of 384 numbers out, so that near meanings lie near each other.

all-MiniLM-L6-v2 (Apache-2.0) as an int8 ONNX graph with mean pooling inside, written at set-up by
``knowledge_base/build_encoder.py``. Imports only numpy, onnxruntime and tokenizers, because both
environments use it: search in the services, the featurizer inside Rasa.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

DIMENSIONS = 384
MODEL_DIR = Path(__file__).parent / "encoder_model"
MAX_TOKENS = 128  # a question rarely has more; the time grows with them


class EncoderMissingError(RuntimeError):
    """The graph has not been built; the message says how to."""


class Encoder:
    """Runs one text at a time on one thread: several threads fight over the cores and are slower."""

    def __init__(self, model_dir: Path = MODEL_DIR) -> None:
        """Load the graph; raises EncoderMissingError where it has not been built yet."""
        graph, vocabulary = model_dir / "encoder.onnx", model_dir / "tokenizer.json"
        if not (graph.exists() and vocabulary.exists()):
            raise EncoderMissingError(f"no sentence encoder in {model_dir}: run `bin/hub encoder build`")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(vocabulary))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def encode(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a text, shape (384,). An empty text has one too."""
        ids = np.asarray([self._tokenizer.encode(text).ids], dtype=np.int64)
        vector: NDArray[np.float32] = self._session.run(["embedding"], {"ids": ids})[0][0]
        return vector

    def encode_all(self, texts: list[str]) -> NDArray[np.float32]:
        """The vectors of many texts, shape (len(texts), 384)."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        with ThreadPoolExecutor(max_workers=2) as threads:  # the graph lets go of Python's lock while it runs
            return np.stack(list(threads.map(self.encode, texts)))


@lru_cache(maxsize=1)
def load() -> Encoder:
    """The process's one encoder, loaded at the first call."""
    return Encoder()
