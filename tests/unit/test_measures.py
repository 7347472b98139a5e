"""A month's figures: equal to an independent count after the rules of disclosure, on every way out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_up import HUB_YML, hub_settings_from
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

import cli
from commands import measures as command
from hub import feedback, knowledge
from hub import settings as settings_module
from hub.disclosure import HIDDEN
from hub.feedback import Given
from hub.handoff.waits import Ending
from hub.measure_list import MEASURES
from hub.measures import Line, MonthNotKeptError, report
from hub.measures_export import COLUMNS, VERSION
from hub.measures_tokens import is_known
from hub.months import Month
from hub.settings import HubSettings
from hub.spreadsheets import cell
from hub.store.database import Store
from hub.store.tables import AppointmentRow, ClosedEvening, Contact, Feedback, Gap, WaitTally
from hub.uk_calendar import LONDON
from knowledge_base.search import Search

NOVEMBER = Month(date(2026, 11, 1))
IN_DECEMBER = datetime(2026, 12, 10, 12, tzinfo=UTC)


@pytest.fixture
def hub(tmp_path: Path) -> HubSettings:
    return hub_settings_from(tmp_path)


@pytest.fixture
def with_search(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knowledge, "_built", search)


def lines_of(store: Store, hub: HubSettings, month: Month = NOVEMBER) -> dict[tuple[str, str], Line]:
    return {(line.measure, line.part): line for line in report(store, hub, month, IN_DECEMBER).lines}


def figures(store: Store, hub: HubSettings, measure: str) -> dict[str, Any]:
    return {part: line.value for (key, part), line in lines_of(store, hub).items() if key == measure}


def rows(store: Store, *new: Any) -> None:
    store.write(lambda session: session.add_all(new))


def told(day: date = date(2026, 11, 10), **more: Any) -> Feedback:
    return Feedback(**{"day": day, "kind": "feedback", "channel": "web", **more})


def test_satisfaction_has_an_interval_and_a_mean(any_store: Store, hub: HubSettings) -> None:
    rows(any_store, *(told(rating=5) for _ in range(30)), *(told(rating=2) for _ in range(10)), told(helpful=True))
    found = lines_of(any_store, hub)
    assert found["satisfied", ""] == Line("satisfied", "", 40, mean=4.2)
    yes = found["satisfied", "yes"]
    assert (yes.value, yes.percent, yes.low, yes.high) == (30, 75, 60, 86)
    assert found["feedback", ""].value == 40


@pytest.mark.parametrize(("good", "bad"), [(7, 0), (30, 3), (5, 5)])
def test_means_and_shares_of_few_people_are_not_shown(any_store: Store, hub: HubSettings, good: int, bad: int) -> None:
    rows(any_store, *(told(rating=5) for _ in range(good)), *(told(rating=2) for _ in range(bad)))
    found = lines_of(any_store, hub)
    assert found["satisfied", ""].mean == HIDDEN
    assert [
        line
        for (key, _), line in found.items()
        if key == "satisfied" and line.value == HIDDEN and line.percent not in (None, HIDDEN)
    ] == []


def test_complaints_and_quotable_comments_are_counted_apart(any_store: Store, hub: HubSettings) -> None:
    rows(any_store, *(told(kind="complaint", comment="c", status="waiting") for _ in range(12)))
    rows(
        any_store,
        *(told(comment="c", status=status) for status in ("approved", "edited", "rejected") for _ in range(8)),
    )
    found = lines_of(any_store, hub)
    assert [found[key, ""].value for key in ("feedback", "complaints", "comments")] == [25, 10, 15]


def test_least_helpful_topics_are_named_without_a_figure(any_store: Store, hub: HubSettings) -> None:
    for topic, yes, no in (("sleep", 2, 8), ("eating", 20, 2), ("sensory", 4, 5), ("pip", 0, 7)):
        rows(any_store, *(told(topic=topic, helpful=True) for _ in range(yes)))
        rows(any_store, *(told(topic=topic, helpful=False) for _ in range(no)))
    found = report(any_store, hub, NOVEMBER, IN_DECEMBER).lines
    assert [(line.part, line.value) for line in found if line.measure == "least_helpful"] == [
        ("sleep", None),
        ("sensory", None),
    ]


def test_gaps_are_counted_by_nearest_topic(any_store: Store, hub: HubSettings) -> None:
    for nearest, number in (("sleep", 9), ("pip", 3), ("eating", 14)):
        rows(any_store, *(Gap(day=date(2026, 11, 3), channel="web", nearest=nearest, text="t") for _ in range(number)))
    assert figures(any_store, hub, "unanswered") == {"": 25, "eating": 15, "pip": HIDDEN, "sleep": 10}


def booked(
    n: int, start: datetime, status: str = "booked", by: str | None = None, diary: str = "hub"
) -> AppointmentRow:
    return AppointmentRow(
        diary=diary, reference=f"R{n:05}", request_key=f"key {n}", start=start, minutes=30, place=n, status=status,
        cancelled_by=by, first_name="Amina", phone="+447700900123", phone_key="k", channel="web", text_ok=True,
        voicemail_ok=True, created_at=start, changed_at=start,
    )  # fmt: skip


def test_appointments_are_those_of_the_months_evenings(any_store: Store, hub: HubSettings) -> None:
    evening = datetime(2026, 11, 25, 19, tzinfo=LONDON)
    rows(any_store, *(booked(n, evening) for n in range(1, 10)))
    rows(any_store, *(booked(n, evening, "cancelled", "family") for n in range(10, 23)))
    rows(any_store, booked(30, evening, "cancelled", "hub"), booked(31, evening, diary="a replayed row"))
    rows(any_store, booked(32, datetime(2026, 12, 2, 19, tzinfo=LONDON)))
    rows(any_store, ClosedEvening(diary="hub", day=date(2026, 11, 4), reason="training"))
    assert figures(any_store, hub, "appointments") == {
        "": 25,
        "booked": 10,
        "cancelled by family": 15,
        "cancelled by hub": HIDDEN,
    }
    # Three evenings are left, with four slots of two places.
    assert figures(any_store, hub, "appointments_offered") == {"": 24}


def test_one_filter_of_what_helped_gives_nothing_of_another_away(any_store: Store, hub: HubSettings) -> None:
    """By channel 29 at the least said yes, by topic 29 at the most: so the topic of 7 would be known."""
    topics = iter(["sleep"] * 7 + ["eating"] * 22)
    channels = ("web",) * 8 + ("sms",) * 8 + ("voice",) * 13
    rows(any_store, *(told(channel=channel, topic=next(topics), helpful=True) for channel in channels))
    assert figures(any_store, hub, "helped_by_channel")["web yes"] == 10
    assert figures(any_store, hub, "helped_by_topic") == {"": 30, HIDDEN: HIDDEN}


def test_what_became_of_appointments_gives_nothing_away(any_store: Store, hub: HubSettings) -> None:
    """38 appointments, 7 of them cancelled, 7 not reached, 7 not written down: each would be known from the others."""
    evening = datetime(2026, 11, 25, 19, tzinfo=LONDON)
    rows(any_store, *(booked(n, evening) for n in range(31)))
    rows(any_store, *(booked(n, evening, "cancelled", "family") for n in range(31, 38)))

    def work(session: Session) -> None:
        for n, row in enumerate(session.scalars(select(AppointmentRow).order_by(AppointmentRow.place))):
            row.outcome = "kept" if n < 17 else "not_reached" if n < 24 else None

    any_store.write(work)
    assert figures(any_store, hub, "appointments") == {
        "": 40,
        "booked": 30,
        "cancelled by family": HIDDEN,
        "cancelled by hub": 0,
    }
    assert figures(any_store, hub, "appointments_held") == {HIDDEN: HIDDEN}


def test_waits_are_counted_by_how_they_ended(any_store: Store, hub: HubSettings) -> None:
    day = date(2026, 11, 30)
    counts = {
        ("web", Ending.AT_ONCE): 31,
        ("web", Ending.LEFT): 12,
        ("sms", Ending.SOON): 9,
        ("sms", Ending.NOBODY_CAME): 2,
    }
    rows(any_store, *(WaitTally(day=day, channel=c, outcome=e, number=n) for (c, e), n in counts.items()))
    rows(any_store, WaitTally(day=date(2026, 12, 1), channel="web", outcome=Ending.LEFT, number=100))
    found = lines_of(any_store, hub)
    assert figures(any_store, hub, "waits") == {
        "": 55,
        "joined within 1 minute": 30,
        "joined in 1 to 3 minutes": 10,
        "joined in 3 to 10 minutes": 0,
        "joined later": 0,
        "left": 10,
        "nobody came": HIDDEN,
    }
    assert figures(any_store, hub, "waits_by_channel") == {"web": 45, "sms": 10}
    assert found["waits", "left"].percent == 18
    assert found["waits", "nobody came"].percent == HIDDEN


def test_what_has_been_deleted_is_not_shown_as_nothing(any_store: Store, hub: HubSettings) -> None:
    later = datetime(2027, 12, 20, tzinfo=UTC)
    found = {(line.measure, line.part): line.value for line in report(any_store, hub, NOVEMBER, later).lines}
    assert (found["appointments", ""], found["unanswered", ""], found["contacts", ""]) == (None, None, 0)
    with pytest.raises(MonthNotKeptError, match="have been deleted"):
        report(any_store, hub, NOVEMBER, datetime(2029, 1, 15, tzinfo=UTC))
    with pytest.raises(MonthNotKeptError, match="has not begun"):
        report(any_store, hub, Month(date(2027, 1, 1)), IN_DECEMBER)


def test_a_month_with_nothing(any_store: Store, hub: HubSettings) -> None:
    found = lines_of(any_store, hub)
    assert {line.value for line in found.values() if line.measure != "appointments_offered"} == {0}
    assert {line.mean for line in found.values()} == {None, HIDDEN}


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2026-10-31T23:59:59+00:00", "2026-10"),
        ("2026-11-01T00:00:00+00:00", "2026-11"),
        ("2026-06-30T23:30:00+00:00", "2026-07"),  # summer time
        ("2028-02-29T23:59:00+00:00", "2028-02"),
        ("2028-03-01T00:00:00+00:00", "2028-03"),
    ],
)
def test_a_month_is_englands(moment: str, month: str) -> None:
    assert str(Month.of(datetime.fromisoformat(moment))) == month


def test_a_month_is_over_when_its_last_chats_are() -> None:
    for month, over in (("2026-11", "2026-12-02T01:00:00+00:00"), ("2026-06", "2026-07-02T00:00:00+00:00")):
        moment = datetime.fromisoformat(over)
        assert not Month.parse(month).is_over(moment - timedelta(seconds=1))
        assert Month.parse(month).is_over(moment)
    assert str(Month.last_over(datetime(2026, 12, 1, 12, tzinfo=UTC))) == "2026-10"
    assert str(Month.last_over(datetime(2026, 12, 2, 12, tzinfo=UTC))) == "2026-11"
    assert str(Month.last_over(datetime(2027, 1, 15, tzinfo=UTC))) == "2026-12"


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026", "26-11", "2026-11-01", "November", "٢٠٢٦-١١", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a month"):
        Month.parse(text)


@pytest.mark.parametrize("value", ["=1+1", "+44", "-1", "@x", "\t=1", "\r=1", " =1", "\n=1"])
def test_no_cell_is_a_formula(value: str) -> None:
    assert cell(value) == f"'{value}"


@pytest.mark.parametrize(
    ("value", "text"), [("sleep", "sleep"), ("*", "*"), (12, "12"), (4.2, "4.2"), (None, ""), ("a=b", "a=b")]
)
def test_other_cells_stay_as_they_are(value: object, text: str) -> None:
    assert cell(value) == text


def contact(**more: Any) -> Contact:
    usual = {"day": date(2026, 11, 5), "hour": 9, "in_hours": True, "channel": "sms", "answered": True}
    return Contact(**{**dict.fromkeys(("handed_over", "call_back", "did_not_know", "crisis"), False), **usual, **more})


def test_every_line_is_of_a_defined_measure(any_store: Store, hub: HubSettings) -> None:
    rows(any_store, *(contact() for _ in range(9)))
    found = {line.measure for line in report(any_store, hub, NOVEMBER, IN_DECEMBER).lines}
    assert found == {one.key for one in MEASURES} - {"least_helpful"}
    assert len({one.title for one in MEASURES}) == len(MEASURES)


class TestCommand:
    @pytest.fixture(autouse=True)
    def _here(self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        (tmp_path / "hub.yml").write_text(HUB_YML, encoding="utf-8")
        for name, value in {"DATABASE_URL": store.url, "HUB_STATE": str(tmp_path), "COLUMNS": "160"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("HUB_CONFIG", str(tmp_path / "hub.yml"))
        monkeypatch.setattr(command, "_now", lambda: IN_DECEMBER)
        settings_module.environment.cache_clear()
        settings_module.hub_settings.cache_clear()
        yield
        settings_module.environment.cache_clear()
        settings_module.hub_settings.cache_clear()

    def hub(self, *arguments: str) -> Result:
        return CliRunner().invoke(cli.app, ["measures", *arguments])

    def test_page_json_and_csv_say_the_same(self, store: Store, hub: HubSettings) -> None:
        for topic, number in (("sleep", 20), ("=HYPERLINK(1)", 9), ("[red]x[/red]", 12), ("pip", 3)):
            for _ in range(number):
                feedback.keep(
                    store, Given("web", topic=topic, helpful=topic == "sleep"), datetime(2026, 11, 5, 12, tzinfo=UTC)
                )
                rows(store, contact(topic=topic))
        lines = report(store, hub, NOVEMBER, IN_DECEMBER).lines
        said = json.loads(self.hub("--month", "2026-11", "--json").stdout)
        assert {key: said[key] for key in ("version", "month", "complete", "disclosure")} == {
            "version": VERSION,
            "month": "2026-11",
            "complete": True,
            "disclosure": {"hide_up_to": 7, "round_to": 5},
        }
        assert [Line(**line) for line in said["measures"]] == list(lines)
        header, *written = csv.reader(io.StringIO(self.hub("--csv").stdout))
        assert tuple(header) == COLUMNS
        assert [row[4] for row in written] == ["" if line.value is None else str(line.value) for line in lines]
        assert [row for row in written if any(value[:1] in "=+-@" and value for value in row)] == []
        page = self.hub("--month", "2026-11").stdout
        assert "[red]x[/red]" in page
        assert "Contacts by channel" in page
        by_topic = {line.part: line.value for line in lines if line.measure == "contacts_by_topic"}
        assert by_topic == {"=HYPERLINK(1)": 10, "[red]x[/red]": 10, "pip": HIDDEN, "sleep": 20}

    def test_a_month_that_is_not_over_is_marked(self) -> None:
        result = self.hub("--month", "2026-12", "--json")
        assert "is not over" in result.stderr
        assert json.loads(result.stdout)["complete"] is False

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--month", "2027-01"], "There are no figures: 2027-01 has not begun."),
            (["--month", "2020-01"], "There are no figures: the contacts of 2020-01 have been deleted."),
            (["--month", "soon"], "'soon' is not a month; write 2026-11."),
            (["--csv", "--json"], "Choose --csv or --json."),
        ],
    )
    def test_what_cannot_be_shown_is_said_plainly(self, arguments: list[str], message: str) -> None:
        result = self.hub(*arguments)
        assert (result.exit_code, result.stderr.strip()) == (1, message)

    def test_a_link_is_shown_once_listed_and_revoked(self, store: Store) -> None:
        said = self.hub("token", "power-bi").stdout.splitlines()
        address, _, name = said[0].rpartition("/")
        token = address.rpartition("/")[2]
        assert (name, said[1]) == ("figures.json", f"{address}/figures.csv")
        assert is_known(store, token)
        assert self.hub("token", "power-bi").stderr.startswith("there is a link called power-bi already")
        assert self.hub("tokens").stdout == "power-bi  made on 2026-12-10\n"
        assert self.hub("revoke", "power-bi").exit_code == 0
        assert not is_known(store, token)
        assert self.hub("revoke", "power-bi").stderr.strip() == "There is no link called power-bi."
