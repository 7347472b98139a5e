"""Servers for a test: real ones, in this process, on a free port."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import uvicorn
from fastapi import FastAPI, Request, Response


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: FastAPI, lifespan: Literal["on", "off"] = "off") -> Iterator[str]:
    """Serve ``app`` meanwhile, without what it does at its start and end unless ``lifespan`` says so; its address."""
    config = uvicorn.Config(
        app, loop="asyncio", ws="websockets-sansio", lifespan=lifespan, log_level="warning", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    # Said to be TCP, so that asyncio sends small answers at once.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class FakeRasa:
    """The private channel of a Rasa server (bot/channel.py), which answers as a test tells it."""

    def __init__(self) -> None:
        self.app = FastAPI()
        self.app.get("/webhooks/hub/")(self._alive)
        self.app.post("/webhooks/hub/turn")(self._turn)
        self.app.post("/webhooks/hub/parse")(self._parse)
        self.url = ""
        self.begin()

    def begin(self) -> None:
        """Forget everything that a test before has set or sent."""
        self.heard: list[dict[str, Any]] = []  # a new list: what an earlier test's request does goes to the old one
        self.thinks: Callable[[dict[str, Any]], list[dict[str, Any]]] | None = None
        self.replies: list[dict[str, Any]] = [{"kind": "message", "outcome": "small_talk", "web": "Hello."}]
        self.intent: str | None = "greet"
        self.confidence = 0.9
        self.ranking = ["greet", "thanks"]
        self.seconds = 0.0
        self.raw: bytes | None = None
        self.status = 200
        self.took: list[int] | None = None
        self.meanwhile: Callable[[], object] | None = None  # what an action does
        self.in_hand = self.most_in_hand = 0

    @property
    def texts(self) -> list[str]:
        """What it was sent, in order."""
        return [body["text"] for body in self.heard]

    async def _alive(self) -> dict[str, bool]:
        return {"ready": True}

    async def _turn(self, request: Request) -> Response:
        body, heard = await request.json(), self.heard
        self.in_hand += 1
        self.most_in_hand = max(self.in_hand, self.most_in_hand)
        await asyncio.sleep(self.seconds)
        if self.meanwhile is not None:
            await asyncio.to_thread(self.meanwhile)
        heard.append(body)
        if heard is self.heard:
            self.in_hand -= 1
        replies = await asyncio.to_thread(self.thinks, body) if self.thinks else self.replies
        took = {"took": self.took} if self.took else {}
        return self._answer({"replies": replies, **took})

    async def _parse(self, request: Request) -> Response:
        self.heard.append(await request.json())
        return self._answer({})

    def _answer(self, more: dict[str, Any]) -> Response:
        if self.raw is not None:
            return Response(self.raw, self.status)
        understood = {"intent": self.intent, "confidence": self.confidence, "ranking": self.ranking}
        return Response(json.dumps({**understood, **more}), self.status)
