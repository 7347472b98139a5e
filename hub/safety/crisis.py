"""What the safety screen notices: the kind of crisis, and how sure it is that someone is in danger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

CrisisKind = Literal[
    "suicide", "self_harm", "immediate_danger", "abuse", "medical_emergency", "violence", "missing_child"
]
CrisisLevel = Literal["act_now", "check"]
KINDS: tuple[CrisisKind, ...] = get_args(CrisisKind)

# Where several kinds are found in one sentence, what can wait least goes first.
GRAVEST_FIRST: tuple[CrisisKind, ...] = (
    "medical_emergency",
    "suicide",
    "violence",
    "immediate_danger",
    "missing_child",
    "abuse",
    "self_harm",
)


@dataclass(frozen=True)
class Crisis:
    """What the screen noticed. ``by_child``: the words sound like a child writing about themselves."""

    kind: CrisisKind
    level: CrisisLevel
    by_child: bool = False
