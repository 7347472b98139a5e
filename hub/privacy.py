"""What the assistant says about privacy, and how a person sees or deletes what is kept of their own conversation.

A conversation's own session proves whose it is: its id is 128 random bits that only that browser or call has.
"""

from __future__ import annotations

import json
import re
from typing import Literal

from hub import menu
from hub.outcomes import Outcome
from hub.replies import Button, Reply
from hub.settings import Retention

PrivacyWish = Literal["general", "show", "delete", "deleted", "number"]

_DELETE = re.compile(
    r"\b(?:delet|eras|remov|wip(?:e|ing)|forget|destroy|get rid|right to be forgotten|clear (?:my|this|the|our) (?:chat|data|history|messages))",
    re.IGNORECASE,
)
_SHOW = re.compile(
    r"\b(?:what (?:do|have|info\w*|data|details) (?:you|u|ya|is|are)?.{0,25}\b(?:keep|kept|hold|held|store|stored|got|have|know|about me|on me)|"
    r"(?:see|show|copy of|access|request|give me) (?:me )?(?:all |what |everything )?(?:my|the|our|you).{0,20}\b(?:data|information|info|records?|keep|hold|messages)|"
    r"subject access|s\.?a\.?r\b|what .{0,20}\babout me)",
    re.IGNORECASE,
)


def _button(title: str, wish: PrivacyWish) -> Button:
    return Button(title, "/ask_privacy" + json.dumps({"wish": wish}))


_DELETE_BUTTON = _button("Delete this chat", "delete")
_NUMBER_BUTTON = _button("Data for my phone number", "number")
_SHOW_BUTTON = _button("What is kept of this chat?", "show")


def wish_in(text: str) -> PrivacyWish:
    """What somebody who asks about privacy wants to know or to have done."""
    if _DELETE.search(text):
        return "delete"
    return "show" if _SHOW.search(text) else "general"


def answer(wish: PrivacyWish, messages: int, retention: Retention) -> Reply:
    """The reply to a wish in a conversation in which the person has sent ``messages`` so far, this one included."""
    hours, days = retention.conversations_hours, retention.live_chat_days
    if wish == "deleted":
        return _reply("This conversation is deleted. If you write again, we begin anew.", menu.PERSON, forgets=True)
    if wish == "delete":
        return _reply(
            f"I can delete this conversation now. Otherwise it is deleted {hours} hours after your last message, "
            f"and what you wrote with a call handler after {days} days. "
            "I may keep a question that I could not answer, and what you tell us about the Hub. "
            "They are kept without names, numbers or anything else that says whose they are. "
            "I cannot find them again, because nothing links them to you. Shall I delete this conversation?",
            _button("Yes, delete it", "deleted"),
            _NUMBER_BUTTON,
            Button("No, keep it", "/deny"),
        )
    if wish == "show":
        count = "your message" if messages == 1 else f"your {messages} messages"
        return _reply(
            f"Of this conversation I keep {count} and my answers, until {hours} hours after your last message. "
            "Then they are deleted. I keep no name, no phone number and no e-mail address. "
            f"What you write with a call handler is kept for {days} days. "
            "I may keep a question that I could not answer, and what you tell us about the Hub. Nothing in them says whose they are. "
            "Appointments are kept for a phone number.",
            _DELETE_BUTTON,
            _NUMBER_BUTTON,
        )
    return _reply(
        f"I keep this conversation for {hours} hours after your last message, so that I can follow what you ask. "
        f"Then it is deleted. What you write with a call handler is kept for {days} days. "
        "I do not know who you are. What you write here is not passed to your school or your GP. "
        "Please leave out names and addresses. If anyone is in danger, phone 999.",
        _SHOW_BUTTON,
        _DELETE_BUTTON,
    )


def _reply(text: str, *buttons: Button, forgets: bool = False) -> Reply:
    return Reply(
        kind="message",
        outcome=Outcome.INFORMATION,
        web=text,
        voice=text.replace("999", "9 9 9"),
        buttons=buttons,
        forgets=forgets,
    )
