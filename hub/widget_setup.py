"""Builds the chat widget on this machine (hub/npm_build.py)."""

from __future__ import annotations

from hub import npm_build
from hub.settings import ROOT, Environment

WIDGET = ROOT / "webchat" / "widget"
BUILT = ROOT / "webchat" / "dist" / "neurodiversity-hub-chat.js"
_SOURCES = ("src", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "size.mjs")


def build(machine: Environment) -> None:
    """Build the widget where it is missing or older than its sources. Raises NotBuiltError."""
    without = "The chat works without it, as a plain page."
    npm_build.build(npm_build.Package("chat widget", WIDGET, _SOURCES, BUILT, without), machine)
