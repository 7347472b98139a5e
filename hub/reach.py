"""How a family reaches a person: said the same everywhere, from what the operator has set."""

from __future__ import annotations

from hub.settings import HubSettings

LOCAL_OFFER_PAGE = "the neurodiversity support page of the Hertfordshire Local Offer"


def number_web(settings: HubSettings) -> str:
    """One sentence, Markdown: our number, or where it stands."""
    if settings.phone:
        email = f" or write to {settings.email}" if settings.email else ""
        return f"You can phone us on {settings.phone}{email}."
    return f"Our phone number is on [{LOCAL_OFFER_PAGE}]({settings.local_offer_url})."


def number_plain(settings: HubSettings) -> str:
    """The same as plain text for SMS and voice, without a link."""
    return f"Phone us on {settings.phone}." if settings.phone else f"Our number is on {LOCAL_OFFER_PAGE}."
