"""A collector of traces for tests: takes what OpenTelemetry sends (OTLP over HTTP), and keeps it as it came."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Span:
    """One span: the part that sent it, its name, its trace, its own number and that of what it is part of, and its facts."""

    part: str
    name: str
    trace: str
    number: str
    within: str
    facts: dict[str, Any]


@dataclass
class Collected:
    """Where to send spans, and all that came."""

    url: str = ""
    raw: list[bytes] = field(default_factory=list)

    @property
    def spans(self) -> list[Span]:
        return [span for body in self.raw for span in _spans(ExportTraceServiceRequest.FromString(body))]


def _spans(request: ExportTraceServiceRequest) -> Iterator[Span]:
    for resource in request.resource_spans:
        [part] = [one.value.string_value for one in resource.resource.attributes if one.key == "service.name"]
        for scope in resource.scope_spans:
            for one in scope.spans:
                facts = {fact.key: fact.value.string_value or fact.value.int_value for fact in one.attributes}
                yield Span(part, one.name, one.trace_id.hex(), one.span_id.hex(), one.parent_span_id.hex(), facts)


@contextmanager
def collecting() -> Iterator[Collected]:
    collected = Collected()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collected.raw.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Takes) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        collected.url = f"http://127.0.0.1:{server.server_address[1]}/v1/traces"
        yield collected
        server.shutdown()
        thread.join()
