"""The private door into Rasa: the front door sends one message and gets back what Rasa understood and said.

Rasa's own REST channel returns the replies only; measures and ``bin/hub replay`` also need the intent.
"""

from __future__ import annotations

import time
from typing import Any, Awaitable, Callable, Dict, List

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from knowledge_base.encoder import load, packed
from knowledge_base.normalise import normalise

FALLBACK = "nlu_fallback"
RANKED = 5


class _Collector(OutputChannel):
    """Keeps what Rasa says, as it says it. Its name picks the channel's variation of a response."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.messages: List[Dict[str, Any]] = []

    def name(self) -> str:  # type: ignore[override]
        return self._channel

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        self.messages.append(message)


def _wire(message: Dict[str, Any]) -> Dict[str, Any]:
    """An action's reply as it is; a response of domain.yml in the same form (hub/replies.py)."""
    if message.get("custom"):
        return message["custom"]
    notes = message.get("metadata") or {}
    return {
        "kind": notes.get("kind", "message"),
        "outcome": notes.get("outcome", "small_talk"),
        "web": message.get("text") or "",
        "buttons": [{"title": b["title"], "payload": b["payload"]} for b in message.get("buttons") or []],
    }


def _understood(parsed: Dict[str, Any]) -> Dict[str, Any]:
    intent = parsed.get("intent") or {}
    ranking = [entry["name"] for entry in parsed.get("intent_ranking") or [] if entry["name"] != FALLBACK]
    return {
        "intent": intent.get("name"),
        "confidence": float(intent.get("confidence") or 0.0),
        "ranking": ranking[:RANKED] or [intent.get("name")],
    }


class HubInput(InputChannel):
    """Registered in credentials.yml; reachable from the front door only."""

    @classmethod
    def name(cls) -> str:
        return "hub"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("hub_channel", __name__)

        @routes.get("/")
        async def alive(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            ready = agent is not None and agent.is_ready()
            return response.json({"ready": ready}, status=200 if ready else 503)

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            body, began = request.json, time.time_ns()
            collector = _Collector(body["channel"])
            message = UserMessage(
                body["text"],
                collector,
                body["conversation"],
                input_channel=body["channel"],
                metadata=body["metadata"],
            )
            # Understood here, so that it need not be read back from the conversation, which lives in Redis.
            parsed = message.parse_data = await request.app.ctx.agent.processor.parse_message(message)
            if not body["text"].startswith("/"):
                # The actions search with the same vector; the featurizer has just made it.
                message.metadata = {**body["metadata"], "meaning": packed(load().encode(normalise(body["text"])))}
            await on_new_message(message)
            replies = [_wire(message) for message in collector.messages]
            # The front door notes it for us: a tracer that fits Rasa's pins is years old (docs/adr/0010).
            took = {"took": [began, time.time_ns()]} if "trace" in body["metadata"] else {}
            return response.json({**_understood(parsed), "replies": replies, **took})

        @routes.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            return response.json(_understood(await request.app.ctx.agent.parse_message(request.json["text"])))

        return routes
