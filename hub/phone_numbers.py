"""UK phone numbers as people write, say or key them: read, refused with a reason, shown and spoken.

The rules are Ofcom's as the phonenumbers library knows them, with three differences: the numbers that Ofcom keeps free
for drama are taken outside production (the library calls them invalid), premium and other costly ones are refused, and
so are the Channel Islands and the Isle of Man, which share +44 but not its prices.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberType

from hub.settings import OFCOM_RESERVED, environment

_MOST = 2_000
_ZEROS = ("oh", "o", "zero", "nought", "naught", "nil")
_DIGITS = dict.fromkeys(_ZEROS, "0") | {
    word: str(number)
    for number, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), 1)
}
_TEENS = {
    word: str(number)
    for number, word in enumerate(
        ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        10,
    )
}
_TENS = {
    word: str(number)
    for number, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_ZEROS_AFTER = {"hundred": "00", "thousand": "000"}
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)?|[^\s\w]|_")
# These may stand inside a number.
_JOINS = frozenset("-‐‑–—.,()/*#") | {"dash", "hyphen", "dot", "space"}
_EXTENSION = re.compile(r"\d\s*,?\s*(?:ext|extn|extension|\sx)\.?\s*\d")
# "o77oo": a word of digits and of letters that look like some.
_MIXED = re.compile(r"(?<![^\W_])[\doli]{3,}(?![^\W_])")
_LOOK_ALIKES = str.maketrans("oli", "011")
_SENTENCE_ENDS = re.compile(r"[.!?;](?=\s|$)")


class Refusal(StrEnum):
    """Why a number is not taken."""

    NOT_A_NUMBER = "not_a_number"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_IN_USE = "not_in_use"
    FOREIGN = "foreign"
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    PERSONAL = "personal"
    PAGER = "pager"
    SHORT_CODE = "short_code"
    EXTENSION = "extension"
    RESERVED = "reserved"
    SEVERAL = "several"


class PhoneRefusedError(Exception):
    """The text holds no number that we can ring; ``reason`` says why. The message never holds the number."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Phone:
    """A UK number. ``mobile``: it can receive a text."""

    e164: str
    mobile: bool


def parse_phone(text: str, *, production: bool | None = None) -> Phone:
    """The one UK number in a message, however it is written or said. Raises PhoneRefusedError.

    ``production``: refuse Ofcom's reserved numbers; by default as HUB_ENV says.
    """
    strict = environment().hub_env == "production" if production is None else production
    text = _plain(text)
    if _EXTENSION.search(text):
        raise PhoneRefusedError(Refusal.EXTENSION)
    runs = list(_runs(text))
    long = [run for run in runs if len(run.lstrip("+")) >= 7]
    if not long:
        raise PhoneRefusedError(_too_short(runs))
    taken: dict[str, Phone] = {}
    refused: list[Refusal] = []
    for run in long:
        try:
            phone = _judged(run, strict=strict)
        except PhoneRefusedError as error:
            refused.append(error.reason)
        else:
            taken[phone.e164] = phone
    if len(taken) > 1:
        raise PhoneRefusedError(Refusal.SEVERAL)
    if not taken:
        raise PhoneRefusedError(refused[0])
    return next(iter(taken.values()))


def is_mobile(e164: str) -> bool:
    """Whether a number that was taken can receive a text."""
    return e164.startswith("+447")


def fits(e164: str, given: str) -> bool:
    """Whether a message names this number: in any spelling, or only its last four digits.

    A message with several candidates fits none, so that one try tries one number.
    """
    runs = [run.lstrip("+") for run in _runs(_plain(given))]
    candidates = {run for run in runs if len(run) == 4 or len(run) >= 9}
    if len(candidates) != 1:
        return False
    [digits] = candidates
    mine, theirs = (e164[-4:], digits) if len(digits) == 4 else (e164, _e164(digits) or "")
    return hmac.compare_digest(mine.encode(), theirs.encode())


def phone_key(secret: str, e164: str) -> str:
    """What stands for a number where it is only matched: HMAC-SHA256 with the secret, in hexadecimal."""
    return hmac.new(secret.encode(), b"phone:" + e164.encode(), hashlib.sha256).hexdigest()


def show_phone(e164: str) -> str:
    """For reading, as people in the UK write it: "07700 900123"."""
    number = phonenumbers.parse(e164, "GB")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def speak_phone(e164: str) -> str:
    """For hearing, digit by digit in groups: "0 7 7 0 0, 9 0 0 1 2 3"."""
    return ", ".join(" ".join(group) for group in show_phone(e164).split())


def _plain(text: str) -> str:
    """In small letters, with one kind of digit, and no letters O, l or I for digits."""
    text = unicodedata.normalize("NFKC", text[:_MOST]).lower()
    text = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)
    return _MIXED.sub(lambda word: word[0].translate(_LOOK_ALIKES) if re.search(r"\d", word[0]) else word[0], text)


def _runs(text: str) -> Iterator[str]:
    """The stretches of digits in a message, spoken ones among them; a leading + is kept."""
    run = _Run()
    for token in [*_TOKEN.findall(_SENTENCE_ENDS.sub(" | ", text)), "|"]:
        if not run.takes(token):
            if run.digits.strip("+"):
                yield run.digits
            run = _Run()
            run.takes(token)


@dataclass
class _Run:
    """A stretch of digits as it is read."""

    digits: str = ""
    _times: int = 1
    _after_tens: bool = False
    _sighed: bool = False

    def takes(self, token: str) -> bool:
        """Read one token; False where it does not belong to a number."""
        if token in _TIMES:
            self._times = _TIMES[token]
            return True
        if token in _JOINS:
            return True
        if token in {"+", "plus"}:
            if self.digits:
                return False
            self.digits = "+"
            return True
        read = self._read(token)
        if self._sighed and len(self.digits) == 1 and read[:1] == "0" and token.isdigit():
            self.digits = ""  # "oh, 07700 ...": the first was no digit
        self._sighed = self._sighed or (not self.digits and token in {"oh", "o"})
        self.digits += read * self._times
        self._times = 1
        return bool(read)

    def _read(self, token: str) -> str:
        """The digits that a token stands for; "twenty three" is 23."""
        after_tens, self._after_tens = self._after_tens, token in _TENS
        if token in _ZEROS_AFTER:
            return _ZEROS_AFTER[token] if self.digits else ""
        if token in _TENS:
            return _TENS[token] + "0"
        digit = _DIGITS.get(token, "")
        if after_tens and digit and digit != "0":
            self.digits = self.digits[:-1]
        return digit or _TEENS.get(token) or (token if token.isdigit() else "")


def _judged(run: str, *, strict: bool) -> Phone:
    """A number of seven digits or more, or why it is refused."""
    e164 = _e164(run)
    if e164 is None:
        raise PhoneRefusedError(Refusal.FOREIGN)
    reserved = OFCOM_RESERVED.fullmatch(e164) is not None
    if reserved and not strict:
        return Phone(e164, is_mobile(e164))
    if reserved:
        raise PhoneRefusedError(Refusal.RESERVED)
    number = phonenumbers.PhoneNumber(country_code=44, national_number=int(e164[3:]))
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible == phonenumbers.ValidationResult.TOO_LONG:
        raise PhoneRefusedError(Refusal.TOO_LONG)
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise PhoneRefusedError(Refusal.TOO_SHORT)
    if not phonenumbers.is_valid_number(number):
        raise PhoneRefusedError(Refusal.TOO_SHORT if len(e164) < len("+44") + 9 else Refusal.NOT_IN_USE)
    if (reason := _costly(e164, number)) is not None:
        raise PhoneRefusedError(reason)
    if phonenumbers.region_code_for_number(number) != "GB":
        raise PhoneRefusedError(Refusal.FOREIGN)
    return Phone(e164, is_mobile(e164))


def _costly(e164: str, number: phonenumbers.PhoneNumber) -> Refusal | None:
    if e164.startswith(("+4484", "+4487")):
        return Refusal.SHARED_COST  # the library counts them as premium
    return {
        PhoneNumberType.PREMIUM_RATE: Refusal.PREMIUM,
        PhoneNumberType.SHARED_COST: Refusal.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER: Refusal.PERSONAL,
        PhoneNumberType.PAGER: Refusal.PAGER,
    }.get(phonenumbers.number_type(number))


def _e164(run: str) -> str | None:
    """With +44 in front, whether that, 0044, 44, 0 or nothing was given; None for another country's number."""
    digits = run.lstrip("+")
    if run.startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        if not digits.startswith("44"):
            return None
        return "+44" + digits.removeprefix("44").removeprefix("0")
    if digits.startswith("44") and len(digits) >= 12:
        return "+44" + digits.removeprefix("44").removeprefix("0")
    return "+44" + digits.removeprefix("0")


def _too_short(runs: list[str]) -> Refusal:
    if not runs:
        return Refusal.NOT_A_NUMBER
    for run in runs:
        if run.isdigit() and not run.startswith("0") and len(run) >= 3:
            short = phonenumbers.PhoneNumber(country_code=44, national_number=int(run))
            if phonenumbers.is_valid_short_number_for_region(short, "GB"):
                return Refusal.SHORT_CODE
    return Refusal.TOO_SHORT
