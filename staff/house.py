"""What the staff's doors need of the house: built once for a front door, found from any request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import HTTPConnection

from hub.accounts import Accounts
from hub.settings import Environment, HubSettings
from hub.store.database import Store
from staff.provider import Provider


@dataclass(frozen=True)
class Staff:
    """The accounts of a front door, its store and secret, and the identity provider where there is one."""

    accounts: Accounts
    store: Store
    secret: str
    machine: Environment
    settings: HubSettings
    provider: Provider | None

    @property
    def secure(self) -> bool:
        """Whether cookies go over TLS alone: everywhere but on a machine that only talks to itself."""
        return not self.machine.is_loopback

    def now(self) -> datetime:
        """The present moment, timezone-aware."""
        return datetime.now(UTC)


def staff_for(machine: Environment, settings: HubSettings, store: Store, secret: str) -> Staff:
    """The staff's side of a front door."""
    provider = Provider(machine, settings.staff, secret) if machine.oidc_issuer else None
    return Staff(Accounts(store, secret, settings.staff), store, secret, machine, settings, provider)


def staff_of(request: HTTPConnection) -> Staff:
    """The staff's side of the front door that has this request."""
    staff: Staff = request.app.state.staff
    return staff
