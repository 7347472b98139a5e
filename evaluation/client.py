"""Sends rows of questions through the running system and writes what came back."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress

AT_ONCE = 8
TIMEOUT_SECONDS = 60
ROUTE = "/api/replay"
_EVENT = re.compile(r"\[(DTMF:[0-9*#]+|silence|noise)\]")
_console = Console(stderr=True)


class ReplayRefusedError(Exception):
    """The system cannot replay; the message says why and what to do."""


async def _send(
    http: httpx.AsyncClient, said: str, row: dict[str, Any], now: str | None, conversation: str | None
) -> dict[str, Any]:
    channel = row.get("channel", "web")
    event = _EVENT.fullmatch(said.strip()) if channel == "voice" else None
    body: dict[str, Any] = {
        "channel": channel,
        "text": "" if event else said,
        "event": event[1] if event else None,
        "now": now,
        "conversation": conversation,
        "from": row.get("from"),
        "setup": row.get("setup") if conversation is None else None,
    }
    response = await http.post(ROUTE, json=body)
    if response.is_error:
        raise ValueError(f"HTTP {response.status_code}: {response.text[:200]}")
    answer: dict[str, Any] = response.json()
    return answer


async def _replay_row(http: httpx.AsyncClient, row: dict[str, Any]) -> dict[str, Any]:
    if "turns" not in row:
        answer = await _send(http, str(row["text"]), row, row.get("now"), None)
        answer.pop("conversation")
        return {**row, **answer}
    conversation, turns = None, []
    for turn in row["turns"]:
        answer = await _send(http, str(turn["user"]), row, turn.get("now", row.get("now")), conversation)
        conversation = answer.pop("conversation")
        turns.append({**turn, **answer})
    return {**row, "turns": turns}


def _row(line: str) -> dict[str, Any]:
    row = json.loads(line)
    whole = isinstance(row, dict) and (isinstance(row.get("text"), str) or isinstance(row.get("turns"), list))
    if not whole:
        raise ValueError("is not an object with a text or turns")
    return dict(row)


def _read(source: Path) -> tuple[list[dict[str, Any]], int]:
    rows, bad = [], 0
    try:
        lines = source.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ReplayRefusedError(f"{source.name} is not UTF-8 text.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append({**_row(line), "_line": number})
        except ValueError as error:
            _console.print(f"{source.name} line {number}: {error}", markup=False)
            bad += 1
    return rows, bad


async def replay_file(source: Path, target: Path, url: str) -> int:
    """Replay ``source`` into ``target``; the number of rows that failed. Raises ReplayRefusedError."""
    rows, failed = _read(source)
    async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT_SECONDS, trust_env=False) as http:
        await _check_ready(http, url)
        gate, answered = asyncio.Semaphore(AT_ONCE), {}
        with Progress(console=_console, transient=True) as bar:
            task = bar.add_task(source.name, total=len(rows))

            async def one(row: dict[str, Any]) -> None:
                nonlocal failed
                line = row.pop("_line")
                async with gate:
                    try:
                        answered[line] = await _replay_row(http, row)
                    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
                        failed += 1
                        _console.print(f"{source.name} line {line}: {type(error).__name__}: {error}", markup=False)
                bar.advance(task)

            started = asyncio.get_running_loop().time()
            await asyncio.gather(*(one(row) for row in rows))
            seconds = asyncio.get_running_loop().time() - started
    with target.open("w", encoding="utf-8") as out:
        for line in sorted(answered):
            out.write(json.dumps(answered[line], ensure_ascii=False) + "\n")
    _console.print(f"{len(answered)} rows in {seconds:.1f} s: {len(answered) / max(seconds, 0.001):.0f} a second")
    return failed


async def _check_ready(http: httpx.AsyncClient, url: str) -> None:
    try:
        known = (await http.get("/openapi.json")).json()["paths"]
    except (httpx.HTTPError, ValueError, KeyError) as error:
        raise ReplayRefusedError(f"Nothing answers at {url}: start it with `HUB_TEST_CLOCK=1 make run`.") from error
    if ROUTE not in known:
        raise ReplayRefusedError("The system runs without its test clock: start it with `HUB_TEST_CLOCK=1 make run`.")
