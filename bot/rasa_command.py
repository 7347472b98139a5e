"""Rasa's command line for this project: ``python -m bot.rasa_command``.

Three things differ: before training, the entity pipeline that the model needs is built; what the action server answers is
checked with a schema that is read once (bot/action_answers.py); and the hundreds of deprecation warnings of Rasa's old
libraries stay out (a filter does not do it: one of them resets all filters).
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

_show = warnings.showwarning


def _show_others(message: Any, category: Any, *rest: Any, **more: Any) -> None:
    if not issubclass(category, (DeprecationWarning, PendingDeprecationWarning, FutureWarning)):
        _show(message, category, *rest, **more)


warnings.showwarning = _show_others

from rasa.__main__ import main  # noqa: E402 (after its warnings are taken care of)

from bot.action_answers import read_schema_once  # noqa: E402
from bot.build_entities import build  # noqa: E402

if __name__ == "__main__":
    if sys.argv[1:2] == ["train"]:
        build()
    read_schema_once()
    main()
