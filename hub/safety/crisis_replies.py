"""What a person in a crisis is told, from the reviewed file replies.yml: by situation, 999 before anything else."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, HttpUrl

from hub.outcomes import Outcome
from hub.replies import Button, Reply
from hub.safety.crisis import Crisis, CrisisKind

REPLIES = Path(__file__).parent.parent / "safety_data" / "replies.yml"
Situation = Literal["suicide", "danger", "missing", "abuse", "medical", "child"]
_SITUATIONS: dict[CrisisKind, Situation] = {
    "suicide": "suicide",
    "self_harm": "suicide",
    "violence": "danger",
    "immediate_danger": "danger",
    "missing_child": "missing",
    "abuse": "abuse",
    "medical_emergency": "medical",
}
# Emergencies in which a child needs the same as anybody: what to do this minute.
_SAME_FOR_A_CHILD: frozenset[Situation] = frozenset(("medical", "missing"))


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Number(_Strict):
    """A number that the texts may give, and who says so."""

    name: str
    hours: str
    source: HttpUrl
    checked: date


class Words(_Strict):
    """One text in its renditions."""

    web: str
    sms: str
    voice: str


class CrisisTexts(_Strict):
    """The file: the numbers, the texts by situation, the question where it is not clear, and the line after a no."""

    numbers: dict[str, Number]
    act_now: dict[Situation, Words]
    check: Words
    after_no: Words


@cache
def crisis_texts() -> CrisisTexts:
    """The file, read once; raises pydantic.ValidationError where it is not one (a test reads ours)."""
    return CrisisTexts.model_validate(yaml.safe_load(REPLIES.read_text(encoding="utf-8")))


def crisis_reply(crisis: Crisis) -> Reply:
    """The numbers for the situation, or where it is not clear the question, with the numbers in sight."""
    if crisis.level == "act_now":
        situation = _SITUATIONS[crisis.kind]
        if crisis.by_child and situation not in _SAME_FOR_A_CHILD:
            situation = "child"
        return _reply(crisis_texts().act_now[situation])
    return _reply(crisis_texts().check, Button("Yes", "/affirm"), Button("No", "/deny"))


def after_no() -> Reply:
    """One kind line for someone who says that nobody is in danger; what they came for goes on."""
    return _reply(crisis_texts().after_no)


def _reply(words: Words, *buttons: Button) -> Reply:
    return Reply(
        kind="crisis", outcome=Outcome.CRISIS, web=words.web, sms=words.sms, voice=words.voice, buttons=buttons
    )
