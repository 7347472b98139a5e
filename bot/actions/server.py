"""Runs Rasa's action server in one process on this machine: ``python -m bot.actions.server PORT``.

rasa_sdk's own start-up always forks a second process, which would hold the search index twice.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from hub import knowledge
from hub.logs import configure_logs


class _Executor(ActionExecutor):
    """Takes a call without the domain, as Rasa 3.6 sends it with enable_selective_domain.

    The newer SDK would answer 449 and wait for a second call with the domain, which Rasa 3.6 never makes.
    """

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any]:
        return payload.get("domain") or {}


def create_action_server() -> Any:
    """The SDK's Sanic application with every action of this package, its index built."""
    configure_logs()
    # It warns at every call that Rasa 3.6 and the SDK's version differ; they fit (docs/adr/0001).
    logging.getLogger("rasa_sdk.utils").setLevel(logging.ERROR)
    executor = _Executor()
    executor.register_package("bot.actions")
    knowledge.prepare()
    return create_app(executor)


if __name__ == "__main__":
    knowledge.reload_on_signal()
    create_action_server().run(
        host=os.environ.get("ACTIONS_HOST", "127.0.0.1"),
        port=int(sys.argv[1]),
        single_process=True,
        access_log=False,
        motd=False,
    )
