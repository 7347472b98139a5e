"""Deletes what has been kept long enough. The worker runs it every hour; conversations in Redis expire by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from hub import audit, gaps
from hub.settings import Retention
from hub.store.database import Store
from hub.uk_calendar import in_london

log = structlog.get_logger()


def delete_what_is_due(store: Store, retention: Retention, now: datetime) -> dict[str, int]:
    """Delete everything older than ``retention`` allows at ``now`` (timezone-aware); how many of each kind went.

    Raises StoreUnavailableError.
    """
    today = in_london(now).date()
    gone = {
        "gaps": gaps.delete_before(store, today - timedelta(days=retention.gaps_days)),
        "audit": audit.delete_before(store, now - timedelta(days=retention.audit_days)),
    }
    log.info("retention", **gone)
    return gone
