"""Call-backs in the store: kept once, in a fair order, each phoned by one handler, and gone when they should be."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import HUB_YML, TUESDAY_MORNING, hub_settings_from

from hub.callback_times import LEAST_LEFT, TimeProblem, Wanted, choose, openings, options, problem_text, promise
from hub.callbacks import Callback, Callbacks, NotThereError, Request, delete_before
from hub.settings import HubSettings
from hub.store.database import Store
from hub.store.tables import AuditEntry, CallbackRow
from hub.uk_calendar import LONDON

SECRET = "s" * 32
AMINA, JO = "+447700900123", "+447700900124"
SETTINGS = HubSettings.model_validate(
    {
        "local_offer_url": "https://offer.example/",
        "opening_hours": {
            "monday": ["09:00-13:00"],
            "tuesday": ["09:00-15:00"],
            "wednesday": ["09:00-13:00", "19:00-21:00 by appointment"],
        },
        "closures": [{"first": "2026-12-24", "last": "2026-12-31", "reason": "Christmas"}],
    }
)
NOW = TUESDAY_MORNING
TODAY = date(2026, 11, 24)


_examples = count()


@cache
def one_store() -> Store:
    """For the examples of property tests, each with its own name."""
    store = Store("sqlite://")
    store.migrate()
    return store


def request(key: str = "k", phone: str = AMINA, **changes: object) -> Request:
    return Request(**{"first_name": "Amina", "phone": phone, "channel": "web", "key": key, **changes})  # type: ignore[arg-type]


def callbacks_of(store: Store, name: str = "hub") -> Callbacks:
    return Callbacks(store, SETTINGS, SECRET, name)


def test_a_request_is_kept_as_it_was_made(any_store: Store) -> None:
    brief = {"topic": "sleep", "articles": ["sleep"]}
    wanted = request(day=date(2026, 11, 25), wish="before 11am", topic="sleep", brief=brief)
    made = callbacks_of(any_store).request(wanted, NOW)
    assert made == Callback(
        id=made.id,
        first_name="Amina",
        phone=AMINA,
        day=date(2026, 11, 25),
        wish="before 11am",
        topic="sleep",
        channel="web",
        brief=brief,
        crisis=False,
        status="open",
        taken_by=None,
        created_at=NOW,
        changed_at=NOW,
    )
    assert callbacks_of(any_store).in_order() == [made]
    assert callbacks_of(any_store).get(made.id) == made


def test_without_a_day_it_is_due_in_the_next_session(store: Store) -> None:
    callbacks = callbacks_of(store)
    days = [
        callbacks.request(request(f"{at}"), at).day
        for at in (
            NOW,
            datetime(2026, 11, 24, 14, 31, tzinfo=LONDON),
            datetime(2026, 11, 25, 19, 30, tzinfo=LONDON),
            datetime(2026, 12, 23, 12, 45, tzinfo=LONDON),
        )
    ]
    assert days == [TODAY, date(2026, 11, 25), date(2026, 11, 30), date(2027, 1, 4)]


def test_the_same_request_sent_again_is_kept_once(any_store: Store) -> None:
    callbacks = callbacks_of(any_store)
    first = callbacks.request(request(), NOW)
    done = callbacks.done(first.id, NOW)
    assert callbacks.request(request(topic="other"), NOW + timedelta(minutes=1)) == done


def test_the_same_yes_many_times_at_once_is_kept_once(any_store: Store) -> None:
    together = Barrier(8)

    def yes(_: int) -> int:
        together.wait()
        return callbacks_of(any_store).request(request(), NOW).id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(yes, range(8)))) == 1
    assert len(callbacks_of(any_store).in_order()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": "07700 900123"},
        {"key": ""},
        {"first_name": "   "},
        {"first_name": "A" * 61},
        {"topic": "a" * 201},
        {"wish": "a" * 201},
        {"day": date(2026, 11, 28)},
        {"day": date(2026, 11, 23)},
        {"day": date(2027, 11, 23)},
    ],
)
def test_what_is_not_fit_to_keep_is_refused(store: Store, changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        callbacks_of(store).request(request(**changes), NOW)
    assert callbacks_of(store).in_order() == []


def test_where_the_line_never_opens_nothing_is_promised(store: Store, tmp_path: Path) -> None:
    never = hub_settings_from(tmp_path, HUB_YML[: HUB_YML.index("opening_hours")] + "opening_hours: {}\n")
    with pytest.raises(ValueError):
        Callbacks(store, never, SECRET).request(request(), NOW)


def test_crisis_comes_first_then_the_day_then_who_asked_first(any_store: Store) -> None:
    callbacks = callbacks_of(any_store)
    for key, day, crisis, after in (
        ("later day", date(2026, 11, 25), False, 0),
        ("asked second", TODAY, False, 2),
        ("asked first", TODAY, False, 1),
        ("crisis", date(2026, 11, 25), True, 3),
    ):
        callbacks.request(request(key, day=day, crisis=crisis, topic=key), NOW + timedelta(minutes=after))
    assert [one.topic for one in callbacks.in_order()] == ["crisis", "asked first", "asked second", "later day"]


def test_of_many_handlers_at_once_one_takes_it(any_store: Store) -> None:
    made = callbacks_of(any_store).request(request(), NOW)
    together = Barrier(12)

    def take(number: int) -> str | None:
        together.wait()
        try:
            return callbacks_of(any_store).take(made.id, f"handler {number}", NOW).taken_by
        except NotThereError:
            return None

    with ThreadPoolExecutor(12) as pool:
        took = [name for name in pool.map(take, range(12)) if name]
    [kept] = callbacks_of(any_store).in_order()
    assert took == [kept.taken_by]


@given(st.lists(st.tuples(st.sampled_from(["take", "back", "done", "cancel"]), st.sampled_from(["ada", "bo"]))))
def test_it_only_goes_the_ways_it_may(deeds: list[tuple[str, str]]) -> None:
    callbacks = callbacks_of(one_store(), f"example {next(_examples)}")
    number = callbacks.request(request(), NOW).id
    status, holder = "open", None
    for deed, who in deeds:
        doing = {
            "take": lambda who=who: callbacks.take(number, who, NOW),
            "back": lambda who=who: callbacks.give_back(number, who, NOW),
            "done": lambda: callbacks.done(number, NOW),
            "cancel": lambda: callbacks.cancel(number, NOW),
        }[deed]
        may = {
            "take": status == "open",
            "back": status == "taken" and holder == who,
            "done": status in {"open", "taken"},
            "cancel": status in {"open", "taken"},
        }[deed]
        if may:
            status = {"take": "taken", "back": "open", "done": "done", "cancel": "cancelled"}[deed]
            holder = {"take": who, "back": None}.get(deed, holder)
            assert doing().status == status
        else:
            with pytest.raises(NotThereError):
                doing()
        kept = callbacks.get(number)
        assert kept is not None
        assert (kept.status, kept.taken_by) == (status, holder)


def test_what_is_held_for_a_number_is_told_and_deleted_and_nobody_elses(any_store: Store) -> None:
    callbacks, row = callbacks_of(any_store), callbacks_of(any_store, "a replayed row")
    mine = callbacks.request(request("1"), NOW)
    callbacks.done(callbacks.request(request("2"), NOW).id, NOW)
    others = callbacks.request(request("3", JO), NOW)
    elsewhere = row.request(request("1"), NOW)
    assert callbacks.waiting_for(AMINA) == [mine]
    assert callbacks.delete_for(AMINA, NOW) == 2
    assert (callbacks.delete_for(AMINA, NOW), callbacks.in_order("open", "done")) == (0, [others])
    assert row.in_order() == [elsewhere]
    with any_store.read() as session:
        assert [entry.action for entry in session.query(AuditEntry)] == ["callbacks_deleted"]


def test_they_are_kept_until_their_days_are_over(any_store: Store) -> None:
    callbacks_of(any_store).request(request(), NOW)
    assert delete_before(any_store, TODAY) == 0
    assert delete_before(any_store, TODAY + timedelta(days=1)) == 1


def test_numbers_and_keys_that_are_matched_are_hashed(store: Store) -> None:
    callbacks_of(store).request(request("conversation:1"), NOW)
    with store.read() as session:
        row = session.query(CallbackRow).one()
    assert {len(row.phone_key), len(row.request_key)} == {64}


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


@given(MOMENTS)
def test_every_time_that_is_offered_can_be_chosen_and_is_promised(now: datetime) -> None:
    hours = SETTINGS.hours
    sessions = openings(hours, now)
    for one in sessions:
        assert one.end.astimezone(UTC) - now >= LEAST_LEFT
        assert not any(s.by_appointment for s in hours.sessions_on(one.start.date()) if s.start == one.start.time())
    offered = options(hours, now)
    assert 2 <= len(offered) <= 4
    for words in offered:
        chosen = choose(words, hours, now)
        assert isinstance(chosen, Wanted), words
        assert chosen.opening in sessions
        assert promise(chosen.opening, hours, now).startswith("We phone you ")


@given(MOMENTS, st.text(max_size=60))
def test_no_text_promises_a_time_at_which_the_line_is_closed(now: datetime, text: str) -> None:
    chosen = choose(text, SETTINGS.hours, now)
    if isinstance(chosen, Wanted):
        assert chosen.opening in openings(SETTINGS.hours, now)


@pytest.mark.parametrize(
    ("text", "promised", "part"),
    [
        ("any time", "We phone you today, before 3pm.", ""),
        ("as soon as you can", "We phone you today, before 3pm.", ""),
        ("after 2pm", "We phone you today, before 3pm.", "after 2pm"),
        ("tomorrow morning", "We phone you on Wednesday 25 November, 9am to 1pm.", "before midday"),
        ("tomorrow between 10 and 11", "We phone you on Wednesday 25 November, 9am to 1pm.", "between 10am and 11am"),
        ("monday 11am", "We phone you on Monday 30 November, 9am to 1pm.", "at 11am"),
        ("next week", "We phone you on Monday 30 November, 9am to 1pm.", ""),
        ("any day but tuesday", "We phone you on Wednesday 25 November, 9am to 1pm.", "any day but tuesday"),
        ("monday after the nap", "We phone you on Monday 30 November, 9am to 1pm.", "monday after the nap"),
    ],
)
def test_a_time_that_suits_is_understood(text: str, promised: str, part: str) -> None:
    chosen = choose(text, SETTINGS.hours, NOW)
    assert isinstance(chosen, Wanted)
    assert (promise(chosen.opening, SETTINGS.hours, NOW), chosen.part) == (promised, part)


@pytest.mark.parametrize(
    ("text", "problem", "words"),
    [
        ("yesterday", TimeProblem.PAST, "That time has passed."),
        ("saturday", TimeProblem.CLOSED, "We cannot phone on Saturday 28 November. The line is closed then."),
        ("at the weekend", TimeProblem.CLOSED, "We cannot phone then. The line is closed."),
        ("9pm", TimeProblem.NOT_THEN, "We cannot phone then. The line is not open at that time."),
        (
            "wednesday evening",
            TimeProblem.EVENING,
            "We cannot phone then. Wednesday evenings, 7pm to 9pm, are by appointment only.",
        ),
        (
            "boxing day",
            TimeProblem.TOO_FAR,
            "That is too far ahead. I can take requests for the next 2 weeks.",
        ),
    ],
)
def test_a_time_that_cannot_be_promised_is_refused_with_its_reason(text: str, problem: TimeProblem, words: str) -> None:
    assert choose(text, SETTINGS.hours, NOW) == problem
    assert problem_text(problem, text, SETTINGS.hours, NOW) == words


def test_shortly_before_closing_the_next_session_is_promised() -> None:
    late = datetime(2026, 11, 24, 14, 31, tzinfo=LONDON)
    assert choose("today", SETTINGS.hours, late) == TimeProblem.LATE
    [first, *_] = openings(SETTINGS.hours, late)
    assert promise(first, SETTINGS.hours, late) == (
        "We phone you when the line is next open: Wednesday 25 November, 9am to 1pm."
    )
    assert options(SETTINGS.hours, late) == [
        "Wednesday 25 November, before 11am",
        "Wednesday 25 November, after 11am",
        "Monday 30 November",
        "Any time",
    ]


def test_over_a_long_closure_the_first_session_after_it_is_promised() -> None:
    before = datetime(2026, 12, 23, 13, tzinfo=LONDON)
    [first, *_] = openings(SETTINGS.hours, before)
    assert promise(first, SETTINGS.hours, before) == (
        "We phone you when the line is next open: Monday 4 January 2027, 9am to 1pm."
    )
