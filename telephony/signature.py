"""Takes a webhook only with Twilio's signature, before anything else of it is looked at.

https://www.twilio.com/docs/usage/webhooks/webhooks-security: the signature covers the address exactly as Twilio called it
and every field of the form. Behind a proxy we cannot see that address, so it comes from the setting PUBLIC_URL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

import structlog
from fastapi import Depends, HTTPException, Request, WebSocket
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from telephony.line import Telephony

log = structlog.get_logger()

SIGNATURE = "X-Twilio-Signature"
FORM = "application/x-www-form-urlencoded"
REPEATED = "I-Twilio-Idempotency-Token"
_MOST_FIELDS = 200


@dataclass(frozen=True)
class Webhook:
    """A request of Twilio's: its fields, what stood in its address, and the token by which a repetition is known."""

    fields: ImmutableMultiDict[str, str]
    query: ImmutableMultiDict[str, str]
    token: str

    def __getitem__(self, name: str) -> str:
        """A field; "" where it is not there."""
        return self.fields.get(name, "").strip()

    def known_by(self, name: str) -> list[str]:
        """The names under which the answer to this request is kept."""
        return [name, f"token:{self.token}"] if self.token else [name]


async def signed(request: Request) -> Webhook:
    """The webhook, where Twilio signed it; 403 where not, and 415 for anything but a form."""
    telephony: Telephony = request.app.state.telephony
    signature = request.headers.get(SIGNATURE)
    if not signature:
        raise _refused("no_signature", request)
    is_form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
    fields = _fields(await request.body()) if is_form else ImmutableMultiDict[str, str]()
    query = request.scope["query_string"].decode("latin-1")
    address = telephony.public_url + request.url.path + (f"?{query}" if query else "")
    if fields is None or not any(_fits(token, address, fields, signature) for token in telephony.tokens):
        raise _refused("wrong_signature", request)
    if not is_form:
        raise HTTPException(415, f"Send the fields as {FORM}.")
    return Webhook(fields, ImmutableMultiDict(parse_qsl(query)), request.headers.get(REPEATED, ""))


Signed = Annotated[Webhook, Depends(signed)]


def handshake_is_signed(socket: WebSocket) -> bool:
    """Whether Twilio opened a socket: it signs the address, which begins with wss, and there are no fields."""
    telephony: Telephony = socket.app.state.telephony
    signature, query = socket.headers.get(SIGNATURE), socket.scope["query_string"].decode("latin-1")
    address = telephony.socket_url + socket.url.path + (f"?{query}" if query else "")
    nothing = ImmutableMultiDict[str, str]()
    if signature and any(_fits(token, address, nothing, signature) for token in telephony.tokens):
        return True
    log.warning("webhook_refused", why="wrong_signature" if signature else "no_signature", route="relay")
    return False


def _fields(body: bytes) -> ImmutableMultiDict[str, str] | None:
    """The fields of a form; None where it is none. Empty ones are signed too."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:  # of Unicode, too
        return None
    return ImmutableMultiDict(pairs)


def _fits(token: str, address: str, fields: ImmutableMultiDict[str, str], signature: str) -> bool:
    return bool(RequestValidator(token).validate(address, fields, signature))


def _refused(why: str, request: Request) -> HTTPException:
    """Logged without anything of the request: a wrong PUBLIC_URL must not be a silent outage."""
    log.warning("webhook_refused", why=why, route=request.url.path)
    return HTTPException(403, "This address takes only requests that Twilio has signed.")
