"""Traces of a turn across front door, Rasa and actions, in OpenTelemetry's form: off unless TRACES_URL is set.

A span says what was done and how long it took, in words of closed lists: never a text, a number, an id of a conversation or an
address. No instrumentation of libraries is used, since those note addresses with their queries. While it is off, a span
is nothing: no exporter is imported, no thread runs. (FastAPI and rasa_sdk bring OpenTelemetry along for tracing of their own,
which stays off.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Literal

from hub.logs import request_id

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

Part = Literal["web", "actions"]
Name = Literal["request", "turn", "safety screen", "rasa", "rasa server", "action"]
Fact = Literal["route", "status", "channel", "outcome", "intent", "article", "crisis", "action", "error"]
Facts = Mapping[Fact, str | int | None]

# In a message's metadata: which trace it belongs to (W3C Trace Context).
TRACE = "trace"


class Noted:
    """A span that is open. While traces are off it notes nothing."""

    def __init__(self, span: Span | None = None) -> None:
        self._span = span

    def note(self, facts: Facts) -> None:
        """Say more of it; what is None is left out."""
        if self._span is not None:
            for name, value in facts.items():
                if value is not None:
                    self._span.set_attribute(f"hub.{name}", value)


_NOTHING = nullcontext(Noted())
_tracer: Tracer | None = None


def configure(url: str, part: Part) -> None:
    """Send the spans of this process to the collector at ``url`` (OTLP over HTTP) from now on; nothing where it is empty."""
    global _tracer  # noqa: PLW0603 (a process has one)
    if not url:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource({"service.name": f"neurodiversity-hub-{part}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    _tracer = provider.get_tracer("hub")


def span(name: Name, facts: Facts | None = None, *, within: object = None) -> AbstractContextManager[Noted]:
    """Note that something is being done. ``within`` is the other process's ``TRACE``, where it began there."""
    return _NOTHING if _tracer is None else _span(_tracer, name, facts or {}, within)


@contextmanager
def _span(tracer: Tracer, name: Name, facts: Facts, within: object) -> Iterator[Noted]:
    # An error's text could carry what a person wrote: its class only.
    quiet: dict[str, Any] = {"record_exception": False, "set_status_on_exception": False}
    with tracer.start_as_current_span(name, _context(within), **quiet) as one:
        noted = Noted(one)
        if (number := request_id()) is not None:
            one.set_attribute("hub.request", number)
        noted.note(facts)
        try:
            yield noted
        except Exception as error:
            noted.note({"error": type(error).__name__})
            raise


def note_done(name: Name, began: int, ended: int) -> None:
    """Note what another process did that has no tracer of its own; nanoseconds since 1970, by its clock."""
    if _tracer is not None:
        _tracer.start_span(name, start_time=began).end(ended)


def here() -> dict[str, str]:
    """What another process needs to go on with this trace, for a message's metadata; empty while traces are off."""
    if _tracer is None:
        return {}
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return {TRACE: carrier["traceparent"]} if "traceparent" in carrier else {}


def _context(within: object) -> Any:
    if not isinstance(within, str):
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({"traceparent": within})
