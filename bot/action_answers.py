"""Checks what the action server answers, as Rasa does, but with the schema read once.

Rasa 3.6 gives jsonschema the schema anew at every call, which each time checks the schema itself first: nearly half of
what a turn cost (docs/adr/0011-schema-read-once.md). And its complaint repeats the answer, a person's words among it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from rasa.core.actions.action import RemoteAction
from rasa.shared.exceptions import RasaException


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    schema = RemoteAction.action_response_format_spec()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _checked(_: RemoteAction, answer: dict[str, Any]) -> bool:
    """True for an answer in the form that Rasa expects; raises RasaException, without the answer's words, for another."""
    if (error := best_match(_validator().iter_errors(answer))) is not None:
        raise RasaException(f"the action server's answer is wrong at {error.json_path} ({error.validator})")
    return True


def read_schema_once() -> None:
    """Make Rasa's remote actions check with the schema that was read once."""
    RemoteAction._validate_action_result = _checked  # noqa: SLF001 (docs/adr/0011-schema-read-once.md)
