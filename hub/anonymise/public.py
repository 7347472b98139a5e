"""Contacts that belong to everybody: helplines, the addresses and sites of services. They stay in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hub.anonymise.word_sets import word_set
from knowledge_base.check_numbers import phone_numbers

_ARTICLES = Path(__file__).parent.parent.parent / "knowledge_base" / "articles"
_NUMBER = re.compile(r"^\s*(?:phone|text|sms|mobile|textphone):\s*[\"']?([\d+ ()-]{3,})", re.MULTILINE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(r"https?://(?:www\.)?([\w.-]+)", re.IGNORECASE)
# Sites that people name as places to look something up, without pointing to anybody.
_KNOWN_HOSTS = word_set(
    "bbc.co.uk mumsnet.com netmums.com amazon.co.uk amazon.com google.com google.co.uk gov.uk nhs.uk nhsapp.co.uk "
    "wikipedia.org en.wikipedia.org msn.com addvance.org ipsea.org.uk additudemag.com understood.org twinkl.co.uk"
)
# Below these nobody has a page of their own.
_OFFICIAL = re.compile(r"(?:^|\.)(?:gov\.uk|nhs\.uk|nhs\.net|police\.uk|parliament\.uk|org\.uk|ac\.uk)$")
# Where a path names a person or a group of theirs, but the bare site does not.
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook|fb|instagram|tiktok|twitter|x|snapchat|youtube|youtu|linkedin|whatsapp|wa|t|reddit|discord"
    r"|pinterest|threads|gofundme|justgiving|linktr|roblox|twitch|vinted|ebay|etsy|tripadvisor|wordpress|blogspot|zoom|teams)"
    r"\.(?:com|me|co\.uk|be|us|ee|gg|tv|net|org)$"
)


@dataclass(frozen=True)
class PublicContacts:
    """What articles and the list of numbers give as contacts; numbers as digits with a leading 0 where they have one."""

    numbers: frozenset[str]
    emails: frozenset[str]
    hosts: frozenset[str]


@cache
def public_contacts() -> PublicContacts:
    """Read once from the articles and phone_numbers.yml."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(_ARTICLES.rglob("*.md"))]
    numbers = {re.sub(r"\D", "", found) for text in texts for found in _NUMBER.findall(text)}
    known = phone_numbers()
    return PublicContacts(
        numbers=frozenset(numbers | known.emergency | known.short | set(known.superseded)),
        emails=frozenset(found.lower().rstrip(".") for text in texts for found in _EMAIL.findall(text)),
        hosts=_KNOWN_HOSTS | {found.lower() for text in texts for found in _HOST.findall(text)},
    )


def is_public_number(national: str) -> bool:
    """Whether digits (a leading 0, no +44) are a service's: listed, or on a code that only organisations have (03, 08, 09)."""
    return national.startswith(("03", "08", "09")) or national in public_contacts().numbers


def is_public_site(host: str, path: str) -> bool:
    """Whether a link leads to a service, a charity or a site as such and not to somebody's page."""
    host = host.lower().removeprefix("www.").rstrip(".")
    if _SOCIAL.search(host):
        return path.strip("/?#") == ""
    return host in public_contacts().hosts or _OFFICIAL.search(host) is not None
