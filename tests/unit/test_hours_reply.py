"""The opening hours as a reply, with a way on."""

from datetime import datetime
from pathlib import Path

import pytest
from made_up import TUESDAY_MORNING, hub_settings_from

from hub import menu
from hub.hours_reply import hours_reply
from hub.outcomes import Outcome
from hub.replies import Button, Reply


def test_whether_we_are_open_now(tmp_path: Path) -> None:
    said = "Yes, we are open now, until 3pm today."
    assert hours_reply("", TUESDAY_MORNING, hub_settings_from(tmp_path), asks_now=True) == Reply(
        kind="hours",
        outcome=Outcome.HOURS,
        web=said,
        sms=said,
        voice=said,
        buttons=(Button("Ask a question", '/ask_guidance{"theme": "all"}'), menu.PERSON),
    )


def test_a_day_that_is_named_is_answered_from_the_operators_hours(tmp_path: Path) -> None:
    reply = hours_reply("are you there on christmas eve", TUESDAY_MORNING, hub_settings_from(tmp_path), asks_now=False)
    assert reply.web == (
        "Christmas Eve is Thursday 24 December. We are closed that day. The reason is: Christmas. "
        "After that, we next open on Monday 4 January 2027, 9am to 1pm."
    )


def test_a_moment_without_a_time_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        hours_reply("", datetime(2026, 11, 24, 10), hub_settings_from(tmp_path), asks_now=True)
