"""What the set-up is doing, for the terminal, and through a small file for the waiting page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FILE = "setting-up"


@contextmanager
def step(what: str, state_dir: Path) -> Iterator[None]:
    """Print that ``what`` begins and how long it took; the waiting page shows it meanwhile."""
    state_dir.mkdir(parents=True, exist_ok=True)
    file = state_dir / _FILE
    file.write_text(what, encoding="utf-8")
    print(f"{what} ...", flush=True)
    started = time.monotonic()
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
    print(f"{what}: done in {time.monotonic() - started:.1f} s", flush=True)


def read(state_dir: Path) -> str | None:
    """What is being done right now, or None."""
    try:
        return (state_dir / _FILE).read_text(encoding="utf-8")
    except OSError:
        return None
