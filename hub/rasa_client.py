"""The client of the Rasa server: one message in, the replies and what was understood out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from hub import tracing
from hub.replies import Channel, Reply, reply_from_wire

TURN_PATH = "/webhooks/hub/turn"
PARSE_PATH = "/webhooks/hub/parse"


_Model = TypeVar("_Model", bound=BaseModel)


class RasaUnavailableError(Exception):
    """Rasa or its action server did not answer, or not in time; the message says how."""


class _Understood(BaseModel):
    intent: str | None
    confidence: float
    ranking: list[str]


class _Turn(_Understood):
    replies: list[dict[str, Any]]
    took: tuple[int, int] | None = None
    """When the server began and ended, where the turn is traced; nanoseconds since 1970."""


@dataclass(frozen=True)
class RasaTurn:
    """What Rasa made of one message. ``ranking`` lists intents, best first, fallback left out."""

    replies: tuple[Reply, ...]
    intent: str | None
    confidence: float
    ranking: tuple[str, ...]


class RasaClient:
    """Talks to one Rasa server over its private input channel (bot/channel.py)."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        # Rasa's server closes a connection that was idle for 5 seconds; ours must be given up before that.
        limits = httpx.Limits(keepalive_expiry=2)
        self._http = httpx.AsyncClient(base_url=url, timeout=timeout_seconds, trust_env=False, limits=limits)

    async def close(self) -> None:
        await self._http.aclose()

    async def turn(self, conversation: str, channel: Channel, text: str, metadata: dict[str, str | None]) -> RasaTurn:
        """Send one message of a conversation, with what its channel knows of it; raises RasaUnavailableError where no full answer came."""
        with tracing.span("rasa"):
            known = {**metadata, **tracing.here()}
            body = {"conversation": conversation, "channel": channel, "text": text, "metadata": known}
            answer = await self._post(TURN_PATH, body, _Turn)
            if answer.took is not None:
                tracing.note_done("rasa server", *answer.took)
        try:
            replies = tuple(reply_from_wire(wire) for wire in answer.replies)
        except ValidationError as error:
            raise RasaUnavailableError("an action sent a reply that we cannot read") from error
        if not replies or not all(reply.web.strip() for reply in replies):
            raise RasaUnavailableError("no reply, or an empty one: the action server is down or an action failed")
        return RasaTurn(replies, answer.intent, answer.confidence, tuple(answer.ranking))

    async def understand(self, text: str) -> tuple[str, ...]:
        """The intents of a text, best first, without touching any conversation."""
        return tuple((await self._post(PARSE_PATH, {"text": text}, _Understood)).ranking)

    async def alive(self) -> bool:
        """Whether the server answers and has a model."""
        try:
            return (await self._http.get("/webhooks/hub/", timeout=2)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def _post(self, path: str, body: dict[str, Any], model: type[_Model]) -> _Model:
        try:
            # httpx limits each read; a server that drips bytes needs a limit on the whole.
            async with asyncio.timeout(self._timeout_seconds):
                response = await self._http.post(path, json=body)
            response.raise_for_status()
            return model.model_validate_json(response.content)
        except (httpx.HTTPError, ValidationError, TimeoutError) as error:
            # The class only: the text of an error could carry what the person wrote.
            raise RasaUnavailableError(type(error).__name__) from error
