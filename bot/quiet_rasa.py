"""Rasa's command line without the hundreds of deprecation warnings of its old libraries: ``python -m bot.quiet_rasa``.

A filter does not do it: one of the libraries resets all filters when it is imported.
"""

from __future__ import annotations

import warnings
from typing import Any

_show = warnings.showwarning


def _show_others(message: Any, category: Any, *rest: Any, **more: Any) -> None:
    if not issubclass(category, (DeprecationWarning, PendingDeprecationWarning, FutureWarning)):
        _show(message, category, *rest, **more)


warnings.showwarning = _show_others

from rasa.__main__ import main  # noqa: E402 (after its warnings are taken care of)

if __name__ == "__main__":
    main()
