"""Looks whether the ports are free before anything starts."""

from __future__ import annotations

import socket

from hub.settings import Environment


def taken(host: str, port: int) -> bool:
    """Whether something already listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
        return False


def problem(machine: Environment) -> str | None:
    """One sentence about the first port in use, or None."""
    seen: dict[int, str] = {}
    for variable, host, port in (
        ("PORT", machine.host, machine.port),
        ("RASA_PORT", "127.0.0.1", machine.rasa_port),
        ("ACTIONS_PORT", "127.0.0.1", machine.actions_port),
        ("REDIS_PORT", "127.0.0.1", machine.redis_port),
    ):
        if port in seen:
            return f"{variable} and {seen[port]} are both {port}: give each part a port of its own."
        seen[port] = variable
        if taken(host, port):
            return f"Port {port} is in use: stop what uses it, or choose another one with {variable}=<number> make run."
    return None
