"""Anonymises whole files: JSON lines with a ``text`` each, for ``bin/hub anonymise``."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hub.anonymise.removal import anonymise, prepare

_LARGE = 2_000  # lines; below, a second process costs more than it saves
_CHUNK = 100


def anonymise_file(source: Path, target: Path) -> int:
    """Write the rows of ``source`` to ``target`` with ``anonymised`` and ``spans``; returns how many lines failed.

    Rows without a ``text`` are passed on as they are. A line that cannot be read is reported with its number on
    standard error (never its content) and left out; the rest runs. Raises OSError where a file cannot be opened.
    """
    console = Console(stderr=True)
    lines = source.read_bytes().splitlines()
    prepare()
    failed = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with target.open("w", encoding="utf-8") as out, Progress(*columns, console=console) as progress:
        task = progress.add_task("Anonymising", total=len(lines))
        for number, (row, problem) in enumerate(_rows(lines), start=1):
            progress.advance(task)
            if problem:
                failed += 1
                console.print(f"{source.name}, line {number}: {problem}", markup=False, highlight=False)
            elif row:
                out.write(row + "\n")
    if failed:
        console.print(f"{failed} of {len(lines)} lines could not be read; they are not in {target.name}", markup=False)
    return failed


def _rows(lines: list[bytes]) -> Iterator[tuple[str, str]]:
    if len(lines) < _LARGE:
        yield from map(_row, lines)
        return
    # Forked after prepare(), so that both share what is loaded.
    with multiprocessing.get_context("fork").Pool(2) as pool:
        yield from pool.imap(_row, lines, chunksize=_CHUNK)


def _row(line: bytes) -> tuple[str, str]:
    """A row with its text anonymised, or what is wrong with it; both empty for an empty line."""
    if not line.strip():
        return "", ""
    try:
        row = json.loads(line)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        reason = f"{error.msg} at character {error.pos}" if isinstance(error, json.JSONDecodeError) else "not UTF-8"
        return "", f"not JSON ({reason})"
    if not isinstance(row, dict):
        return "", "not an object"
    if "text" in row:
        if not isinstance(row["text"], str):
            return "", "its text is not a string"
        row |= _found(row["text"])
    return json.dumps(row, ensure_ascii=False), ""


def _found(text: str) -> dict[str, Any]:
    result = anonymise(text)
    spans: Iterable[dict[str, Any]] = ({"start": s.start, "end": s.end, "type": s.type.value} for s in result.spans)
    return {"anonymised": result.text, "spans": list(spans)}
