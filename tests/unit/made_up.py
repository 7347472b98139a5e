"""Made-up articles and settings, small enough to know by heart."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from hub.handoff.wake import Wakes
from hub.settings import HubSettings, read_hub_settings
from hub.uk_calendar import LONDON

TUESDAY_MORNING = datetime(2026, 11, 24, 10, tzinfo=LONDON)
NO_WAKES = Wakes("redis://127.0.0.1:1/0")  # where nobody listens
SUNDAY_MORNING = datetime(2026, 11, 29, 10, tzinfo=LONDON)

HUB_YML = """\
local_offer_url: https://offer.example/hub
phone: "01632 960123"
email: hub@offer.example
opening_hours:
  monday: [09:00-13:00]
  tuesday: [09:00-15:00]
  wednesday: [09:00-13:00, 19:00-21:00 by appointment]
closed_on_bank_holidays: true
closures:
  - {first: 2026-12-24, last: 2026-12-31, reason: Christmas}
"""
NO_NUMBER = HUB_YML.replace('"01632 960123"', '""').replace("hub@offer.example", '""')


def hub_settings_from(folder: Path, text: str = HUB_YML) -> HubSettings:
    """Settings read from a file with ``text``."""
    path = folder / "hub.yml"
    path.write_text(text, encoding="utf-8")
    return read_hub_settings(path)


def front_matter(slug: str, **changes: Any) -> dict[str, Any]:
    """The head of an article that is right in every key, with some of them changed; None takes a key away."""
    head: dict[str, Any] = {
        "slug": slug,
        "title": f"About {slug}",
        "button": slug.capitalize(),
        "theme": "everyday",
        "sms": f"Text about {slug}.",
        "voice": f"Words about {slug}.",
        "questions": {"web": [f"What is {slug}?"]},
        "sources": [{"title": "A page", "url": "https://page.example/", "checked": date(2026, 11, 1)}],
        "verified": True,
        "owner": "curator",
        "reviewed": date(2026, 11, 1),
        "review_by": date(2027, 11, 1),
    }
    return {key: value for key, value in {**head, **changes}.items() if value is not None}


def article_text(slug: str, body: str = "The answer.\n", **changes: Any) -> str:
    """An article's file."""
    head = yaml.safe_dump(front_matter(slug, **changes), sort_keys=False, allow_unicode=True)
    return f"---\n{head}---\n{body}"


def write_article(folder: Path, slug: str, body: str = "The answer.\n", **changes: Any) -> Path:
    """Write an article below ``folder``, in the folder of its theme."""
    theme = folder / str(changes.get("theme", "everyday"))
    theme.mkdir(parents=True, exist_ok=True)
    path = theme / f"{slug}.md"
    path.write_text(article_text(slug, body, **changes), encoding="utf-8")
    return path


# Each of them is somewhere between a question to an article and none.
VAGUE = ["my kid", "labels in clothes", "noisy places", "tired all day at school", "bedtime is hard", "lights"]

SLEEP_BODY = """\
A calm hour before bed helps many children to settle.

## What to do next

1. Keep a sleep diary.
2. Show it to the GP.

## Why it is hard

Some bodies make melatonin late.
"""

_ARTICLES: tuple[dict[str, Any], ...] = (
    {
        "slug": "sleep",
        "title": "Helping your child to sleep",
        "button": "Sleep",
        "body": SLEEP_BODY,
        "questions": {
            "web": ["My daughter lies awake until midnight, what can we try?", "How do I get my son to sleep?"],
            "sms": ["she wont sleep pls help"],
            "speech": ["um he is up all night and we are exhausted"],
        },
        "verified": False,
        "related": ["meltdowns", "not-written-yet", "sensory", "eating"],
    },
    {
        "slug": "meltdowns",
        "title": "Meltdowns and shutdowns",
        "button": "Meltdowns",
        "questions": {"web": ["He screams and throws things after school, is it a meltdown?"]},
    },
    {
        "slug": "eating",
        "title": "Eating only a few foods",
        "button": "Eating",
        "questions": {"web": ["My boy eats nothing but plain pasta and toast"]},
    },
    {
        "slug": "sensory",
        "title": "Noise, light and touch",
        "button": "Senses",
        "questions": {"web": ["Hand dryers and labels in clothes are torture for her"]},
    },
    {
        "slug": "plan-request",
        "title": "Asking for an EHC plan",
        "button": "Ask for an EHC plan",
        "theme": "ehcp",
        "questions": {
            "web": [
                "Tell me about the EHCP",
                "What is an EHCP?",
                "Who can ask the council for an EHC needs assessment?",
            ]
        },
    },
    {
        "slug": "plan-weeks",
        "title": "The weeks of an EHC plan",
        "button": "How long an EHC plan takes",
        "theme": "ehcp",
        "questions": {
            "web": ["Tell me about the EHCP", "What is an EHCP?", "How many weeks has the council got for the plan?"]
        },
    },
    {
        "slug": "referral-little",
        "title": "An autism referral for a child under 5",
        "button": "Referral under 5",
        "theme": "assessment",
        "topic": "referral",
        "ages": [0, 4],
        "questions": {"web": ["How do I get my child assessed for autism?"]},
    },
    {
        "slug": "referral-older",
        "title": "An autism referral for a child of 5 to 15",
        "button": "Referral 5 to 15",
        "theme": "assessment",
        "topic": "referral",
        "ages": [5, 15],
        "questions": {"web": ["How do I get my child assessed for autism?"]},
    },
    {
        "slug": "allowance",
        "title": "Disability Living Allowance",
        "button": "DLA",
        "theme": "money",
        "questions": {"web": ["Which benefit can I claim for my disabled child?"]},
        "sources": [
            {"title": "First", "url": "https://first.example/a", "checked": date(2026, 10, 2), "page_date": "May 2026"},
            {"title": "Second", "url": "https://second.example/b", "checked": date(2026, 9, 1)},
        ],
    },
)


def write_small_knowledge_base(folder: Path) -> Path:
    """Nine articles of four themes; two of them belong to one topic, referral."""
    for article in _ARTICLES:
        write_article(folder, **article)
    return folder
