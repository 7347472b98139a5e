"""Checks the reviewed file of crisis replies for ``hub kb check``: sourced, current numbers, 999 first, and fitting texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml
from pydantic import ValidationError

from hub.safety.crisis_replies import REPLIES, CrisisTexts, Words
from knowledge_base.check_numbers import is_valid
from knowledge_base.check_page import Finding
from knowledge_base.gsm7 import TWO_SEGMENTS, not_in_gsm7, septets
from knowledge_base.readability import seconds_to_say
from knowledge_base.yaml_lines import Located, YamlError

SUPERSEDED = REPLIES.with_name("superseded_numbers.yml")
VOICE_SECONDS = 60  # numbers are read slowly, and the first one twice
_WRITTEN = re.compile(r"\d[\d ]*\d")
_SPOKEN = re.compile(r"\d(?:,? \d)+")


def check_replies(today: date, path: Path = REPLIES, superseded: Path = SUPERSEDED) -> list[Finding]:
    """Everything that keeps the crisis replies from being published; empty when all is well."""
    try:
        located = Located(path.read_text(encoding="utf-8"))
        texts = CrisisTexts.model_validate(located.data)
        outdated = [entry["number"] for entry in yaml.safe_load(superseded.read_text(encoding="utf-8"))]
    except ValidationError as error:
        return [
            Finding(path, line, "error", f"{reason}. To mend: see the head of the file.")
            for line, reason in located.problems(error)
        ]
    except (OSError, UnicodeDecodeError, YamlError, yaml.YAMLError, KeyError, TypeError) as error:
        return [Finding(path, 1, "error", f"cannot be read ({error}). To mend: check the lines changed last.")]
    problems = [*_numbers(texts, outdated, today)]
    everything = [*((f"act_now.{name}", words) for name, words in texts.act_now.items())]
    everything += [("check", texts.check), ("after_no", texts.after_no)]
    for name, words in everything:
        problems += [(f"{name}.{part}", problem) for part, problem in _words(words, texts, outdated)]
        if name.startswith("act_now") and not words.voice.rstrip(". ").endswith("9 9 9"):
            problems.append(
                (f"{name}.voice", "does not end with 9 9 9. To mend: say the first number again at the end")
            )
    return sorted(
        Finding(path, located.line_of(where.split(".")), "error", f"{where} {said}.") for where, said in problems
    )


def _numbers(texts: CrisisTexts, outdated: list[str], today: date) -> Iterator[tuple[str, str]]:
    for number, about in texts.numbers.items():
        if not is_valid(number):
            yield "numbers", f"gives {number}, which cannot be phoned in Britain. To mend: correct it from its source"
        if _together(number) in map(_together, outdated):
            yield "numbers", f"gives {number}, which is superseded. To mend: give the number that took its place"
        if about.checked > today:
            yield "numbers", f"says that {number} was checked on a day still to come. To mend: give the day it was done"


def _words(words: Words, texts: CrisisTexts, outdated: list[str]) -> Iterator[tuple[str, str]]:
    known = {_together(number) for number in texts.numbers}
    for part, text, pattern in (
        ("web", words.web, _WRITTEN),
        ("sms", words.sms, _WRITTEN),
        ("voice", words.voice, _SPOKEN),
    ):
        given = [number for found in pattern.findall(text) if len(number := _together(found)) >= 3]
        for number in dict.fromkeys(given):
            if number not in known:
                yield part, f"gives {number}, which is not in numbers. To mend: add it with its source, or take it out"
        if given[:1] != ["999"]:
            yield part, "does not give 999 first. To mend: put it before every other number"
        for old in outdated:
            if _together(old) in _together(text):
                yield part, f"gives {old}, which is superseded. To mend: give the number that took its place"
    if strange := not_in_gsm7(words.sms):
        yield "sms", f"has {' '.join(strange)}, which a text message lacks (GSM-7). To mend: use plain letters"
    elif (length := septets(words.sms)) > TWO_SEGMENTS:
        yield "sms", f"has {length} characters; two text messages hold {TWO_SEGMENTS}. To mend: shorten it"
    if (seconds := seconds_to_say(words.voice)) > VOICE_SECONDS:
        yield "voice", f"takes {seconds:.0f} s; {VOICE_SECONDS} is the most. To mend: shorten it"


def _together(text: str) -> str:
    return re.sub(r"[ ,]+", "", text)
