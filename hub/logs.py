"""One way to log: a line of JSON for each event, to standard output, without what people write."""

from __future__ import annotations

import logging

import structlog


def configure_logs() -> None:
    """Set up structlog; call once, when a process starts."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
