"""The tokens that sign webhooks: Twilio's, or without an account one of this machine's own.

The local token is made from the secret that the front door already has (``HUB_SECRET``, or the file ``secret`` in
``HUB_STATE``, mode 600), so that ``bin/hub sms`` and ``bin/hub phone`` find it in the same place and nothing new is kept.
There is no mode without a signature.
"""

from __future__ import annotations

import hashlib
import hmac

from hub.settings import Environment


def local_token(secret: str) -> str:
    """The token of a machine without a Twilio account."""
    return hmac.new(secret.encode(), b"telephony: local token", hashlib.sha256).hexdigest()


def accepted_tokens(machine: Environment, secret: str) -> tuple[str, ...]:
    """The tokens whose signatures are taken, the one to sign with first; two while Twilio's is being exchanged."""
    if not machine.twilio_auth_token:
        return (local_token(secret),)
    return tuple(token for token in (machine.twilio_auth_token, machine.twilio_auth_token_old) if token)
