"""Whether every phone number and e-mail address an article gives is real, current, and has a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import phonenumbers
import yaml
from phonenumbers import shortnumberinfo

from knowledge_base.check_page import Finding, Page

NUMBERS_FILE = Path(__file__).parent / "phone_numbers.yml"
_LONG = re.compile(r"(?<![\w£.,/-])(?!\d{4}-\d\d-\d\d\b)(?:\+44[\s(]*)?[(\d](?:[\d\s()-]*\d)?(?![\w/])")
_SHORT_BY_LENGTH = re.compile(r"(?<![\w£.,/-])\d{5,6}(?![\w%/]|[.,]\d)")
_PHONING = re.compile(r"\b(?i:phone|ring|call|dial|text)\s+(?:(?:[A-Z]\w*|the|on)\s+){0,3}(\d{3})(?![\w%/,-]|\.\d| \d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Superseded:
    """A number that must not be given any more."""

    number: str
    was: str
    instead: str


@dataclass(frozen=True)
class PhoneNumbers:
    """The lists of phone_numbers.yml; the keys and sets hold digits only."""

    emergency: frozenset[str]
    short: frozenset[str]
    superseded: dict[str, Superseded]


@cache
def phone_numbers() -> PhoneNumbers:
    """The lists of phone_numbers.yml."""
    data = yaml.safe_load(NUMBERS_FILE.read_text(encoding="utf-8"))
    old = [Superseded(**entry) for entry in data["superseded"]]
    return PhoneNumbers(
        frozenset(map(digits, data["emergency"])),
        frozenset(map(digits, data["short"])),
        {digits(entry.number): entry for entry in old},
    )


def digits(number: str) -> str:
    """Only its digits, +44 written as 0.

    >>> digits("+44 (0)300 123 4043")
    '03001234043'
    """
    bare = re.sub(r"[^\d+]", "", number)
    return re.sub(r"^\+44(0?)", "0", bare).replace("+", "")


def is_valid(number: str) -> bool:
    """Whether it can be phoned from Britain: a full number, a short one, or an emergency number."""
    bare, lists = digits(number), phone_numbers()
    if bare in lists.emergency or bare in lists.short:
        return True
    try:
        parsed = phonenumbers.parse(bare, "GB")
    except phonenumbers.NumberParseException:
        return False
    if len(bare) <= 6:
        return bool(shortnumberinfo.is_valid_short_number_for_region(parsed, "GB"))
    return bare.startswith("0") and phonenumbers.is_valid_number_for_region(parsed, "GB")


def numbers_in(text: str) -> list[str]:
    """The phone numbers of a text, as written; figures, money, years and ages are none."""
    found = [part for match in _LONG.finditer(text) for part in _split(match[0])]
    lists = phone_numbers()
    shorts = lists.emergency | lists.short | {number for number in lists.superseded if len(number) <= 6}
    for match in _LONG.finditer(text):
        found += [word for word in re.findall(r"116 ?123(?!\d)|\d+", match[0]) if digits(word) in shorts]
    found += _SHORT_BY_LENGTH.findall(text) + _PHONING.findall(text)
    return list(dict.fromkeys(number for number in found if not _is_part_of_another(number, found)))


def _split(run: str) -> list[str]:
    """A run of digit groups as phone numbers: the first and longest that is one, and what stands around it."""
    run = run.strip(" -") if ")" in run else run.strip(" -(")
    groups = run.split()
    for start in range(len(groups)):
        for end in range(len(groups), start, -1):
            candidate = " ".join(groups[start:end])
            if len(digits(candidate)) >= 8 and is_valid(candidate):
                return [*_split(" ".join(groups[:start])), candidate, *_split(" ".join(groups[end:]))]
    return [run] if len(digits(run)) >= 7 else []


def _is_part_of_another(number: str, found: list[str]) -> bool:
    return any(number != other and re.search(rf"(?<!\d){re.escape(number)}(?!\d)", other) for other in found)


def check_numbers(page: Page) -> Iterator[Finding]:
    """All findings about the phone numbers and e-mail addresses of a page."""
    yield from _contacts(page)
    listed = {digits(contact.phone) for contact in page.article.contacts if contact.phone}
    emails = {contact.email.casefold() for contact in page.article.contacts if contact.email}
    for piece in page.pieces:
        for number in numbers_in(piece.text):
            line = page.line_with(number, piece.line)
            if (problem := _problem(number, f"{piece.rendition} gives", listed)) is not None:
                yield page.error(line, problem)
        for email in _EMAIL.findall(piece.text):
            if email.casefold() not in emails:
                yield page.error(
                    page.line_with(email, piece.line),
                    f"{piece.rendition} gives {email}, which is not in contacts. "
                    "To mend: add a contact with email and source, or take it out.",
                )


def _problem(number: str, where: str, listed: set[str]) -> str | None:
    bare, lists = digits(number), phone_numbers()
    if (old := lists.superseded.get(bare)) is not None:
        return f"{where} {number}, {old.was}. To mend: give {old.instead}."
    if bare in lists.emergency:
        return None
    if not is_valid(number):
        return (
            f"{where} {number}, which is not a British phone number. "
            "To mend: compare it with the source; write large figures with a comma."
        )
    if bare not in listed:
        return (
            f"{where} {number}, which is not in contacts. To mend: add a contact with phone and source, or take it out."
        )
    return None


def _contacts(page: Page) -> Iterator[Finding]:
    mentioned = {digits(number) for piece in page.pieces for number in numbers_in(piece.text)}
    texts = [piece.text.casefold() for piece in page.pieces]
    for index, contact in enumerate(page.article.contacts):
        line = page.line_of("contacts", index)
        if contact.phone and (bare := digits(contact.phone)) in phone_numbers().emergency:
            yield page.error(
                page.line_of("contacts", index, "phone"),
                f"{contact.phone} is an emergency number and needs no contact. To mend: delete this contact.",
            )
        elif contact.phone:
            if (problem := _problem(contact.phone, f"the contact {contact.name} has", {bare})) is not None:
                yield page.error(page.line_of("contacts", index, "phone"), problem)
            elif bare not in mentioned:
                yield page.warning(line, _unused(contact.phone))
        if contact.email and not _EMAIL.fullmatch(contact.email):
            yield page.error(
                page.line_of("contacts", index, "email"),
                f"{contact.email} is not an e-mail address. To mend: compare it with the source.",
            )
        elif contact.email and not any(contact.email.casefold() in text for text in texts):
            yield page.warning(line, _unused(contact.email))


def _unused(contact: str) -> str:
    return f"no rendition gives {contact}. To mend: delete the contact, or tell people about it."
