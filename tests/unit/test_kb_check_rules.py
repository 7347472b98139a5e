"""``hub kb check``: one good article, spoilt in one way at a time."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from knowledge_base.check import check_articles

TODAY = date(2026, 11, 24)
SUBJECTS = ["socks", "haircuts", "the dentist", "hand dryers", "labels", "hats", "the bath"]
QUESTIONS = "\n".join(
    f"  {channel}:\n" + "\n".join(f"    - {opening} {subject}" for subject in SUBJECTS)
    for channel, opening in (("web", "how can we cope with"), ("sms", "help wiv"), ("speech", "um it is about"))
)
GOOD = f"""---
slug: sensory
title: Sounds, clothes and lights that are too much
button: Sounds and clothes
theme: everyday
sms: >-
  Noise or clothes can hurt an autistic child. Take away what hurts first. Ask school for a quiet place.
  Carers in Hertfordshire: 01992 58 69 69.
voice: >-
  Noise or clothes can hurt an autistic child. Take away what hurts first.
  You can phone Carers in Hertfordshire on 01992 58 69 69.
questions:
{QUESTIONS}
contacts:
  - name: Carers in Hertfordshire
    phone: 01992 58 69 69
    source: 1
sources:
  - title: Support for carers
    url: https://www.carersinherts.org.uk/
    checked: 2026-11-24
verified: true
owner: Content lead
reviewed: 2026-11-24
review_by: 2027-05-24
related: [sleep]
---
Some sounds, clothes and lights hurt some children. Take away what hurts first. Then look for what helps.

## What it means

Every child takes in the world in their own way. A label in a shirt can feel like a pin. A hand dryer can feel like a
loud drill. Your child does not choose this, and they are not being difficult. It can change from day to day. It is
often worse when your child is tired, hungry or ill. Some children look for more of a feeling, such as deep pressure.
Others need less of it. Many need both, at other times of the day.

## What to do next

1. Write down what hurts, where you were and when it was.
2. Change one thing at a time, such as socks or a light.
3. Ask school for a quiet place to go to.
4. Tell people at home what helps.

## What you are entitled to

School must think about what your child needs. You do not need a diagnosis for this.

## Who can help in Hertfordshire

- [Carers in Hertfordshire](https://www.carersinherts.org.uk/) is on 01992 58 69 69.
- The SENCO at school can plan changes with you.

## When to worry

If someone's life is at risk, phone 999. For urgent mental health help, phone 111 and choose option 2.
"""
OTHER = (
    GOOD.replace("slug: sensory", "slug: sleep")
    .replace("title: Sounds", "title: Bedtime, sounds")
    .replace("button: Sounds", "button: Bedtime sounds")
    .replace("related: [sleep]", "related: [sensory]")
    .replace("how can we cope with", "can he sleep after")
    .replace("help wiv", "no sleep cos of")
    .replace("um it is about", "she is awake because of")
)
LONG = "This is a very long sentence that goes on and on with many short words so that one has to stop and"


@dataclass(frozen=True)
class Spoilt:
    """What is changed in the good article, a text on the line that is named, and what is said."""

    rule: str
    old: str
    new: str
    on: str
    message: str
    severity: str = "error"


RULES = [
    Spoilt(
        "sms missing",
        GOOD[GOOD.index("sms: >-") : GOOD.index("voice: >-")],
        "",
        "slug:",
        "sms: is missing. To mend: write the text message, at most 306 characters.",
    ),
    Spoilt(
        "voice missing",
        GOOD[GOOD.index("voice: >-") : GOOD.index("questions:")],
        "",
        "slug:",
        "voice: is missing. To mend: write what is read aloud, at most 75 words.",
    ),
    Spoilt(
        "source without address",
        "    url: https://www.carersinherts.org.uk/\n",
        "",
        "- title: Support",
        "sources.0.url: is missing. To mend: give the full address of the page, with https://.",
    ),
    Spoilt(
        "source without date",
        "    checked: 2026-11-24\n",
        "",
        "- title: Support",
        "sources.0.checked: is missing. To mend: give the day you checked the page, like 2026-11-24.",
    ),
    Spoilt(
        "question with a colon",
        "    - help wiv hats\n",
        "    - help: hats\n",
        "help: hats",
        'questions.sms.5: Input should be a valid string. To mend: put the value in "quotes"; a colon inside it needs them.',
    ),
    Spoilt(
        "contact without source",
        "    source: 1\n",
        "",
        "- name: Carers",
        "contacts.0.source: is missing. To mend: say which source (1 for the first) gives the contact.",
    ),
    Spoilt(
        "contact with a source that is not there",
        "source: 1",
        "source: 2",
        "slug:",
        "contact Carers in Hertfordshire names source 2, but there are only 1. "
        "To mend: count the sources from 1, or add the page.",
    ),
    Spoilt(
        "unknown key",
        "verified: true",
        "verified: true\nverfied: true",
        "verfied",
        "verfied: unknown key. To mend: check its spelling and indentation, or delete it.",
    ),
    Spoilt(
        "key twice",
        "verified: true",
        "verified: true\nverified: false",
        "verified: false",
        "the key verified is given twice. To mend: keep one of the two.",
    ),
    Spoilt(
        "script",
        "Some sounds",
        "<script>alert(1)</script> Some sounds",
        "<script>",
        "HTML is not allowed in an article; use Markdown. "
        "To mend: use plain paragraphs, lists, ** and [text](address).",
    ),
    Spoilt(
        "script in the front matter",
        "owner: Content lead",
        "owner: <script>",
        "owner:",
        "HTML is not allowed in an article; use Markdown. "
        "To mend: use plain paragraphs, lists, ** and [text](address).",
    ),
    Spoilt(
        "copied values",
        "verified: true",
        "verified: &yes true",
        "&yes",
        'YAML takes & and * at the start of a value for a reference. To mend: put the value in "quotes".',
    ),
    Spoilt(
        "control character",
        "Every child",
        "Every\x00child",
        "\x00",
        "the character U+0000 is not text. To mend: delete it or type it again.",
    ),
    Spoilt(
        "slug and file name",
        "slug: sensory",
        "slug: senses",
        "slug:",
        "slug senses and file name sensory.md differ. To mend: rename the file to the slug, or the other way round.",
    ),
    Spoilt(
        "sms too long",
        "Take away what hurts first. Ask school",
        "Take away what hurts first. " * 8 + "Ask school",
        "sms: >-",
        "sms has 339 characters; two text messages hold 306. "
        "To mend: cut 33 characters ([ ] { } ^ ~ | \\ and the euro sign count twice).",
    ),
    Spoilt(
        "sms with signs that count twice",
        "Ask school for a quiet place.\n",
        "Ask school for a quiet place. " + "~" * 84 + "\n",
        "sms: >-",
        "sms has 312 characters; two text messages hold 306. "
        "To mend: cut 6 characters ([ ] { } ^ ~ | \\ and the euro sign count twice).",
    ),
    Spoilt(
        "sms not GSM-7",
        "a quiet place.\n",
        "a quiet plâce.\n",
        "plâce",
        'sms has "â" (U+00E2), which a text message cannot hold without becoming shorter (GSM-7). '
        "To mend: use a plain letter, ' or -.",
    ),
    Spoilt(
        "voice with too many words",
        "hurts first.\n  You can",
        "hurts first.\n" + "  We go on and on and on to it as we do so.\n" * 4 + "  You can",
        "voice: >-",
        "voice has 76 words; 75 can be taken in by ear. To mend: cut 1 words.",
    ),
    Spoilt(
        "voice too long to say",
        "on 01992 58 69 69.\nquestions",
        "on 01992 58 69 69." + " Or on 01992 58 69 69." * 6 + "\nquestions",
        "voice: >-",
        "voice takes about 31 seconds to say; the limit is 30. To mend: shorten it; a phone number takes 3 to 4 seconds.",
    ),
    Spoilt(
        "voice with an address",
        "You can phone Carers in Hertfordshire on",
        "See www.carersinherts.org.uk or phone",
        "www",
        'voice has the address "www.carersinherts.org.uk", which nobody can note down by ear. To mend: name the page or the service instead.',
    ),
    Spoilt(
        "voice with a sign for the eye",
        "You can phone Carers",
        "You can phone (any day) Carers",
        "(any day)",
        'voice has "(", which a voice reads badly or leaves out. To mend: say it in words.',
        "warning",
    ),
    Spoilt(
        "hard to read",
        "Every child takes in the world in their own way. A label in a shirt can feel like a pin.",
        "Individual neurodevelopmental characteristics necessitate comprehensive multidisciplinary consideration. " * 8,
        "Some sounds",
        "the web rendition has reading grade 13.1 (Flesch-Kincaid); the limit is 8. To mend: shorter sentences and words, "
        'first in: "Individual neurodevelopmental characteristics necessitate comprehensive multidisciplinary consideration.".',
    ),
    Spoilt(
        "sentence far too long",
        "1. Write down what hurts, where",
        f"1. {LONG} read it all again. Write down what hurts, where",
        "This is",
        'web has a sentence of 26 words ("This is a very long sentence that goes ..."). '
        "To mend: make two of it; at most 25, better 20.",
    ),
    Spoilt(
        "sentence too long",
        "1. Write down what hurts, where",
        "1. This is a long sentence that goes on and on with many short words so that one has to stop here. Write down what hurts, where",
        "This is",
        'web has a sentence of 21 words ("This is a long sentence that goes on ..."). '
        "To mend: make two of it; 20 words are easy to read.",
        "warning",
    ),
    Spoilt(
        "no answer first",
        "Some sounds, clothes and lights hurt some children. Take away what hurts first. Then look for what helps.",
        "Yes.",
        "Yes.",
        "the answer before the first heading has fewer than 12 words. "
        "To mend: answer the question there in 2 or 3 sentences.",
    ),
    Spoilt(
        "body too short",
        GOOD[GOOD.index("A label in a shirt") : GOOD.index("## What to do next")],
        "\n\n",
        "Some sounds",
        "the web rendition has 119 words; fewer than 150 do not answer a parent. "
        "To mend: say what it means, what to do and who can help.",
    ),
    Spoilt(
        "heading missing",
        "## What to do next\n",
        "",
        "Some sounds",
        'the part "## What to do next" is missing. To mend: write it.',
    ),
    Spoilt(
        "heading unknown",
        "## When to worry",
        "## When to call us",
        "When to call",
        '"When to call us" is not one of the headings. To mend: use What it means, What to do next, '
        "What you are entitled to, Who can help in Hertfordshire, When to worry (see docs/curators.md).",
    ),
    Spoilt(
        "part empty",
        "School must think about what your child needs. You do not need a diagnosis for this.\n",
        "",
        "## What you are",
        'nothing stands under "What you are entitled to". To mend: write it or delete the heading.',
    ),
    Spoilt(
        "too few questions",
        "\n".join(f"    - how can we cope with {subject}" for subject in SUBJECTS[1:]) + "\n",
        "",
        "questions:",
        "has 15 example questions; the search needs 20. "
        "To mend: add more, in parents' own words and about different situations.",
    ),
    Spoilt(
        "too many questions",
        "  sms:\n",
        "".join(f"    - question {number}\n" for number in range(20)) + "  sms:\n",
        "questions:",
        "has 41 example questions; more than 40 draw questions away from other articles. "
        "To mend: keep those that differ most.",
        "warning",
    ),
    Spoilt(
        "no questions of a channel",
        "  speech:\n",
        "",
        "questions:",
        "has no example questions under speech. To mend: add some as parents would put them there.",
    ),
    Spoilt(
        "same question twice",
        "    - help wiv hats\n",
        "    - How can we cope, with hats?!\n",
        "hats?!",
        'the question "How can we cope, with hats?!" is in everyday/sensory.md line 19 too. '
        "To mend: keep it in the article that answers it, and word the other one differently.",
    ),
    Spoilt(
        "superseded number",
        "The SENCO at school",
        "The SENCO or 0300-777-0707",
        "0300-777",
        "web gives 0300-777-0707, the old HPFT single point of access. To mend: give 0800 6444 101.",
    ),
    Spoilt(
        "number not listed",
        "phone 111 and",
        "phone 0800 6444 101 and",
        "0800 6444",
        "web gives 0800 6444 101, which is not in contacts. To mend: add a contact with phone and source, or take it out.",
    ),
    Spoilt(
        "short number not listed",
        "phone 111 and",
        "text 85258 and",
        "85258",
        "web gives 85258, which is not in contacts. To mend: add a contact with phone and source, or take it out.",
    ),
    Spoilt(
        "number that cannot be phoned",
        "phone 111 and",
        "phone 01632 960123 and",
        "01632",
        "web gives 01632 960123, which is not a British phone number. "
        "To mend: compare it with the source; write large figures with a comma.",
    ),
    Spoilt(
        "number with a digit too few",
        "is on 01992 58 69 69",
        "is on 01992 58 69 6",
        "is on 01992 58 69 6",
        "web gives 01992 58 69 6, which is not a British phone number. "
        "To mend: compare it with the source; write large figures with a comma.",
    ),
    Spoilt(
        "emergency number as a contact",
        "sources:",
        '  - name: Emergency\n    phone: "999"\n    source: 1\nsources:',
        '"999"',
        "999 is an emergency number and needs no contact. To mend: delete this contact.",
    ),
    Spoilt(
        "contact that nobody is told about",
        "sources:",
        "  - name: Childline\n    phone: 0800 1111\n    source: 1\nsources:",
        "- name: Childline",
        "no rendition gives 0800 1111. To mend: delete the contact, or tell people about it.",
        "warning",
    ),
    Spoilt(
        "e-mail not listed",
        "The SENCO at school",
        "The SENCO (senco@school.example)",
        "senco@",
        "web gives senco@school.example, which is not in contacts. "
        "To mend: add a contact with email and source, or take it out.",
    ),
    Spoilt(
        "e-mail misspelt",
        "    phone: 01992 58 69 69\n",
        "    phone: 01992 58 69 69\n    email: help-at-school\n",
        "help-at",
        "help-at-school is not an e-mail address. To mend: compare it with the source.",
    ),
    Spoilt(
        "banned wording",
        "Every child takes",
        "Every child who suffers\nfrom noise takes",
        "suffers",
        'web says "suffers from". To mend: say "has" or "is", as in "has ADHD" or "is autistic".',
    ),
    Spoilt(
        "exclamation mark",
        "title: Sounds, clothes and lights",
        "title: Sounds! Clothes and lights",
        "title:",
        'title says "!". To mend: say a full stop.',
    ),
    Spoilt(
        "long dash",
        "and they are not being",
        "— they are not being",
        "—",
        'web says "— (em dash)". To mend: say a comma, a hyphen, or "to" between figures.',
    ),
    Spoilt(
        "emoji",
        "Tell people at home what helps.",
        "Tell people at home what helps \U0001f600.",
        "\U0001f600",
        'web says "\U0001f600 (grinning face)". To mend: say nothing, or a word.',
    ),
    Spoilt(
        "link that is no source",
        "[Carers in Hertfordshire](https://www.carersinherts.org.uk/)",
        "[Carers in Hertfordshire](https://example.org/carers)",
        "example.org",
        "links to https://example.org/carers, which is not in sources. To mend: add it there with the day checked.",
    ),
    Spoilt(
        "review overdue",
        "reviewed: 2026-11-24\nreview_by: 2027-05-24",
        "reviewed: 2026-05-24\nreview_by: 2026-09-25",
        "review_by",
        "the review was due on 25 September 2026, 60 days ago. To mend: compare the article with its sources, "
        "then change reviewed, review_by and each checked.",
        "warning",
    ),
    Spoilt(
        "review long overdue",
        "reviewed: 2026-11-24\nreview_by: 2027-05-24",
        "reviewed: 2026-05-24\nreview_by: 2026-09-24",
        "review_by",
        "the review was due on 24 September 2026, 61 days ago. To mend: compare the article with its sources, "
        "then change reviewed, review_by and each checked.",
    ),
    Spoilt(
        "review before the last",
        "reviewed: 2026-11-24\nreview_by: 2027-05-24",
        "reviewed: 2026-11-24\nreview_by: 2026-11-24",
        "review_by",
        "review_by is not after reviewed (24 November 2026). To mend: give the day of the next review.",
    ),
    Spoilt(
        "checked in the future",
        "checked: 2026-11-24",
        "checked: 2026-12-24",
        "checked:",
        "checked is 24 December 2026, which is still to come. To mend: give the day on which it was done.",
    ),
    Spoilt(
        "wrong date",
        "checked: 2026-11-24",
        "checked: 24 November",
        "checked:",
        "sources.0.checked: Input should be a valid date or datetime, invalid character in year. "
        "To mend: give the day you checked the page, like 2026-11-24.",
    ),
    Spoilt(
        "dead related",
        "related: [sleep]",
        "related: [sleep, sleeping]",
        "related:",
        "related names sleeping, but there is no such article. To mend: correct the slug or delete it.",
    ),
    Spoilt(
        "related to itself",
        "related: [sleep]",
        "related: [sensory]",
        "related:",
        "related names sensory, itself or twice. To mend: delete it.",
    ),
    Spoilt(
        "nothing related",
        "related: [sleep]",
        "related: []",
        "related:",
        "related names no article. To mend: name 2 to 4 that people need next.",
    ),
    Spoilt(
        "unknown topic",
        "theme: everyday",
        "theme: everyday\ntopic: noise",
        "topic:",
        "the topic noise is not one of topics.yml. "
        "To mend: add a line topic: with the topic that the article belongs to.",
    ),
    Spoilt(
        "wrong folder",
        "theme: everyday",
        "theme: health",
        "theme:",
        "the theme is health, but the folder is everyday. To mend: move the file or change the theme.",
    ),
    Spoilt(
        "ages backwards",
        "theme: everyday",
        "theme: everyday\nages: [15, 5]",
        "ages:",
        "the ages run backwards. To mend: youngest first, like [5, 15].",
    ),
]


def write(folder: Path, text: str | bytes, *, other: str = OTHER) -> Path:
    articles = folder / "articles"
    (articles / "everyday").mkdir(parents=True)
    spoilt = articles / "everyday" / "sensory.md"
    if isinstance(text, bytes):
        spoilt.write_bytes(text)
    else:
        spoilt.write_text(text, encoding="utf-8")
    (articles / "everyday" / "sleep.md").write_text(other, encoding="utf-8")
    (folder / "topics.yml").write_text("sensory: Senses\nsleep: Nights\n", encoding="utf-8")
    return articles


def found(folder: Path, text: str | bytes, *, other: str = OTHER) -> list[tuple[str, int, str, str]]:
    articles = write(folder, text, other=other)
    findings = check_articles(articles, TODAY, folder / "topics.yml")
    return [(finding.path.name, finding.line, finding.severity, finding.message) for finding in findings]


def line_of(text: str, marker: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if marker in line)


def test_a_good_article_has_no_findings(tmp_path):
    assert found(tmp_path, GOOD) == []


@pytest.mark.parametrize("spoilt", RULES, ids=lambda spoilt: spoilt.rule)
def test_each_rule_names_the_line_and_how_to_mend_it(tmp_path, spoilt):
    text = GOOD.replace(spoilt.old, spoilt.new, 1)
    assert text != GOOD
    expected = [("sensory.md", line_of(text, spoilt.on), spoilt.severity, spoilt.message)]
    assert found(tmp_path, text) == expected
