"""The replies of a turn as the person on a channel reads or hears them."""

from __future__ import annotations

from collections.abc import Sequence

from hub.replies import Button, Channel, Reply
from knowledge_base.gsm7 import to_gsm7


def rendered(replies: Sequence[Reply], channel: Channel) -> list[str]:
    """One text for each reply.

    On the web the buttons stand below it; in a text message they are numbered through the turn, as ``Conversation``
    counts them; a voice reads them out.
    """
    texts, number = [], 0
    for reply in replies:
        text = reply.text_for(channel)
        # The check question says itself how to answer; its buttons are not counted.
        if channel == "web" or not reply.buttons or reply.kind == "crisis":
            texts.append(text if channel != "sms" else _plain(text))
            continue
        if channel == "sms":
            lines = [f"{number + place} {button.title}" for place, button in enumerate(reply.buttons, 1)]
            texts.append("\n".join([_plain(text), *map(to_gsm7, lines)]))
        else:
            texts.append(f"{text} {_aloud(reply.buttons)}")
        number += len(reply.buttons)
    return texts


def _plain(text: str) -> str:
    return "\n".join(to_gsm7(line) for line in text.splitlines())


def _aloud(buttons: Sequence[Button]) -> str:
    titles = [button.title.rstrip("?.") for button in buttons]
    choices = titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])}, or {titles[-1]}"
    return f"You can say: {choices}."
