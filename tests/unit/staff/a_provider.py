"""A council's identity provider: it hands out a code for whoever a test says, and takes it once, with its verifier."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from fastapi import FastAPI, Form, HTTPException
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, CLIENT_SECRET = "hub", "what only the two of us know"


class Council:
    """The provider. ``changes`` are put into the next token, over what is right; None takes a claim away."""

    def __init__(self) -> None:
        self.url = ""
        self.key = RSAKey.generate_key(2048, {"kid": "1"}, auto_kid=False)
        self.signs_with = self.key
        self.changes: dict[str, Any] = {}
        self.asked: dict[str, dict[str, str]] = {}
        self.app = FastAPI()
        self.app.get("/.well-known/openid-configuration")(self._metadata)
        self.app.get("/keys")(self._keys)
        self.app.post("/token")(self._token)

    def approve(self, address: str) -> str:
        """What the browser comes back with, after somebody has signed in at ``address``."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["client_id"] == CLIENT
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        code = f"code-{len(self.asked)}"
        self.asked[code] = query
        return f"code={code}&state={query['state']}"

    def _metadata(self) -> dict[str, str]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

    def _keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def _token(self, code: Annotated[str, Form()], code_verifier: Annotated[str, Form()]) -> dict[str, Any]:
        query = self.asked.pop(code, None)
        digest = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).decode().rstrip("=")
        if query is None or query["code_challenge"] != digest:
            raise HTTPException(400, "invalid_grant")
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "person-1",
            "nonce": query["nonce"],
            "iat": now,
            "exp": now + 300,
            "preferred_username": "ada@council.example",
            "roles": ["SEND-Handlers"],
            **self.changes,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, kept, self.signs_with)
        return {"access_token": "x", "token_type": "Bearer", "id_token": token}
