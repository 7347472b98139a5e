"""The core: conversation, safety, opening hours, appointments, settings. It knows no web framework."""

import knowledge_base  # noqa: F401 (before anything loads ONNX Runtime: it turns its telemetry off)
