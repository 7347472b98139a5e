"""How many messages the web chat takes (``limits`` in hub.yml); SMS and voice have limits of their own for each number."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class LimitSettings(BaseModel):
    """Messages in a minute. The least of each leaves room for whoever sends thirty in one breath."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_conversation: int = Field(60, ge=30, le=100_000)
    from_address: int = Field(300, ge=30, le=100_000)
    in_all: int = Field(3000, ge=30, le=1_000_000)
