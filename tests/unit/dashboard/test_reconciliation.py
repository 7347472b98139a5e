"""5,000 contacts and what families said of them, through the real path: every figure on page, API and CSV is that of an
independent count after the rules for small numbers."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from made_up import hub_settings_from
from synthetic import Synthetic, counted, in_a_hurry
from unit.dashboard.a_dashboard import Tables, dashboard_for
from unit.staff.a_house import SECRET, House

from hub import feedback, knowledge, measures_tokens, snapshots
from hub.contacts import ContactBook
from hub.disclosure import HIDDEN, publish, shown
from hub.disclosure_crossed import Breakdown, Margins, crossed
from hub.feedback import Given
from hub.handoff import presence
from hub.handoff.handoff import Wish
from hub.handoff.queue import Queue
from hub.handoff.ticking import tick
from hub.measures import Line, report
from hub.months import Month
from hub.settings import HubSettings
from hub.store.database import Store
from knowledge_base.search import Search

NOVEMBER = Month(date(2026, 11, 1))
IN_DECEMBER = datetime(2026, 12, 10, 12, tzinfo=UTC)
CHANNELS = ("web", "sms", "voice")
_ENDINGS = (
    ("joined within 1 minute", 40),
    ("joined in 1 to 3 minutes", 100),
    ("joined in 3 to 10 minutes", 500),
    ("left", 70),
    ("nobody came", 600),
)
FLAGS = ("answered", "handed_over", "call_back", "did_not_know")


@dataclass
class Said:
    """What families said in November, and a count of it that knows nothing of the tables."""

    helped: Counter[tuple[str, bool]] = field(default_factory=Counter)
    by_topic: Counter[tuple[str, bool]] = field(default_factory=Counter)
    satisfied: Counter[tuple[str, bool]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


def _wait(store: Store, hub: HubSettings) -> Counter[tuple[str, str]]:
    """Conversations that wait for a call handler, on the line's own clock; how those of November ended, by channel."""
    queue, dice, waited = Queue(store, hub, SECRET), random.Random(9), Counter[tuple[str, str]]()
    tuesdays = [datetime(2026, 10, 27, 10, tzinfo=UTC) + timedelta(weeks=week) for week in range(6)]
    for n in range(260):
        now = dice.choice(tuesdays) + timedelta(minutes=dice.randrange(180))
        channel = dice.choices(("web", "sms"), (80, 20))[0]
        ending, seconds = dice.choices(_ENDINGS, (50, 20, 4, 14, 8))[0]
        presence.here(store, "zoe", now, "busy")
        asked = queue.ask(Wish(f"waits {n}", channel), now)
        if now.month == 11:
            waited[channel, ending] += 1
        now += timedelta(seconds=seconds)
        if ending.startswith("joined"):
            queue.accept(asked.id, "zoe", now)
            queue.end_by_handler(asked.id, "zoe", now)
        elif ending == "left":
            queue.end_by_parent(f"waits {n}", now)
        else:
            tick(store, hub, now)
    return waited


@dataclass
class Month5000:
    store: Store
    hub: HubSettings
    synthetic: Synthetic
    said: Said
    waited: Counter[tuple[str, str]]
    lines: dict[tuple[str, str], Line]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory, search: Search) -> Iterator[Month5000]:
    folder = tmp_path_factory.mktemp("reconciliation")
    store, hub = Store(f"sqlite:///{folder / 'hub.sqlite3'}"), hub_settings_from(folder)
    store.migrate()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knowledge, "_built", search)
        in_a_hurry(store)
        synthetic = Synthetic(5_000, seed=8)
        book = ContactBook(store, SECRET, hub)
        counted(book, synthetic)
        book.close()
        said = _say(store)
        waited = _wait(store, hub)
        counts = report(store, hub, NOVEMBER, IN_DECEMBER)
        assert snapshots.take(store, hub, NOVEMBER, IN_DECEMBER) == counts
        yield Month5000(store, hub, synthetic, said, waited, {(line.measure, line.part): line for line in counts.lines})
    store.close()


def _say(store: Store) -> Said:
    said, dice = Said(), random.Random(8)
    for _ in range(600):
        at = datetime(2026, 10, 30, tzinfo=UTC) + timedelta(hours=dice.randrange(34 * 24))
        channel = dice.choices(CHANNELS, (70, 25, 5))[0]
        topic = dice.choices(("sleep", "meltdowns", "eating", "sensory"), (60, 30, 8, 2))[0]
        kind = dice.choices(("feedback", "complaint"), (95, 5))[0]
        helpful = dice.random() < 0.7 if kind == "feedback" else None
        rating = dice.randint(1, 5) if dice.random() < 0.5 else None
        feedback.keep(store, Given(channel, kind, topic, rating, helpful), at)
        if (at.year, at.month) != (2026, 11):
            continue
        said.kinds[kind] += 1
        if helpful is not None:
            said.helped[channel, helpful] += 1
            said.by_topic[topic, helpful] += 1
        if rating is not None:
            said.satisfied[channel, rating >= 4] += 1
    return said


def figures(month: Month5000, measure: str) -> dict[str, Any]:
    return {part: line.value for (key, part), line in month.lines.items() if key == measure}


def test_contacts_reconcile_with_an_independent_count(month: Month5000) -> None:
    synthetic, rules = month.synthetic, month.hub.disclosure
    expected = publish(
        synthetic.total,
        {
            "contacts_by_channel": {name: synthetic.channels[name] for name in CHANNELS},
            "contacts_by_topic": dict(synthetic.topics),
            "contacts_by_hour": {f"{hour:02d}": synthetic.hours[f"{hour:02d}"] for hour in range(24)},
            "contacts_by_opening": {name: synthetic.opening[name] for name in ("open", "closed")},
        },
        rules,
    )
    assert synthetic.total > 3_000
    assert month.lines["contacts", ""].value == expected.total == shown(synthetic.total, rules)
    for measure, parts in expected.breakdowns.items():
        assert figures(month, measure) == parts
    for flag in (*FLAGS, "crisis"):
        assert month.lines[flag, ""].value == shown(synthetic.flags[flag], rules)
    assert HIDDEN in figures(month, "contacts_by_topic").values()  # something was there to hide
    answered = month.lines["answered", ""]
    assert isinstance(answered.percent, int)
    assert abs(answered.percent - 100 * synthetic.flags["answered"] / synthetic.total) <= 1
    assert (month.lines["crisis", ""].percent, month.lines["contacts", ""].percent) == (None, None)


def test_how_each_channel_was_served_reconciles(month: Month5000) -> None:
    synthetic, rules = month.synthetic, month.hub.disclosure
    sums = {name: shown(synthetic.channels[name], rules) for name in CHANNELS}
    for flag in FLAGS:
        counts = {name: synthetic.by_channel[name, flag] for name in CHANNELS}
        table = {name: (counts[name], synthetic.channels[name] - counts[name]) for name in CHANNELS}
        beside = [
            Breakdown("both", list(figures(month, key).values()))
            for key in ("contacts_by_topic", "contacts_by_hour", "contacts_by_opening")
        ]
        margins = Margins(shown(synthetic.total, rules), shown(synthetic.flags[flag], rules), rows=sums, others=beside)
        found = crossed(table, margins, rules, shows_no=False)
        expected = {HIDDEN: HIDDEN} if found is None else {name: yes for name, (yes, _) in found.items()}
        assert figures(month, f"{flag}_by_channel") == expected
    assert figures(month, "answered_by_channel")["web"] == shown(synthetic.by_channel["web", "answered"], rules)


def test_what_families_said_reconciles(month: Month5000) -> None:
    rules = month.hub.disclosure
    for whole, by, counts in (
        ("helped", "helped_by_channel", month.said.helped),
        ("satisfied", "satisfied_by_channel", month.said.satisfied),
        ("helped", "helped_by_topic", month.said.by_topic),
    ):
        yes, no = (sum(n for (_, good), n in counts.items() if good is side) for side in (True, False))
        assert figures(month, whole) == {"": shown(yes + no, rules), "yes": shown(yes, rules), "no": shown(no, rules)}
        shown_parts = {part: value for part, value in figures(month, by).items() if part}
        names = CHANNELS if "channel" in by else sorted({name for name, _ in counts})
        if shown_parts != {HIDDEN: HIDDEN}:
            assert shown_parts == {
                f"{name} {word}": shown(counts[name, good], rules)
                for name in names
                for word, good in (("yes", True), ("no", False))
            }
    assert figures(month, "complaints")[""] == shown(month.said.kinds["complaint"], rules)
    assert figures(month, "feedback")[""] == shown(month.said.kinds["feedback"], rules)
    assert figures(month, "helped_by_topic")["sleep yes"] == shown(month.said.by_topic["sleep", True], rules)


def test_waits_reconcile(month: Month5000) -> None:
    endings, channels = Counter[str](), Counter[str]()
    for (channel, ending), number in month.waited.items():
        endings[ending] += number
        channels[channel] += number
    names = (*(name for name, _ in _ENDINGS[:3]), "joined later", *(name for name, _ in _ENDINGS[3:]))
    expected = publish(
        month.waited.total(),
        {
            "waits": {name: endings[name] for name in names},
            "waits_by_channel": {name: channels[name] for name in ("web", "sms")},
        },
        month.hub.disclosure,
    )
    assert month.waited.total() > 100
    assert figures(month, "waits") == {"": expected.total, **(expected.breakdowns["waits"] or {})}
    assert figures(month, "waits_by_channel") == expected.breakdowns["waits_by_channel"]
    left = month.lines["waits", "left"]
    assert isinstance(left.percent, int)
    assert abs(left.percent - 100 * endings["left"] / month.waited.total()) <= 4


@pytest.fixture(scope="module")
def house(month: Month5000, tmp_path_factory: pytest.TempPathFactory) -> House:
    return dashboard_for(month.store, tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def lead(house: House) -> TestClient:
    return house.signed_in("lea", "lead")


def text(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def test_the_page_shows_the_same(month: Month5000, lead: TestClient) -> None:
    tables = Tables(lead.get("/dashboard?from=2026-11&to=2026-11").text).found
    assert tables["Contacts by month"][1] == ["Nov 2026", text(month.lines["contacts", ""].value)]
    by_channel = figures(month, "contacts_by_channel")
    assert tables["Contacts by channel"][1] == ["Nov 2026", *(text(by_channel[name]) for name in CHANNELS)]
    by_hour = dict(tables["Hours of the day in Nov 2026"][1:])
    assert by_hour == {f"{hour}:00": text(value) for hour, value in figures(month, "contacts_by_hour").items()}
    topics = sorted(value for _, value in tables["Topics in Nov 2026"][1:])
    assert topics == sorted(text(value) for value in figures(month, "contacts_by_topic").values())
    served = tables["How contacts were served: number, and per cent with 95% interval"][1]
    assert served[1::2] == [text(month.lines[flag, ""].value) for flag in FLAGS]
    waits = figures(month, "waits")
    ended = tables["How waits ended in Nov 2026"][1:]
    assert {name.lower(): number for name, number, _ in ended} == {
        part.lower(): text(value) for part, value in waits.items() if part
    }
    glance = {row[0]: row[1] for row in tables["The figures of November 2026"][1:]}
    assert glance["Waiting for a call handler"] == text(waits[""])
    compared = Tables(lead.get("/dashboard/compare?one=2026-11&other=2026-11").text).found["All measures"]
    assert compared[1][:3] == ["Contacts", *[text(month.lines["contacts", ""].value)] * 2]


def test_a_filter_shows_the_same(month: Month5000, lead: TestClient) -> None:
    for channel in CHANNELS:
        tables = Tables(lead.get(f"/dashboard?channel={channel}&from=2026-11").text).found
        assert tables["Contacts by month"][1][1] == text(figures(month, "contacts_by_channel")[channel])
        think = tables["What families think: number, and per cent with 95% interval"][1]
        expected = figures(month, "helped_by_channel").get(f"{channel} yes", HIDDEN)
        assert think[1] == text(expected)
    for topic, value in figures(month, "contacts_by_topic").items():
        tables = Tables(lead.get(f"/dashboard?topic={topic}&from=2026-11").text).found
        assert tables["Contacts by month"][1][1] == text(value)


def test_api_and_csv_say_the_same(month: Month5000, house: House) -> None:
    token = measures_tokens.new_token(month.store, "reconciliation", IN_DECEMBER)
    program = house.visitor()
    [said] = program.get(f"/measures/{token}/figures.json?from=2026-11").json()["months"]
    assert [Line(**line) for line in said["measures"]] == list(month.lines.values())
    header, *rows = csv.reader(io.StringIO(program.get(f"/measures/{token}/figures.csv?from=2026-11").text))
    written = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["measure"], row["part"], row["value"]) for row in written] == [
        (line.measure, line.part, "" if line.value is None else str(line.value)) for line in month.lines.values()
    ]


def test_nothing_small_leaves_by_any_door(month: Month5000, lead: TestClient, house: House) -> None:
    """Every number on page, API and CSV is 0, a multiple of 5 from 10, or no count of families."""
    token = measures_tokens.new_token(month.store, "nothing small", IN_DECEMBER)
    body = house.visitor().get(f"/measures/{token}/figures.json").json()
    counts = [line for one in body["months"] for line in one["measures"] if line["measure"] != "appointments_offered"]
    assert [
        line for line in counts if line["value"] not in (None, "*", 0) and (line["value"] % 5 or line["value"] < 10)
    ] == []
    hidden = [line for line in counts if line["value"] == "*"]
    assert [line for line in hidden if line["percent"] not in (None, "*") or line["mean"] not in (None, "*")] == []
    assert hidden
