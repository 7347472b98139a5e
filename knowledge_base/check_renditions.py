"""Whether each rendition fits its channel: web, text message, voice; and whether the questions suffice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from math import ceil

from knowledge_base.check_page import Finding, Page, Piece
from knowledge_base.gsm7 import TWO_SEGMENTS, not_in_gsm7, septets
from knowledge_base.readability import grade, seconds_to_say, sentences, words

VOICE_WORDS, VOICE_SECONDS = 75, 30
MAX_GRADE, SENTENCE_ERROR, SENTENCE_WARNING = 8, 25, 20
LEAD_WORDS, BODY_WORDS = 12, 150
FEWEST_QUESTIONS, MOST_QUESTIONS = 20, 40
HEADINGS = (
    "What it means",
    "What to do next",
    "What you are entitled to",
    "Who can help in Hertfordshire",
    "When to worry",
)
OPTIONAL_HEADINGS = {"What you are entitled to", "When to worry"}
AREAS = {"east-and-north", "south-and-west"}
_ADDRESS = re.compile(
    r"(?:https?:|www\.)\S*\w|[\w.+-]+@[\w-]+(?:\.\w+)+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:uk|com|org|net|gov|info|nhs|space)\b(?:/\S*\w)?",
    re.IGNORECASE,
)
_ONLY_FOR_THE_EYE = re.compile(r"[()\[\]/&%*#+]")


def check_renditions(page: Page) -> Iterator[Finding]:
    """All findings about form and length of what an article says on each channel."""
    for piece in page.pieces:
        if piece.channel == "sms":
            yield from _sms(page, piece)
        elif piece.channel == "voice":
            yield from _voice(page, piece)
        yield from _sentences(page, piece)
    yield from _body(page)
    yield from _questions(page)
    yield from _variants(page)


def _sms(page: Page, piece: Piece) -> Iterator[Finding]:
    for character in not_in_gsm7(piece.text):
        yield page.error(
            page.line_with(character, piece.line),
            f'{piece.rendition} has "{character}" (U+{ord(character):04X}), which a text message cannot hold without '
            "becoming shorter (GSM-7). To mend: use a plain letter, ' or -.",
        )
    length = septets(piece.text)
    if length > TWO_SEGMENTS:
        yield page.error(
            piece.line,
            f"{piece.rendition} has {length} characters; two text messages hold {TWO_SEGMENTS}. "
            f"To mend: cut {length - TWO_SEGMENTS} characters ([ ] {{ }} ^ ~ | \\ and the euro sign count twice).",
        )


def _voice(page: Page, piece: Piece) -> Iterator[Finding]:
    count, seconds = len(piece.text.split()), seconds_to_say(piece.text)
    if count > VOICE_WORDS:
        yield page.error(
            piece.line,
            f"{piece.rendition} has {count} words; {VOICE_WORDS} can be taken in by ear. "
            f"To mend: cut {count - VOICE_WORDS} words.",
        )
    if seconds > VOICE_SECONDS:
        yield page.error(
            piece.line,
            f"{piece.rendition} takes about {ceil(seconds)} seconds to say; the limit is {VOICE_SECONDS}. "
            "To mend: shorten it; a phone number takes 3 to 4 seconds.",
        )
    for address in _ADDRESS.finditer(piece.text):
        yield page.error(
            page.line_with(address[0], piece.line),
            f'{piece.rendition} has the address "{address[0]}", which nobody can note down by ear. '
            "To mend: name the page or the service instead.",
        )
    if (sign := _ONLY_FOR_THE_EYE.search(piece.text)) is not None:
        yield page.warning(
            page.line_with(sign[0], piece.line),
            f'{piece.rendition} has "{sign[0]}", which a voice reads badly or leaves out. To mend: say it in words.',
        )


def _sentences(page: Page, piece: Piece) -> Iterator[Finding]:
    for sentence in sentences(piece.text):
        count = len(words(sentence))
        if piece.channel == "label" or count <= SENTENCE_WARNING:
            continue
        line = page.line_with(" ".join(sentence.split()[:3]), piece.line)
        message = f"{piece.rendition} has a sentence of {count} words ({_start(sentence)}). To mend: make two of it"
        if count > SENTENCE_ERROR:
            yield page.error(line, f"{message}; at most {SENTENCE_ERROR}, better {SENTENCE_WARNING}.")
        else:
            yield page.warning(line, f"{message}; {SENTENCE_WARNING} words are easy to read.")


def _body(page: Page) -> Iterator[Finding]:
    article, paragraphs = page.article, [piece.text for piece in page.body_pieces if not piece.heading]
    total = sum(len(words(text)) for text in paragraphs)
    if len(words(article.lead)) < LEAD_WORDS:
        yield page.error(
            page.body_line,
            f"the answer before the first heading has fewer than {LEAD_WORDS} words. "
            "To mend: answer the question there in 2 or 3 sentences.",
        )
    if total < BODY_WORDS:
        yield page.error(
            page.body_line,
            f"the web rendition has {total} words; fewer than {BODY_WORDS} do not answer a parent. "
            "To mend: say what it means, what to do and who can help.",
        )
    yield from _headings(page)
    parts = [part for text in paragraphs for part in sentences(_ADDRESS.sub(" ", text))]
    if (reading := grade(parts)) > MAX_GRADE:
        hardest = max(parts, key=lambda part: grade([part]))
        yield page.error(
            page.body_line,
            f"the web rendition has reading grade {reading:.1f} (Flesch-Kincaid); the limit is {MAX_GRADE}. "
            f"To mend: shorter sentences and words, first in: {_start(hardest)}.",
        )


def _headings(page: Page) -> Iterator[Finding]:
    found = [section.heading for section in page.article.sections]
    for section in page.article.sections:
        line = page.line_with(f"## {section.heading}", page.body_line)
        if section.heading not in HEADINGS:
            yield page.error(
                line,
                f'"{section.heading}" is not one of the headings. To mend: use {", ".join(HEADINGS)} (see docs/curators.md).',
            )
        elif found.count(section.heading) > 1:
            yield page.error(line, f'the heading "{section.heading}" stands twice. To mend: join the two parts.')
        if not section.text:
            yield page.error(
                line, f'nothing stands under "{section.heading}". To mend: write it or delete the heading.'
            )
    for heading in HEADINGS:
        if heading not in found and heading not in OPTIONAL_HEADINGS:
            yield page.error(page.body_line, f'the part "## {heading}" is missing. To mend: write it.')
    known = [heading for heading in found if heading in HEADINGS]
    if known != sorted(known, key=HEADINGS.index):
        yield page.error(
            page.line_with(f"## {known[0]}", page.body_line),
            f"the headings are not in their order. To mend: {', '.join(HEADINGS)}.",
        )


def _questions(page: Page) -> Iterator[Finding]:
    questions = page.article.questions
    if (count := len(questions.all)) < FEWEST_QUESTIONS:
        yield page.error(
            page.line_of("questions"),
            f"has {count} example questions; the search needs {FEWEST_QUESTIONS}. "
            "To mend: add more, in parents' own words and about different situations.",
        )
    elif count > MOST_QUESTIONS:
        yield page.warning(
            page.line_of("questions"),
            f"has {count} example questions; more than {MOST_QUESTIONS} draw questions away from other articles. "
            "To mend: keep those that differ most.",
        )
    for channel in ("sms", "speech"):
        if not getattr(questions, channel):
            yield page.error(
                page.line_of("questions"),
                f"has no example questions under {channel}. To mend: add some as parents would put them there.",
            )


def _variants(page: Page) -> Iterator[Finding]:
    variants = page.article.variants
    if page.article.ages is not None and page.article.ages[0] > page.article.ages[1]:
        yield page.error(page.line_of("ages"), "the ages run backwards. To mend: youngest first, like [5, 15].")
    if variants is None:
        return
    line = page.line_of("variants", "options")
    if variants.ask == "area" and sorted(option.value for option in variants.options) != sorted(AREAS):
        yield page.error(
            line,
            f"a question about the area needs exactly the options {' and '.join(sorted(AREAS))}. To mend: name them so.",
        )
    if variants.ask == "age":
        yield from _ages(page, line)


def _ages(page: Page, line: int) -> Iterator[Finding]:
    variants = page.article.variants
    spans = [option.ages for option in variants.options if option.ages] if variants else []
    if variants and len(spans) < len(variants.options):
        yield page.error(line, "each option of a question about age needs its ages. To mend: add ages: [5, 15] to it.")
    ordered = sorted(spans)
    if any(low > high for low, high in spans) or any(before[1] >= after[0] for before, after in pairwise(ordered)):
        yield page.error(line, "the ages of the options overlap or run backwards. To mend: give each age one option.")


def _start(sentence: str) -> str:
    parts = sentence.split()
    return f'"{" ".join(parts[:8])}{" ..." if len(parts) > 8 else ""}"'
