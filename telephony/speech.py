"""What the caller hears, as TwiML: numbers slowly and with pauses, everything else as the voice reads it.

SSML only around numbers and for slowness: Twilio's neural voices know ``<prosody rate>`` and ``<break>`` in full, but
``<say-as>`` not (https://docs.aws.amazon.com/polly/latest/dg/supportedtags.html), so digits are written one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from twilio.twiml.voice_response import Gather, Say, VoiceResponse  # type: ignore[import-untyped]

from hub.words import clean

LANGUAGE = "en-GB"
# Twilio's limit for one <Say> is 4,096 characters, and the digits below take more than they seem.
_MOST = 2_500
_BETWEEN_GROUPS, _BETWEEN_DIGITS = "400ms", "250ms"
# "9 9 9", "0 8 0 0, 6 4 4 4", "0800 6444 101", "116 123", "85258", "999".
_NUMBER = re.compile(
    r"(?<![\w.,])(?:"
    r"\d(?: \d){2,}(?:, ?\d(?: \d)+)*"
    r"|\+?0\d{1,4}(?: \d{2,7})+|0\d{9,10}"
    r"|116 123|116 111|85258|999|111"
    r")(?![\w]|[.,]\d)"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")
_MARKUP = str.maketrans({"&": " and ", "<": " ", ">": " "})
# People speak about 160 words a minute to somebody who listens; a digit and the pause after it take as long as a word.
_WORDS_PER_SECOND, _SLOWER = 2.6, 1.5
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Said:
    """One thing that is said; ``slow`` for crisis numbers and for whoever asks for it."""

    text: str
    slow: bool = False


@dataclass(frozen=True)
class Listening:
    """How to wait for the caller: where the answer goes, how many seconds they may think, and one key or several."""

    action: str
    seconds: int
    hints: str = ""
    one_key: bool = True


def listen(said: Sequence[Said], how: Listening, voice: str) -> str:
    """Say it and wait for words or keys, which may break in at any time. A silence is answered too."""
    response = VoiceResponse()
    gather = response.gather(
        input="dtmf speech",
        action=how.action,
        method="POST",
        language=LANGUAGE,
        timeout=how.seconds,
        # The end of speech is found by itself. With speechModel Twilio would not take "auto":
        # https://www.twilio.com/docs/api/errors/13335
        speech_timeout="auto",
        hints=how.hints or None,
        barge_in=True,
        profanity_filter=False,  # what a parent says must reach the safety screen
        num_digits=1 if how.one_key else None,
        action_on_empty_result=True,
    )
    say_all(gather, said, voice)
    # Where Twilio comes past the Gather all the same, the same turn.
    response.redirect(how.action, method="POST")
    return str(response)


def hang_up(said: Sequence[Said], voice: str) -> str:
    """Say it and end the call."""
    response = VoiceResponse()
    say_all(response, said, voice)
    response.hangup()
    return str(response)


def plain(text: str) -> str:
    """Without the marks of Markdown, where a reply has no rendition of its own for the channel."""
    return _LINK.sub(r"\1", text).replace("**", "")


def sentences(said: Sequence[Said]) -> list[str]:
    """What is said, a sentence at a time, each as SSML of its own without a root: for ConversationRelay.

    No text of ours needs the signs of markup, so none are left: whether Twilio reads a sentence without a tag as SSML or
    as plain text is not documented.
    """
    parts = [
        Said(part.translate(_MARKUP), one.slow)
        for one in said
        for part in _SENTENCE_END.split(" ".join(plain(one.text).split()))
        if part
    ]
    return [f"{_ssml(part)}{' ' if place < len(parts) else ''}" for place, part in enumerate(parts, 1)]


def seconds_to_say(said: Sequence[Said]) -> float:
    """How long it takes to say, about; rather more than less."""
    return sum(len(one.text.split()) / _WORDS_PER_SECOND * (_SLOWER if one.slow else 1) for one in said)


def _ssml(one: Said) -> str:
    say = Say()
    _fill(say.prosody(rate="slow") if one.slow else say, " ".join(one.text.split()), slow=one.slow)
    return str(say.to_xml(xml_declaration=False)).removeprefix("<Say>").removesuffix("</Say>")


def say_all(parent: Gather | VoiceResponse, said: Sequence[Said], voice: str) -> None:
    """Put what is said into a verb."""
    for one in said:
        for part in _portions(clean(plain(one.text))):
            say = Say(voice=voice, language=LANGUAGE)
            _fill(say.prosody(rate="slow") if one.slow else say, part, slow=one.slow)
            parent.append(say)


def _portions(text: str) -> Iterator[str]:
    """Parts that one <Say> can hold, cut between sentences."""
    while len(text) > _MOST:
        cut = max(text.rfind(". ", 0, _MOST) + 1, 0) or text.rfind(" ", 0, _MOST)
        cut = cut if cut > 0 else _MOST
        yield text[:cut].strip()
        text = text[cut:].strip()
    if text:
        yield text


def _fill(node: Any, text: str, *, slow: bool) -> None:
    """Put text into a node, its numbers slowly."""
    at = 0
    for match in _NUMBER.finditer(text):
        _write(node, text[at : match.start()])
        _fill_number(node if slow else node.prosody(rate="slow"), match[0], slow=slow)
        at = match.end()
    _write(node, text[at:])


def _write(node: Any, text: str) -> None:
    """Add text to a node. The library loses the first of two strings in a row."""
    if node.verbs and isinstance(node.verbs[-1], str):
        node.verbs[-1] += text
    elif text:
        node.nest(text)


def _fill_number(node: Any, number: str, *, slow: bool) -> None:
    groups = _groups(number)
    for place, group in enumerate(groups):
        if place:
            node.break_(time=_BETWEEN_GROUPS)
        if not slow:
            _write(node, " ".join(group))
            continue
        for position, digit in enumerate(group):
            if position:
                node.break_(time=_BETWEEN_DIGITS)
            _write(node, digit)


def _groups(number: str) -> list[str]:
    """The digits as people group them: at commas where each stands alone, otherwise at spaces."""
    if re.search(r"\d{2}", number):
        return re.findall(r"\d+", number)
    return ["".join(re.findall(r"\d", part)) for part in number.split(",")]
