"""The environment variables of a Rasa process, read from nothing but its arguments.

It imports the standard library only, so that Rasa's own environment can use it too (bot/serve.py).
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit


def rasa_variables(redis_url: str, actions_url: str, conversation_hours: int, writes_to: Path) -> dict[str, str]:
    """No telemetry, one thread each, our parts' addresses; what Rasa's libraries write goes below ``writes_to``."""
    redis = urlsplit(redis_url)
    return {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "TF_INTRA_OP_PARALLELISM_THREADS": "1",
        "TF_INTER_OP_PARALLELISM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "SANIC_WORKERS": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "MPLCONFIGDIR": str(writes_to / "matplotlib"),
        "RASA_CACHE_DIRECTORY": str(writes_to / "rasa-cache"),
        "REDIS_HOST": redis.hostname or "127.0.0.1",
        "REDIS_PORT": str(redis.port or 6379),
        "REDIS_DB": redis.path.strip("/") or "0",
        "REDIS_PASSWORD": unquote(redis.password or ""),
        "ACTIONS_URL": actions_url,
        "CONVERSATION_SECONDS": str(conversation_hours * 3600),
    }
