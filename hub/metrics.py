"""What is counted for whoever runs the system, in Prometheus's form. Counts and times only: no text, number or id.

Each process tells its own on METRICS_PORT, which is no port of the website's; deploy/monitoring holds the dashboard and the
alerts that read it. Labels come from closed lists (channels, outcomes, parts), never from what people send.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from prometheus_client import Counter, Gauge, Histogram, start_http_server
from sqlalchemy import func, select

from hub import safety
from hub.store.database import Store
from hub.store.tables import CallbackRow, HandoffRow, OutboxRow

_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)

TURNS = Counter("hub_turns", "Messages answered, by channel and by how the turn ended", ["channel", "outcome"])
TURN_SECONDS = Histogram("hub_turn_seconds", "Time to answer a message", ["channel"], buckets=_SECONDS)
RASA_ERRORS = Counter("hub_rasa_errors", "Turns that Rasa, its actions or Redis did not answer, by error", ["error"])
SWITCH_UNSEEN = Counter("hub_switch_unseen", "Looks at the operator's switch that the database did not answer")
OVER_LIMIT = Counter("hub_over_limit", "Messages of the web chat that were one too many, by whose limit", ["by"])
LIMITS_ALONE = Counter("hub_limits_alone", "Messages that one front door counted for the limits alone, without Redis")
RULES_ALONE = Gauge("hub_screen_rules_alone", "Messages that the safety screen judged without its classifier")
PART_UP = Gauge("hub_part_up", "Whether a part answers this front door", ["part"])
TEXTS_WAITING = Gauge("hub_texts_waiting", "Texts that are due and not yet sent")
OLDEST_TEXT_SECONDS = Gauge("hub_oldest_text_seconds", "How long the text that waits longest is overdue")
FAMILIES_WAITING = Gauge("hub_families_waiting", "Conversations that wait for a call handler")
CALLBACKS_OPEN = Gauge("hub_callbacks_open", "Call-backs that are still to do")
JOBS_FAILED = Counter("hub_jobs_failed", "Runs of the worker's jobs that failed", ["job"])
JOB_DONE_AT = Gauge("hub_job_done_at_seconds", "When a job of the worker last ended well, Unix time", ["job"])
RULES_ALONE.set_function(safety.judged_by_rules_alone)


def serve(host: str, port: int) -> None:
    """Tell the figures of this process on a port of its own, from a thread; nothing where ``port`` is 0."""
    if port:
        start_http_server(port, host)


def note_parts(parts: Mapping[str, bool]) -> None:
    """Note which parts answer."""
    for name, up in parts.items():
        PART_UP.labels(name).set(up)


def measure_depths(store: Store, now: datetime) -> None:
    """Count what waits in the database at ``now`` (timezone-aware). Raises StoreUnavailableError."""
    due = (OutboxRow.status == "waiting") & (OutboxRow.next_try_at <= now)
    with store.read() as session:
        waiting, oldest = session.execute(select(func.count(), func.min(OutboxRow.due_at)).where(due)).one()
        families = session.scalar(select(func.count()).select_from(HandoffRow).where(HandoffRow.state == "waiting"))
        callbacks = session.scalar(select(func.count()).select_from(CallbackRow).where(CallbackRow.status == "open"))
    TEXTS_WAITING.set(waiting)
    OLDEST_TEXT_SECONDS.set((now - oldest).total_seconds() if oldest else 0)
    FAMILIES_WAITING.set(families or 0)
    CALLBACKS_OPEN.set(callbacks or 0)
