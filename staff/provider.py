"""The council's identity provider (OpenID Connect): who somebody is there, and what that lets them do here.

Authorization code with PKCE. What has to survive the way there and back travels in a sealed cookie, so that any front door
can take the browser back.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from cryptography.fernet import Fernet, InvalidToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from hub.settings import Environment
from hub.staff_settings import StaffSettings

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_PATIENCE = 10.0
_METADATA_SECONDS = 600.0
# Clocks that differ.
_LEEWAY_SECONDS = 60


class ProviderError(Exception):
    """The identity provider did not sign somebody in. The text is for the log: it holds nothing of a person."""

    for_user = "Your work account did not sign you in. Please try again."


@dataclass(frozen=True)
class Person:
    """Whom the provider vouches for. ``subject`` is theirs for good; ``roles`` are ours, from its claims."""

    subject: str
    name: str
    roles: frozenset[str]
    next: str


class Provider:
    """One identity provider, by its issuer address."""

    COOKIE: ClassVar[str] = "hub-staff-provider"
    SECONDS: ClassVar[int] = 600

    def __init__(self, machine: Environment, settings: StaffSettings, secret: str) -> None:
        self._machine, self._settings = machine, settings
        key = hmac.digest(secret.encode(), b"staff:provider", hashlib.sha256)
        self._sealed = Fernet(base64.urlsafe_b64encode(key))
        self._known: tuple[float, dict[str, Any]] | None = None

    async def begin(self, next_: str) -> tuple[str, str]:
        """Where to send the browser, and what its cookie keeps meanwhile. Raises ProviderError."""
        verifier, nonce, state = (secrets.token_urlsafe(48) for _ in range(3))
        metadata = await self._metadata()
        async with self._client() as client:
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        kept = json.dumps({"verifier": verifier, "nonce": nonce, "state": state, "next": next_})
        return address, self._sealed.encrypt(kept.encode()).decode()

    async def finish(self, query: str, cookie: str) -> Person:
        """Who came back with ``query``. Raises ProviderError, for a forged, repeated or late answer too."""
        try:
            kept = json.loads(self._sealed.decrypt(cookie.encode(), ttl=self.SECONDS))
        except InvalidToken:
            raise ProviderError("the way back does not belong to a way there") from None
        metadata = await self._metadata()
        try:
            async with self._client() as client:
                tokens = await client.fetch_token(
                    metadata["token_endpoint"],
                    authorization_response=f"{self._redirect}?{query}",
                    state=kept["state"],
                    code_verifier=kept["verifier"],
                )
            keys = await _fetch(metadata["jwks_uri"])
            claims = self._claims(str(tokens["id_token"]), keys, kept["nonce"])
        except (AuthlibBaseError, JoseError, httpx.HTTPError, KeyError, ValueError) as error:
            # Its text could hold what the provider says of the person.
            raise ProviderError(type(error).__name__) from None
        return self._person(claims, kept["next"])

    def _claims(self, id_token: str, keys: dict[str, Any], nonce: str) -> dict[str, Any]:
        token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
        registry = jwt.JWTClaimsRegistry(
            now=int(time.time()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self._machine.oidc_issuer},
            aud={"essential": True, "value": self._machine.oidc_client_id},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        registry.validate(token.claims)
        return dict(token.claims)

    def _person(self, claims: dict[str, Any], next_: str) -> Person:
        said = claims.get(self._settings.roles_claim, [])
        given = {said} if isinstance(said, str) else {one for one in said if isinstance(one, str)}
        roles = frozenset(self._settings.roles[one] for one in given if one in self._settings.roles)
        name = str(claims.get(self._settings.name_claim) or "")
        return Person(f"{self._machine.oidc_issuer} {claims['sub']}", name, frozenset(roles), next_)

    async def _metadata(self) -> dict[str, Any]:
        """What the provider says of itself, asked every ten minutes."""
        if self._known is not None and time.monotonic() - self._known[0] < _METADATA_SECONDS:
            return self._known[1]
        address = self._machine.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"
        try:
            metadata = await _fetch(address)
            if metadata["issuer"] != self._machine.oidc_issuer:
                raise ProviderError("the metadata is another issuer's")
            needed = [metadata[name] for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        except (httpx.HTTPError, KeyError, ValueError, TypeError) as error:
            raise ProviderError(f"no metadata: {type(error).__name__}") from None
        if not all(isinstance(one, str) for one in needed):
            raise ProviderError("the metadata lacks an address")
        self._known = (time.monotonic(), metadata)
        return metadata

    @property
    def _redirect(self) -> str:
        return f"{self._machine.public_address}/staff/provider/done"

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._machine.oidc_client_id,
            self._machine.oidc_client_secret,
            scope="openid profile",
            redirect_uri=self._redirect,
            code_challenge_method="S256",
            timeout=_PATIENCE,
        )


async def _fetch(address: str) -> dict[str, Any]:
    """What the provider publishes for everybody."""
    async with httpx.AsyncClient(timeout=_PATIENCE) as http:
        found: dict[str, Any] = (await http.get(address)).raise_for_status().json()
    return found
