"""Whether our number at Twilio leads to us: its webhooks are those that docs/twilio.md names."""

from __future__ import annotations

import requests
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from hub.settings import Environment

_SECONDS = 10
# Where each of a number's addresses must lead.
WEBHOOKS = {
    "sms_url": "/telephony/sms",
    "voice_url": "/telephony/voice",
    "status_callback": "/telephony/voice/status",
}


def webhook_problems(machine: Environment, http_client: HttpClient | None = None) -> list[str]:
    """What is wrong with our number at Twilio; empty where nothing is. The messages hold no number and no token."""
    client = Client(
        machine.twilio_account_sid,
        machine.twilio_auth_token,
        region=machine.twilio_region or None,
        edge=machine.twilio_edge or None,
        http_client=http_client or TwilioHttpClient(timeout=_SECONDS),
    )
    if machine.twilio_from.startswith("MG"):
        return ["TWILIO_FROM is a messaging service: look at its webhooks in Twilio's console (docs/twilio.md)"]
    try:
        found = client.incoming_phone_numbers.list(phone_number=machine.twilio_from, limit=1)
    except (TwilioException, requests.RequestException) as error:
        return [f"does not answer, or refuses TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN ({type(error).__name__})"]
    if not found:
        return ["the account has no number TWILIO_FROM"]
    problems = []
    for name, path in WEBHOOKS.items():
        wanted = machine.public_address + path
        if getattr(found[0], name) != wanted:
            problems.append(f"the number's {name} must be {wanted}")
        method = getattr(found[0], name.replace("_url", "_method") if name.endswith("_url") else f"{name}_method")
        if method != "POST":
            problems.append(f"the number must call {path} with POST")
    return problems
