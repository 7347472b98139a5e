"""What the operator sets about how staff sign in (``staff`` in hub.yml)."""

from __future__ import annotations

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field

from hub.roles import Role


class StaffSettings(BaseModel):
    """How long a session lasts, and what an identity provider's claims mean here (docs/accounts.md)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    idle_minutes: int = Field(30, ge=5, le=240)
    session_hours: int = Field(10, ge=1, le=24)
    link_minutes: int = Field(30, ge=5, le=24 * 60)
    provider_name: str = Field("your work account", min_length=1, max_length=60)
    name_claim: str = Field("preferred_username", min_length=1)
    roles_claim: str = Field("roles", min_length=1)
    roles: dict[str, Role] = {}

    @property
    def idle(self) -> timedelta:
        """How long a session lasts in which nothing is done."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        """How long a session lasts at most."""
        return timedelta(hours=self.session_hours)

    @property
    def link_good_for(self) -> timedelta:
        """How long a one-time sign-in link can be used."""
        return timedelta(minutes=self.link_minutes)
