"""hub.yml and the environment variables: read when right, refused with the line or the name when wrong."""

from datetime import date, time
from pathlib import Path

import pytest
from made_up import HUB_YML, NO_NUMBER, hub_settings_from

from hub import settings as module
from hub.opening_hours import Closure, OpeningHours, Session
from hub.settings import ROOT, SettingsError, read_environment, read_hub_settings

SECRET = "0123456789abcdef0123456789abcdef"


def test_the_opening_hours_are_read_as_the_rest_of_the_product_reads_them(tmp_path: Path) -> None:
    nine_to_one = Session(time(9), time(13))
    assert hub_settings_from(tmp_path).hours == OpeningHours(
        {
            0: (nine_to_one,),
            1: (Session(time(9), time(15)),),
            2: (nine_to_one, Session(time(19), time(21), by_appointment=True)),
        },
        (Closure(date(2026, 12, 24), date(2026, 12, 31), "Christmas"),),
        closed_on_bank_holidays=True,
    )


def test_sessions_may_stand_in_any_order(tmp_path: Path) -> None:
    turned = HUB_YML.replace(
        "[09:00-13:00, 19:00-21:00 by appointment]", "[19:00 - 21:00 by appointment, 09:00 -13:00]"
    )
    assert hub_settings_from(tmp_path, turned).hours == hub_settings_from(tmp_path).hours


def test_sessions_may_touch(tmp_path: Path) -> None:
    text = HUB_YML.replace("[09:00-15:00]", "[13:00-15:00, 09:00-13:00]")
    assert hub_settings_from(tmp_path, text).hours.weekly[1] == (
        Session(time(9), time(13)),
        Session(time(13), time(15)),
    )


def test_what_works_empty_is_named(tmp_path: Path) -> None:
    assert hub_settings_from(tmp_path).still_empty == []
    assert hub_settings_from(tmp_path, NO_NUMBER).still_empty == ["phone", "email"]


@pytest.mark.parametrize("phone", ["01632 960123", "+44 1632 960123", "07700900999", "0800 6444 101", ""])
def test_a_number_that_can_be_dialled_is_taken(tmp_path: Path, phone: str) -> None:
    assert hub_settings_from(tmp_path, HUB_YML.replace("01632 960123", phone)).phone == phone


def test_the_file_that_comes_with_the_product_is_right() -> None:
    settings = read_hub_settings(ROOT / "hub.yml")
    assert (settings.still_empty, settings.closed_on_bank_holidays, settings.closures) == (["phone", "email"], True, [])


REFUSED = [
    # What stands in the place of what, and the message.
    ("09:00-13:00, 19:00", "09:00-13:00, 12:59-14:00, 19:00",
     "hub.yml line 7: opening_hours.wednesday: two sessions overlap (09:00-13:00 and 12:59-14:00)"),
    ("[09:00-15:00]", "[09:00-15:00, 09:00-15:00]",
     "hub.yml line 6: opening_hours.tuesday: two sessions overlap (09:00-15:00 and 09:00-15:00)"),
    ("[09:00-15:00]", "[09:00-25:00]",
     "hub.yml line 6: opening_hours.tuesday.0: '09:00-25:00' has a time that does not exist"),
    ("[09:00-15:00]", "[09:60-15:00]",
     "hub.yml line 6: opening_hours.tuesday.0: '09:60-15:00' has a time that does not exist"),
    ("[09:00-15:00]", "[15:00-09:00]",
     "hub.yml line 6: opening_hours.tuesday.0: '15:00-09:00' ends before it starts"),
    ("[09:00-15:00]", "[09:00-09:00]",
     "hub.yml line 6: opening_hours.tuesday.0: '09:00-09:00' ends before it starts"),
    ("[09:00-15:00]", "[9am to 3pm]",
     "hub.yml line 6: opening_hours.tuesday.0: '9am to 3pm' is not a session; "
     "write 09:00-13:00 or 19:00-21:00 by appointment"),
    ("[09:00-15:00]", "[9]",
     "hub.yml line 6: opening_hours.tuesday.0: 9 is not a session; write 09:00-13:00 or 19:00-21:00 by appointment"),
    ("[09:00-15:00]", "09:00-15:00",
     "hub.yml line 6: opening_hours.tuesday: Input should be a valid list"),
    ("  tuesday:", "  tewsday:",
     "hub.yml line 6: opening_hours.tewsday.[key]: Input should be 'monday', 'tuesday', 'wednesday', "
     "'thursday', 'friday', 'saturday' or 'sunday'"),
    ("  tuesday:", "  monday:", "hub.yml line 6: the key monday is given twice"),
    ("email:", "phone:", "hub.yml line 3: the key phone is given twice"),
    ("email:", "e-mail:", "hub.yml line 3: e-mail: unknown key"),
    ("01632 960123", "banana", "hub.yml line 2: phone: 'banana' is not a phone number"),
    ("01632 960123", "01632 96012", "hub.yml line 2: phone: '01632 96012' is not a phone number that can be dialled in the UK"),
    ("01632 960123", "01632 961123", "hub.yml line 2: phone: '01632 961123' is not a phone number that can be dialled in the UK"),
    ('"01632 960123"', "[1]", "hub.yml line 2: phone: Input should be a valid string"),
    ("hub@offer.example", "hub at offer", r"hub.yml line 3: email: String should match pattern '^$|^[^@\s]+@[^@\s]+\.[^@\s]+$'"),
    ("https://offer.example/hub", "offer page",
     "hub.yml line 1: local_offer_url: Input should be a valid URL, relative URL without a base"),
    ("https://offer.example/hub", "javascript:alert(1)",
     "hub.yml line 1: local_offer_url: URL scheme should be 'http' or 'https'"),
    ("closed_on_bank_holidays: true", "closed_on_bank_holidays: mostly",
     "hub.yml line 8: closed_on_bank_holidays: Input should be a valid boolean, unable to interpret input"),
    ("last: 2026-12-31", "last: 2026-12-23", "hub.yml line 10: closures.0: last is before first"),
    ("last: 2026-12-31", "last: 2026-12-32", "hub.yml line 10: day is out of range for month"),
    ("last: 2026-12-31, ", "", "hub.yml line 10: closures.0.last: is missing"),
    ("reason: Christmas", 'reason: ""', "hub.yml line 10: closures.0.reason: String should have at least 1 character"),
    ("reason: Christmas", "reason: Christmas, until: 2027-01-02", "hub.yml line 10: closures.0.until: unknown key"),
    ("closed_on_bank_holidays: true", "closed_on_bank_holidays: [true", "hub.yml line 9: expected ',' or ']', but got ':'"),
    ("  monday: [", "\tmonday: [", "hub.yml line 5: found character '\\t' that cannot start any token"),
    ("hub@offer.example", "hub\x07@offer.example", "hub.yml line 3: special characters are not allowed (#x0007)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), REFUSED, ids=[message for _, _, message in REFUSED])
def test_a_wrong_setting_is_refused_with_its_line_and_the_reason(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert HUB_YML.count(old) == 1
    with pytest.raises(SettingsError) as refused:
        hub_settings_from(tmp_path, HUB_YML.replace(old, new))
    assert str(refused.value) == message


def test_every_wrong_setting_is_named_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = HUB_YML.replace("01632 960123", "banana").replace("[09:00-15:00]", "[25:00-26:00]") + "colour: red\n"
    with pytest.raises(SettingsError) as refused:
        hub_settings_from(tmp_path, text)
    assert str(refused.value).splitlines() == [
        "hub.yml line 2: phone: 'banana' is not a phone number",
        "hub.yml line 6: opening_hours.tuesday.0: '25:00-26:00' has a time that does not exist",
        "hub.yml line 11: colour: unknown key",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "hub.yml line 1: Input should be a valid dictionary or instance of HubSettings"),
        ("- monday\n", "hub.yml line 1: Input should be a valid dictionary or instance of HubSettings"),
        ("phone: ''\n", "hub.yml line 1: local_offer_url: is missing\nhub.yml line 1: opening_hours: is missing"),
    ],
)
def test_a_file_without_settings_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError) as refused:
        hub_settings_from(tmp_path, text)
    assert str(refused.value) == message


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "hub.yml"
    with pytest.raises(SettingsError) as refused:
        read_hub_settings(path)
    assert str(refused.value) == f"hub.yml cannot be read: [Errno 2] No such file or directory: '{path}'"
    path.write_bytes(b"phone: \xff")
    with pytest.raises(SettingsError) as refused:
        read_hub_settings(path)
    assert str(refused.value) == (
        "hub.yml cannot be read: 'utf-8' codec can't decode byte 0xff in position 7: invalid start byte"
    )


@pytest.mark.usefixtures("no_variables")
class TestEnvironment:
    def test_the_parts_are_on_this_machine_unless_their_address_is_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RASA_PORT", "7001")
        monkeypatch.setenv("ACTIONS_PORT", "7002")
        monkeypatch.setenv("REDIS_PORT", "7003")
        machine = read_environment()
        assert (machine.rasa_url, machine.actions_url, machine.redis_url) == (
            "http://127.0.0.1:7001",
            "http://127.0.0.1:7002",
            "redis://127.0.0.1:7003/0",
        )
        monkeypatch.setenv("RASA_URL", "http://rasa.example:9")
        assert read_environment().rasa_url == "http://rasa.example:9"

    def test_production_starts_with_a_secret_and_without_the_test_clock(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HUB_ENV", "production")
        monkeypatch.setenv("HUB_SECRET", SECRET)
        machine = read_environment()
        assert (machine.hub_env, machine.hub_secret, machine.hub_test_clock) == ("production", SECRET, False)

    @pytest.mark.parametrize(
        ("variables", "message"),
        [
            ({"HUB_ENV": "production", "HUB_SECRET": SECRET, "HUB_TEST_CLOCK": "1"},
             "HUB_TEST_CLOCK must not be set in production"),
            ({"HUB_ENV": "production"},
             "HUB_SECRET is needed in production, the same for every front door"),
            ({"HUB_ENV": "production", "HUB_SECRET": SECRET[1:]}, "HUB_SECRET needs at least 32 characters"),
            ({"HUB_SECRET": SECRET[1:]}, "HUB_SECRET needs at least 32 characters"),
            ({"HUB_ENV": "production", "HUB_SECRET": SECRET, "REDIS_URL": "redis://redis.example:6379/0"},
             "REDIS_URL names another machine and needs a password in production"),
            ({"HUB_ENV": "production", "HUB_SECRET": SECRET, "DATABASE_URL": "postgresql://hub@db.example/hub"},
             "DATABASE_URL names another machine and needs a password in production"),
            ({"HUB_ENV": "prod"}, "HUB_ENV: Input should be 'development' or 'production'"),
            ({"PORT": "0"}, "PORT: Input should be greater than or equal to 1"),
            ({"PORT": "65536"}, "PORT: Input should be less than or equal to 65535"),
            ({"RASA_PORT": "five"},
             "RASA_PORT: Input should be a valid integer, unable to parse string as an integer"),
            ({"RASA_TIMEOUT_SECONDS": "0"}, "RASA_TIMEOUT_SECONDS: Input should be greater than 0"),
            ({"HUB_TEST_CLOCK": "perhaps"},
             "HUB_TEST_CLOCK: Input should be a valid boolean, unable to interpret input"),
            ({"PORT": "-1", "REDIS_PORT": ""},
             "PORT: Input should be greater than or equal to 1\n"
             "REDIS_PORT: Input should be a valid integer, unable to parse string as an integer"),
        ],
    )  # fmt: skip
    def test_a_wrong_variable_is_refused_by_its_name(
        self, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], message: str
    ) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SettingsError) as refused:
            read_environment()
        assert str(refused.value) == message

    def test_a_secret_is_not_repeated_in_the_refusal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HUB_SECRET", "short but real")
        with pytest.raises(SettingsError) as refused:
            read_environment()
        assert str(refused.value).find("short but real") == -1

    def test_a_process_reads_its_settings_once(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        hub_settings_from(tmp_path)
        monkeypatch.setenv("HUB_CONFIG", str(tmp_path / "hub.yml"))
        assert module.hub_settings().phone == "01632 960123"
        hub_settings_from(tmp_path, NO_NUMBER)
        monkeypatch.setenv("HUB_CONFIG", "elsewhere.yml")
        assert module.hub_settings().phone == "01632 960123"
        assert module.environment().hub_config == tmp_path / "hub.yml"

    def test_a_number_kept_for_tests_is_refused_in_production(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        hub_settings_from(tmp_path)
        for name, value in {
            "HUB_CONFIG": str(tmp_path / "hub.yml"),
            "HUB_ENV": "production",
            "HUB_SECRET": SECRET,
        }.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SettingsError, match=r"^hub\.yml: phone is a number kept for tests"):
            module.hub_settings()
        hub_settings_from(tmp_path, NO_NUMBER)
        assert module.hub_settings().phone == ""
