"""Runs Rasa's action server in one process on this machine: ``python -m bot.actions.server PORT``.

rasa_sdk's own start-up always forks a second process, which would hold the search index twice.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sanic import response

from hub import anonymise, knowledge, tracing
from hub.logs import begin_request, configure_logs
from hub.settings import environment
from knowledge_base.encoder import load, unpacked
from knowledge_base.normalise import normalise

log = structlog.get_logger()
READ_AFTER_SECONDS = 15.0


class ActionFailedError(Exception):
    """An action failed; the log says which and where."""


class _Executor(ActionExecutor):
    """Takes a call without the domain, as Rasa 3.6 sends it with enable_selective_domain.

    The newer SDK would answer 449 and wait for a second call with the domain, which Rasa 3.6 never makes.
    """

    async def run(self, action_call: dict[str, Any], *further: Any, **more: Any) -> Any:
        """As the SDK, but an error that we did not foresee reaches neither a log nor Rasa with what the person wrote.

        The SDK's own handler sends the whole request back, and Rasa logs it.
        """
        message = (action_call.get("tracker") or {}).get("latest_message") or {}
        metadata = message.get("metadata") or {}
        begin_request(metadata.get("request"))
        with suppress(ValueError):  # a Rasa of another version: then the text is encoded once more
            if meaning := metadata.get("meaning"):
                load().remember(normalise(message.get("text") or ""), unpacked(meaning))
        action: tracing.Facts = {"action": action_call.get("next_action")}
        try:
            with tracing.span("action", action, within=metadata.get(tracing.TRACE)):
                return await super().run(action_call, *further, **more)
        except (ActionExecutionRejection, ActionNotFoundException):
            raise
        except Exception as error:  # noqa: BLE001 (whatever failed)
            place = traceback.extract_tb(error.__traceback__)[-1]
            log.error(  # noqa: TRY400 (a traceback's last line is the error's text)
                "action_failed",
                action=action_call.get("next_action"),
                error=type(error).__name__,
                at=f"{Path(place.filename).name}:{place.lineno}",
            )
            raise ActionFailedError from None

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any]:
        return payload.get("domain") or {}


def create_action_server() -> Any:
    """The SDK's Sanic application with every action of this package, its index built."""
    configure_logs()
    tracing.configure(environment().traces_url, "actions")
    # It warns at every call that Rasa 3.6 and the SDK's version differ; they fit (docs/adr/0001).
    logging.getLogger("rasa_sdk.utils").setLevel(logging.ERROR)
    executor = _Executor()
    executor.register_package("bot.actions")
    knowledge.prepare()
    app = create_app(executor)

    @app.exception(ActionFailedError)  # type: ignore[untyped-decorator]
    async def failed(_: Any, __: Exception) -> Any:
        return response.json({"error": "the action failed"}, status=500)

    return app


if __name__ == "__main__":
    knowledge.reload_on_signal()
    app = create_action_server()
    # Seconds of reading, so that the first feedback does not wait for it; not in the way of the first answer.
    reading = threading.Timer(READ_AFTER_SECONDS, anonymise.prepare)
    reading.name, reading.daemon = "anonymiser", True
    reading.start()
    app.run(
        host=os.environ.get("ACTIONS_HOST", "127.0.0.1"),
        port=int(sys.argv[1]),
        single_process=True,
        access_log=False,
        motd=False,
    )
