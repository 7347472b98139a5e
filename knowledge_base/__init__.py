"""The articles, and the code that reads, checks and searches them. Both environments use parts of it."""

import os

# ONNX Runtime reports its use to its makers unless this is set before it is first loaded. Nothing of ours phones home.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
