"""Conversation ids that nobody can guess or make up: 128 random bits and our signature.

Signed rather than looked up, so that any front door knows its own ids with every other part down.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

RANDOM_BYTES, SIGNATURE_BYTES = 16, 16
ID_LENGTH = 43  # 32 bytes in unpadded base64


class ConversationIds:
    """Issues ids and recognises them."""

    def __init__(self, secret: str) -> None:
        self._key = secret.encode()

    def _signature(self, random: bytes) -> bytes:
        return hmac.digest(self._key, b"conversation:" + random, hashlib.sha256)[:SIGNATURE_BYTES]

    def new(self) -> str:
        """A fresh id, URL-safe."""
        random = secrets.token_bytes(RANDOM_BYTES)
        return base64.urlsafe_b64encode(random + self._signature(random)).decode().rstrip("=")

    def begun(self, beginning: str) -> str:
        """The id of the conversation that a browser begins with a random word of its own.

        The same word always gives the same id, so messages that are sent again before the first answer, or from another
        tab, belong to one conversation. Whoever knows the word knows the id: it has to be as hard to guess.
        """
        random = hmac.digest(self._key, b"begin:" + beginning.encode(), hashlib.sha256)[:RANDOM_BYTES]
        return base64.urlsafe_b64encode(random + self._signature(random)).decode().rstrip("=")

    def issued(self, conversation: str) -> bool:
        """Whether we issued it."""
        if len(conversation) != ID_LENGTH or not conversation.isascii():
            return False
        try:
            raw = base64.urlsafe_b64decode(conversation + "=")
        except ValueError:
            return False
        if base64.urlsafe_b64encode(raw).decode().rstrip("=") != conversation:
            return False  # another spelling of the same bytes
        return hmac.compare_digest(raw[RANDOM_BYTES:], self._signature(raw[:RANDOM_BYTES]))


def read_or_make_secret(given: str, state_dir: Path) -> str:
    """The secret that was set; otherwise one made at the first start and kept in ``state_dir`` (mode 600)."""
    if given:
        return given
    state_dir.mkdir(parents=True, exist_ok=True)
    path = state_dir / "secret"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        if kept := path.read_text(encoding="ascii").strip():
            return kept
        path.unlink(missing_ok=True)  # a start that was cut off left it empty
        return read_or_make_secret(given, state_dir)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        secret = secrets.token_hex(32)
        file.write(secret)
    return secret
