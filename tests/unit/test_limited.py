"""What the front door still says with every other part down."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import NO_NUMBER, SUNDAY_MORNING, TUESDAY_MORNING, hub_settings_from

from hub.limited import NOTICE, limited_reply
from hub.outcomes import Outcome
from hub.replies import Reply
from knowledge_base.search import Search


@pytest.mark.parametrize(
    ("text", "now", "said"),
    [
        ("are you open now?", TUESDAY_MORNING, "Yes, we are open now, until 3pm today."),
        ("r u open", SUNDAY_MORNING, "No, we are closed now. We next open on Monday 30 November, 9am to 1pm."),
        ("is anyone there", TUESDAY_MORNING, "Yes, we are open now, until 3pm today."),
        ("when do you close today", TUESDAY_MORNING, "We are open now, until 3pm today."),
        ("monday?", TUESDAY_MORNING, "Yes, we are open on Monday 30 November, 9am to 1pm."),
    ],
)
def test_a_question_about_the_hours_is_answered(tmp_path: Path, text: str, now: datetime, said: str) -> None:
    assert limited_reply(text, now, hub_settings_from(tmp_path), None) == Reply(
        kind="limited",
        outcome=Outcome.LIMITED,
        web=f"{said}\n\n{NOTICE}",
        sms=f"{said} (Limited: we have a fault.)",
        voice=f"{said} {NOTICE}",
    )


def test_a_plain_question_is_answered_from_its_article_with_its_sources(tmp_path: Path, search: Search) -> None:
    reply = limited_reply("How do I get my son to sleep?", TUESDAY_MORNING, hub_settings_from(tmp_path), search)
    assert (reply.kind, reply.outcome, reply.article, reply.alternatives) == (
        "limited",
        Outcome.LIMITED,
        "sleep",
        ("sleep",),
    )
    assert reply.web.splitlines()[0] == "A calm hour before bed helps many children to settle."
    assert reply.web.splitlines()[-1] == NOTICE
    assert reply.sms == "Text about sleep. (Limited: we have a fault.)"
    assert reply.voice == f"Words about sleep. {NOTICE}"
    assert [source.url for source in reply.sources] == ["https://page.example/"]


def test_no_button_is_offered_that_only_rasa_could_follow(tmp_path: Path, search: Search) -> None:
    hub = hub_settings_from(tmp_path)
    texts = ["How do I get my son to sleep?", "are you open", "asdfgh"]
    assert [limited_reply(text, TUESDAY_MORNING, hub, search).buttons for text in texts] == [(), (), ()]


@pytest.mark.parametrize("text", ["asdfgh", "can you order a pizza", "thanks"])
@pytest.mark.parametrize("with_search", [True, False])
def test_anything_else_gets_the_number_the_hours_and_999(
    tmp_path: Path, search: Search, text: str, with_search: bool
) -> None:
    index = search if with_search else None
    assert limited_reply(text, SUNDAY_MORNING, hub_settings_from(tmp_path), index) == Reply(
        kind="limited",
        outcome=Outcome.LIMITED,
        web=(
            "Sorry, part of our system is not working right now. Please try again in a few minutes.\n\n"
            "You can phone us on 01632 960123 or write to hub@offer.example. "
            "No, we are closed now. We next open on Monday 30 November, 9am to 1pm.\n\n"
            "If anyone is in danger, phone 999."
        ),
        sms=(
            "Sorry, we have a fault. Please try again in a few minutes. Phone us on 01632 960123. "
            "No, we are closed now. We next open on Monday 30 November, 9am to 1pm. In danger: 999."
        ),
        voice=(
            "Sorry, part of our system is not working right now. Phone us on 01632 960123. "
            "No, we are closed now. We next open on Monday 30 November, 9am to 1pm. "
            "If anyone is in danger, phone 9 9 9."
        ),
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text_gets_a_limited_reply_with_words_for_every_channel(tmp_path: Path, search: Search, text: str) -> None:
    reply = limited_reply(text, TUESDAY_MORNING, hub_settings_from(tmp_path, NO_NUMBER), search)
    assert (reply.kind, reply.outcome) == ("limited", Outcome.LIMITED)
    assert all((reply.web.strip(), reply.sms, reply.voice))
