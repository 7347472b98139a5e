"""Puts GOV.UK Frontend in place for the staff's pages (hub/npm_build.py); its files are not ours to publish."""

from __future__ import annotations

from hub import npm_build
from hub.settings import ROOT, Environment

FRONTEND = ROOT / "staff" / "frontend"
BUILT = ROOT / "staff" / "dist" / "staff.css"
_SOURCES = ("src", "package.json", "package-lock.json", "build.mjs")


def build(machine: Environment) -> None:
    """Build the styles where they are missing or older than their sources. Raises NotBuiltError."""
    without = "The console and the dashboard work without them, but look plain."
    npm_build.build(npm_build.Package("staff's styles", FRONTEND, _SOURCES, BUILT, without, verb="are"), machine)
