"""Everything that can be set: ``hub.yml`` for the operator of the Hub, environment variables for the machine."""

from __future__ import annotations

import ipaddress
import re
from datetime import date, time
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import phonenumbers
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub.limit_settings import LimitSettings
from hub.opening_hours import Closure, OpeningHours, Session
from hub.staff_settings import StaffSettings
from knowledge_base.yaml_lines import Located, YamlError

ROOT = Path(__file__).resolve().parent.parent
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Ofcom keeps these free for drama: real people are never behind them.
OFCOM_RESERVED = re.compile(r"\+44(1632960|7700900)\d{3}")
_COSTLY = (
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PAGER,
)
MINIMUM_SECRET_LENGTH = 32
# UK time at which a text that nobody waits for may come.
CIVIL_FROM, CIVIL_UNTIL = time(9), time(20)


class SettingsError(Exception):
    """A setting is wrong. The message says which, where and why, for a person to read."""


class Environment(BaseSettings):
    """What the machine sets, from environment variables; names and defaults are listed in docs/settings.md."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore")

    hub_env: Literal["development", "production"] = Field(
        "development", description="production refuses test switches and weak secrets"
    )
    hub_config: Path = Field(ROOT / "hub.yml", description="the operator's settings file")
    hub_state: Path = Field(ROOT / ".hub", description="folder for what the running system writes on this machine")
    hub_secret: str = Field(
        "", description="signs conversation ids; at least 32 characters; made once and kept in HUB_STATE when empty"
    )
    hub_test_clock: bool = Field(
        False, description="1 allows a message to carry its own time and opens /api/replay; never in production"
    )
    host: str = Field("127.0.0.1", description="address the front door listens on")
    port: int = Field(8000, ge=1, le=65535, description="port of the front door")
    trusted_proxies: str = Field(
        "",
        description="addresses or networks of the proxy before the front door, with commas: who they say is asking counts for the limits of hub.yml; empty: nobody is believed, and there is no limit for an address",
    )
    metrics_port: int = Field(
        0, ge=0, le=65535, description="port on which a process tells its figures to Prometheus; 0: it tells nobody"
    )
    metrics_host: str = Field("127.0.0.1", description="address for it; never one that the internet reaches")
    traces_url: str = Field(
        "",
        pattern=r"^$|^https?://[^?#\s]+$",
        description="OpenTelemetry collector that front door and action server send traces to (OTLP over HTTP), for instance http://127.0.0.1:4318/v1/traces; empty: no traces",
    )
    rasa_port: int = Field(8005, ge=1, le=65535, description="port of the Rasa server started by make run (private)")
    actions_port: int = Field(
        8055, ge=1, le=65535, description="port of the action server started by make run (private)"
    )
    redis_port: int = Field(8063, ge=1, le=65535, description="port of the Redis started by make run (private)")
    rasa_url: str = Field("", description="address of the Rasa server; empty: this machine, RASA_PORT")
    actions_url: str = Field("", description="address of the action server; empty: this machine, ACTIONS_PORT")
    redis_url: str = Field("", description="address of Redis; empty: this machine, REDIS_PORT")
    database_url: str = Field(
        "", description="SQLAlchemy address of the database, SQLite or PostgreSQL; empty: an SQLite file in HUB_STATE"
    )
    rasa_timeout_seconds: float = Field(
        8.0, gt=0, le=15, description="how long one message may take in Rasa and its actions before the limited reply"
    )
    twilio_account_sid: str = Field("", description="Twilio account that sends text messages; empty: none are sent")
    twilio_auth_token: str = Field("", repr=False, description="its secret")
    twilio_from: str = Field("", description="our number at Twilio, or the SID of a messaging service")
    twilio_region: str = Field(
        "", description="Twilio region that processes the data, for instance ie1; empty: Twilio's"
    )
    twilio_edge: str = Field("", description="Twilio's entry point, for instance dublin; empty: Twilio's own choice")
    twilio_auth_token_old: str = Field(
        "", repr=False, description="the token before it, still taken while Twilio changes over to the new one"
    )
    twilio_voice: str = Field(
        "Polly.Amy-Neural",
        pattern=r"^(Polly|Google)\.[A-Za-z0-9-]+$",
        description="voice of the phone line, one of Twilio's for British English",
    )
    oidc_issuer: str = Field(
        "",
        pattern=r"^$|^https?://[^?#\s]+$",
        description="identity provider that signs staff in (OpenID Connect); empty: local accounts",
    )
    oidc_client_id: str = Field("", description="our name at the identity provider")
    oidc_client_secret: str = Field("", repr=False, description="its secret")
    public_url: str = Field(
        "",
        description="address at which the internet reaches the front door, which Twilio calls and signs and texts link to; empty: HOST and PORT",
    )

    @field_validator("public_url")
    @classmethod
    def _an_origin(cls, url: str) -> str:
        if url and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?", url):
            raise ValueError("must be an address like https://assistant.example.org, without ? or #")
        return url.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, named: str) -> str:
        networks = [one.strip() for one in named.split(",") if one.strip()]
        for network in networks:
            try:
                ipaddress.ip_network(network)
            except ValueError:
                raise ValueError(f"{network!r} is neither an address nor a network such as 10.0.0.0/8") from None
        return ",".join(networks)

    def is_proxy(self, address: str) -> bool:
        """Whether an address is that of the operator's own proxy, so that it names nobody."""
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in ipaddress.ip_network(one) for one in self.trusted_proxies.split(",") if one)

    @property
    def can_text(self) -> bool:
        """Whether texts reach anybody; with the test clock they are written as if they did."""
        return bool(self.twilio_account_sid) or self.hub_test_clock

    @property
    def public_address(self) -> str:
        """The address that Twilio calls, and signs."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @model_validator(mode="after")
    def _fill_and_refuse(self) -> Self:
        self.rasa_url = self.rasa_url or f"http://127.0.0.1:{self.rasa_port}"
        self.actions_url = self.actions_url or f"http://127.0.0.1:{self.actions_port}"
        self.redis_url = self.redis_url or f"redis://127.0.0.1:{self.redis_port}/0"
        # With the test clock the store is a throw-away one: made empty at the start (commands/start.py).
        file = f"test-clock-{self.port}.sqlite3" if self.hub_test_clock else "hub.sqlite3"
        self.database_url = self.database_url or f"sqlite:///{self.hub_state.absolute() / file}"
        if self.hub_env == "production":
            if self.hub_test_clock:
                raise ValueError("HUB_TEST_CLOCK must not be set in production")
            if not self.hub_secret:
                raise ValueError("HUB_SECRET is needed in production, the same for every front door")
            for name, url in (("REDIS_URL", self.redis_url), ("DATABASE_URL", self.database_url)):
                if _is_open(url):
                    raise ValueError(f"{name} names another machine and needs a password in production")
            if self.twilio_auth_token and not self.public_url.startswith("https://"):
                raise ValueError(
                    "PUBLIC_URL is needed with TWILIO_AUTH_TOKEN in production, and must begin with https://"
                )
        if self.hub_secret and len(self.hub_secret) < MINIMUM_SECRET_LENGTH:
            raise ValueError(f"HUB_SECRET needs at least {MINIMUM_SECRET_LENGTH} characters")
        twilio = (self.twilio_account_sid, self.twilio_auth_token, self.twilio_from)
        if any(twilio) and not all(twilio):
            raise ValueError(
                "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM are needed together, or none of them"
            )
        if self.twilio_auth_token_old and not self.twilio_auth_token:
            raise ValueError("TWILIO_AUTH_TOKEN_OLD is only for exchanging TWILIO_AUTH_TOKEN, which is empty")
        self._whole_oidc()
        return self

    def _whole_oidc(self) -> None:
        oidc = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
        if any(oidc) and not all(oidc):
            raise ValueError("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are needed together, or none of them")
        if self.oidc_issuer and self.hub_env == "production" and not self.oidc_issuer.startswith("https://"):
            raise ValueError("OIDC_ISSUER must begin with https:// in production")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches the front door, so that it has no TLS before it."""
        return bool(re.fullmatch(r"http://(127\.0\.0\.1|localhost|\[?::1\]?)(:\d+)?(/.*)?", self.public_address))


def _is_open(url: str) -> bool:
    """Whether an address leads to another machine without a password."""
    there = urlsplit(url)
    return there.hostname not in {None, "localhost", "127.0.0.1", "::1"} and not there.password


def _session(value: Any) -> Session:
    """``09:00-13:00`` or ``19:00-21:00 by appointment``, 24-hour UK time."""
    match = re.fullmatch(r"(\d\d:\d\d) ?- ?(\d\d:\d\d)( by appointment)?", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a session; write 09:00-13:00 or 19:00-21:00 by appointment")
    try:
        start, end = time.fromisoformat(match[1]), time.fromisoformat(match[2])
    except ValueError:
        raise ValueError(f"{value!r} has a time that does not exist") from None
    if start >= end:
        raise ValueError(f"{value!r} ends before it starts")
    return Session(start, end, by_appointment=match[3] is not None)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class _ClosureSetting(_Strict):
    first: date
    last: date
    reason: str = Field(min_length=1, max_length=80)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("last is before first")
        return self


def _no_overlap(sessions: list[Session]) -> list[Session]:
    ordered = sorted(sessions, key=lambda session: session.start)
    for earlier, later in pairwise(ordered):
        if later.start < earlier.end:
            both = f"{earlier.start:%H:%M}-{earlier.end:%H:%M} and {later.start:%H:%M}-{later.end:%H:%M}"
            raise ValueError(f"two sessions overlap ({both})")
    return ordered


DaySessions = Annotated[list[Annotated[Session, BeforeValidator(_session)]], AfterValidator(_no_overlap)]


class Retention(_Strict):
    """How long each kind of thing is kept. The worker deletes what is older (hub/retention.py)."""

    conversations_hours: int = Field(24, ge=1, le=24 * 7)
    gaps_days: int = Field(400, ge=1, le=3650)
    audit_days: int = Field(730, ge=1, le=3650)
    appointments_days: int = Field(90, ge=1, le=3650)
    contacts_days: int = Field(760, ge=62, le=3650)
    feedback_days: int = Field(760, ge=62, le=3650)
    callbacks_days: int = Field(90, ge=1, le=3650)
    live_chat_days: int = Field(30, ge=1, le=3650)
    accounts_days: int = Field(90, ge=1, le=3650)
    snapshots_days: int = Field(3650, ge=400, le=36_500)


class DisclosureSettings(_Strict):
    """Small numbers (hub/disclosure.py). An operator may be stricter than the NHS rule or somewhat milder, never without."""

    hide_up_to: int = Field(7, ge=5, le=100)
    round_to: int = Field(5, ge=5, le=50)

    @model_validator(mode="after")
    def _nothing_shown_is_hidden(self) -> Self:
        if self.round_to > self.hide_up_to:
            raise ValueError("round_to is more than hide_up_to")
        return self


def _time_of_day(value: Any) -> Any:
    """YAML reads an unquoted 10:00 as a number of minutes."""
    return time(value // 60, value % 60) if type(value) is int and 0 <= value < 24 * 60 else value


def _origin(value: str) -> str:
    """An origin as browsers name it: scheme, host, and port where it is not the usual one."""
    match = re.fullmatch(r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?/?", value.strip().lower())
    if match is None:
        raise ValueError(f"{value!r} is not a website's address; write https://www.example.org without a path")
    if match[1] == "http" and match[2] not in ("localhost", "127.0.0.1"):
        raise ValueError(f"{value!r} must begin with https://")
    return f"{match[1]}://{match[2]}{match[3] or ''}"


def _civil(at: time) -> time:
    if not CIVIL_FROM <= at <= CIVIL_UNTIL or at.tzinfo:
        raise ValueError("must be a UK time from 09:00 to 20:00")
    return at


class AppointmentSettings(_Strict):
    """How the sessions by appointment are shared out. ``reminder_time`` is UK time on the day before.

    ``hold_minutes``: how long a place that has become free is kept for a family of the waiting list.
    ``ask_afterwards``: a text asks how it was, at the same time on the day after.
    """

    minutes: int = Field(30, ge=5, le=120)
    places: int = Field(2, ge=1, le=10)
    notice_hours: int = Field(4, ge=0, le=7 * 24)
    horizon_weeks: int = Field(8, ge=1, le=26)
    who_phones: Literal["hub", "family"] = "hub"
    reminder_time: Annotated[time, BeforeValidator(_time_of_day), AfterValidator(_civil)] = time(10)
    hold_minutes: int = Field(30, ge=10, le=180)
    ask_afterwards: bool = True


class HubSettings(_Strict):
    """What ``hub.yml`` says."""

    phone: str = ""
    email: str = Field("", pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")
    local_offer_url: HttpUrl
    embed_origins: list[Annotated[str, AfterValidator(_origin)]] = []
    leave_url: HttpUrl = HttpUrl("https://www.bbc.co.uk/weather")
    opening_hours: dict[
        Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], DaySessions
    ]
    closed_on_bank_holidays: bool = True
    voice_mode: Literal["gather", "relay"] = "gather"
    closures: list[_ClosureSetting] = []
    appointments: AppointmentSettings = AppointmentSettings()
    retention: Retention = Retention()
    disclosure: DisclosureSettings = DisclosureSettings()
    limits: LimitSettings = LimitSettings()
    staff: StaffSettings = StaffSettings()

    @field_validator("phone")
    @classmethod
    def _real_number(cls, phone: str) -> str:
        if phone:
            try:
                number = phonenumbers.parse(phone, "GB")
            except phonenumbers.NumberParseException:
                raise ValueError(f"{phone!r} is not a phone number") from None
            if not (_is_reserved(number) or phonenumbers.is_valid_number(number)):
                raise ValueError(f"{phone!r} is not a phone number that can be dialled in the UK")
            if phonenumbers.number_type(number) in _COSTLY:
                raise ValueError(f"{phone!r} is a number that costs families extra")
        return phone

    @property
    def hours(self) -> OpeningHours:
        """The opening hours, as the rest of the product reads them."""
        weekly = {DAYS.index(day): tuple(sessions) for day, sessions in self.opening_hours.items()}
        closures = tuple(Closure(c.first, c.last, c.reason) for c in self.closures)
        return OpeningHours(weekly, closures, self.closed_on_bank_holidays)

    @property
    def still_empty(self) -> list[str]:
        """Settings that work empty but serve families better when filled."""
        return [name for name in ("phone", "email") if not getattr(self, name)]


def _is_reserved(number: phonenumbers.PhoneNumber) -> bool:
    """Whether Ofcom keeps a number for drama, so that it never rings."""
    return bool(OFCOM_RESERVED.fullmatch(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)))


def read_hub_settings(path: Path) -> HubSettings:
    """Read ``hub.yml``; raises SettingsError naming the file, the line and the reason."""
    try:
        located = Located(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}") from error
    except YamlError as error:
        raise SettingsError(f"{path.name} {error}") from error
    try:
        return HubSettings.model_validate(located.data)
    except ValidationError as error:
        lines = [f"{path.name} line {line}: {reason}" for line, reason in located.problems(error)]
        raise SettingsError("\n".join(lines)) from error


def read_environment() -> Environment:
    """Read the environment variables; raises SettingsError naming the variable and the reason."""
    try:
        return Environment()
    except ValidationError as error:
        lines = []
        for issue in error.errors():
            name = ".".join(str(part) for part in issue["loc"]).upper()
            lines.append(f"{name}: {issue['msg']}" if name else issue["msg"].removeprefix("Value error, "))
        raise SettingsError("\n".join(lines)) from error


@lru_cache(maxsize=1)
def environment() -> Environment:
    """This process's environment settings."""
    return read_environment()


@lru_cache(maxsize=1)
def hub_settings() -> HubSettings:
    """This process's ``hub.yml``; raises SettingsError, in production for a phone number that is only for tests too."""
    settings = read_hub_settings(environment().hub_config)
    is_production = environment().hub_env == "production"
    if is_production and settings.phone and _is_reserved(phonenumbers.parse(settings.phone, "GB")):
        raise SettingsError(f"{environment().hub_config.name}: phone is a number kept for tests: nobody answers it")
    return settings
