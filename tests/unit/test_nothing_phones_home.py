"""Libraries that report their use to their makers are told not to, before they are loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hub.rasa_setup import rasa_environment
from hub.settings import ROOT, environment


@pytest.mark.parametrize("module", ["knowledge_base.encoder", "hub.safety.meaning"])
def test_onnx_runtime_is_loaded_with_its_telemetry_off(module: str) -> None:
    script = (
        "import builtins, importlib, os\n"
        "plain, seen = builtins.__import__, []\n"
        "def watching(name, *rest):\n"
        "    if name == 'onnxruntime': seen.append(os.environ.get('ORT_DISABLE_TELEMETRY'))\n"
        "    return plain(name, *rest)\n"
        "builtins.__import__ = watching\n"
        f"importlib.import_module('{module}')\n"
        "print(seen[0])\n"
    )
    variables = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], env=variables, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)  # fmt: skip
    assert done.stdout.strip() == "1"


def test_rasa_is_started_without_its_telemetry() -> None:
    assert rasa_environment(environment())["RASA_TELEMETRY_ENABLED"] == "false"
