"""One way to log: a line of JSON for each event, to standard output, without what people write."""

from __future__ import annotations

import logging
import re
import secrets

import structlog

_ID = re.compile(r"[0-9a-f]{16}")


def configure_logs() -> None:
    """Set up structlog; call once, when a process starts."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


def begin_request(given: object = None) -> str:
    """Give what is logged from here on a number that says which request it belongs to; the number.

    It is random and new for each request, so that it leads to nobody and joins no two messages of one person. ``given`` is
    that of the process before, where there is one; anything else that stands there is not taken.
    """
    number = given if isinstance(given, str) and _ID.fullmatch(given) else secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=number)
    return number


def request_id() -> str | None:
    """The number of the request that is being answered."""
    found = structlog.contextvars.get_contextvars().get("request")
    return found if isinstance(found, str) else None
