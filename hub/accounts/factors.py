"""The two things that a local account proves itself by: a password, and a code from an authenticator app (RFC 6238)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from datetime import datetime
from functools import lru_cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken

ISSUER = "Neurodiversity Hub"
# A code of the half minute before or after still counts: telephones' clocks differ.
_STEPS = (0, -1, 1)
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """An argon2id hash with its own salt and parameters."""
    return _hasher.hash(password)


def is_password(kept: str | None, given: str) -> bool:
    """Whether it is the password; without a hash the same work is done, so that time tells nothing."""
    try:
        _hasher.verify(kept or _nobodys(), unicodedata.normalize("NFKC", given))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def new_code_secret() -> str:
    """A secret to be shared with an authenticator app."""
    return pyotp.random_base32()


def code_uri(code_secret: str, name: str) -> str:
    """The address that an authenticator app reads, usually as a QR code."""
    return pyotp.TOTP(code_secret).provisioning_uri(name=name, issuer_name=ISSUER)


def code_step(code_secret: str, given: str, now: datetime, last_step: int | None) -> int | None:
    """The half minute whose code was given; None for a wrong one, or one that was used before."""
    totp = pyotp.TOTP(code_secret)
    digits = "".join(sign for sign in given if sign.isascii() and sign.isdigit())
    for offset in _STEPS:
        step = totp.timecode(now) + offset
        if hmac.compare_digest(totp.generate_otp(step), digits) and (last_step is None or step > last_step):
            return step
    return None


class Sealed:
    """Keeps something readable for us alone: encrypted with a key made from ``HUB_SECRET`` for one ``purpose``."""

    def __init__(self, secret: str, purpose: str = "code-secrets") -> None:
        key = hmac.digest(secret.encode(), f"staff:{purpose}".encode(), hashlib.sha256)
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def seal(self, plain: str) -> str:
        return self._fernet.encrypt(plain.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """What was sealed; None where that was under another ``HUB_SECRET``."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return hash_password("the password of nobody")
