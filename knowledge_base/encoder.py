"""The sentence encoder: text in, a unit vector of 384 numbers out, so that near meanings lie near each other.

all-MiniLM-L6-v2 (Apache-2.0) as an int8 ONNX graph with mean pooling inside, written at set-up by
``knowledge_base/build_encoder.py``. Imports only numpy, onnxruntime and tokenizers, because both
environments use it: search in the services, the featurizer inside Rasa.
"""

from __future__ import annotations

import base64
import hashlib
import threading
from collections import OrderedDict
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
# Of so many texts the vector is still known: a turn asks for the same one more than once.
RECENT = 64
STRETCH = 32  # texts that a thread takes at a time where there are many


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
        self._recent: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def encode(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a text, shape (384,), read-only. An empty text has one too."""
        with self._one_at_a_time:
            vector = self._recent.get(_key(text))
        if vector is None:
            vector = self._run(text)
            self.remember(text, vector)
        return vector

    def remember(self, text: str, vector: NDArray[np.float32]) -> None:
        """Know the vector of a text that another process has encoded. The words themselves are not kept."""
        vector.setflags(write=False)
        with self._one_at_a_time:
            self._recent[_key(text)] = vector
            while len(self._recent) > RECENT:
                self._recent.popitem(last=False)

    def _run(self, text: str) -> NDArray[np.float32]:
        ids = np.asarray([self._tokenizer.encode(text).ids], dtype=np.int64)
        vector: NDArray[np.float32] = self._session.run(["embedding"], {"ids": ids})[0][0]
        return vector

    def encode_all(self, texts: list[str]) -> NDArray[np.float32]:
        """The vectors of many texts, shape (len(texts), 384)."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        with ThreadPoolExecutor(max_workers=2) as threads:  # the graph lets go of Python's lock while it runs
            stretches = [texts[start : start + STRETCH] for start in range(0, len(texts), STRETCH)]
            return np.stack([vector for part in threads.map(self._run_each, stretches) for vector in part])

    def _run_each(self, texts: list[str]) -> list[NDArray[np.float32]]:
        return [self._run(text) for text in texts]


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()


def packed(vector: NDArray[np.float32]) -> str:
    """A vector as 1,024 letters, to be sent along with its text: half of float32's precision, in base64."""
    return base64.b64encode(vector.astype("<f2").tobytes()).decode("ascii")


def unpacked(letters: str) -> NDArray[np.float32]:
    """The unit vector that ``packed`` wrote; raises ValueError for anything else."""
    vector = np.frombuffer(base64.b64decode(letters, validate=True), dtype="<f2").astype(np.float32)
    if vector.shape != (DIMENSIONS,) or not np.isfinite(vector).all():
        raise ValueError("not a vector of the sentence encoder")
    return vector / np.float32(np.linalg.norm(vector) or 1.0)


@lru_cache(maxsize=1)
def load() -> Encoder:
    """The process's one encoder, loaded at the first call."""
    return Encoder()
