"""What a sentence means, as numbers for the classifier: the sentence encoder's last five layers, not only its last.

The last layer is made to tell what a sentence is about; the layers before it still know who did what to whom, and
whether it happened. Both matter here: with them the classifier misses about an eighth fewer crises.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge_base.encoder import DIMENSIONS, MAX_TOKENS, MODEL_DIR, EncoderMissingError

Floats = NDArray[np.float32]
LAYERS = 5
# The directions in which the training sentences differ most; more of them change nothing.
KEPT = 128


class MeaningEncoder:
    """Runs the sentence encoder's graph, with the mean of each of its last layers as a further output."""

    def __init__(self, model_dir: Path = MODEL_DIR) -> None:
        """Load the graph; raises EncoderMissingError where it has not been built, ValueError where it is another one."""
        # Here, not above: the front door's start would wait for it.
        import onnx
        from onnx import TensorProto, helper

        graph, vocabulary = model_dir / "encoder.onnx", model_dir / "tokenizer.json"
        if not (graph.exists() and vocabulary.exists()):
            raise EncoderMissingError(f"no sentence encoder in {model_dir}: run `bin/hub encoder build`")
        model = onnx.load(str(graph))
        # Two normalisations in each layer; the second one's output is the layer's.
        layers = [node.output[0] for node in model.graph.node if node.op_type == "LayerNormalization"][::-2][:LAYERS]
        if len(layers) < LAYERS:
            raise ValueError(f"{graph.name} has fewer than {LAYERS} layers")
        axis = helper.make_tensor("safety_axis", TensorProto.INT64, [1], [1])
        model.graph.initializer.append(axis)
        for number, layer in enumerate(layers):
            model.graph.node.append(
                helper.make_node("ReduceMean", [layer, "safety_axis"], [f"layer_{number}"], keepdims=0)
            )
            model.graph.output.append(
                helper.make_tensor_value_info(f"layer_{number}", TensorProto.FLOAT, [1, DIMENSIONS])
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._outputs = [f"layer_{number}" for number in range(LAYERS)]
        self._session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(vocabulary))
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="meaning")
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def encode(self, text: str) -> Floats:
        """The layers' means for a text, shape (LAYERS, 384)."""
        ids = np.asarray([self._tokenizer.encode(text).ids], dtype=np.int64)
        return np.concatenate(self._session.run(self._outputs, {"ids": ids}))

    def encode_all(self, texts: Sequence[str]) -> Floats:
        """The same for many texts, shape (len(texts), LAYERS, 384), two at a time: the graph lets go of Python's lock."""
        if len(texts) == 1:
            return self.encode(texts[0])[np.newaxis]
        return np.stack(list(self._threads.map(self.encode, texts)))


@dataclass(frozen=True)
class Projection:
    """From the layers to one short unit vector, learnt from the training sentences."""

    centre: Floats
    axes: Floats

    @classmethod
    def fit(cls, layers: Floats) -> Self:
        """Learn from many sentences' layers, shape (n, LAYERS, 384)."""
        centre = layers.mean(axis=0)
        joined = _joined(layers, centre)
        _, directions = np.linalg.eigh(joined.T @ joined)
        return cls(centre, np.ascontiguousarray(directions[:, ::-1][:, :KEPT]))

    def apply(self, layers: Floats) -> Floats:
        """The unit vectors of sentences, shape (n, KEPT)."""
        kept = _joined(layers, self.centre) @ self.axes
        shortened: Floats = kept / np.maximum(np.linalg.norm(kept, axis=1, keepdims=True), 1e-6)
        return shortened


def _joined(layers: Floats, centre: Floats) -> Floats:
    """Each layer off its centre and of length 1, side by side."""
    off = layers - centre
    unit = off / np.maximum(np.linalg.norm(off, axis=2, keepdims=True), 1e-6)
    joined: Floats = unit.reshape(len(layers), -1) / np.float32(np.sqrt(layers.shape[1]))
    return joined
