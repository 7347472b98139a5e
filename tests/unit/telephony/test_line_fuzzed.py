"""Whatever stands in a signed webhook's fields: the answer is TwiML that Twilio takes, or a refusal, never an error."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio_side import Twilio, call_fields, checked, sid, text_fields

from hub.hours_words import as_voice
from telephony.keypad import pressed
from telephony.place import Place
from telephony.speech import Said, hang_up

# What an attacker or a broken phone could send: any character, control characters and lone halves left out as a form does.
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
AWKWARD = st.sampled_from(
    (
        "",
        "0",
        "-1",
        "9" * 400,
        "\0",
        "<Say>",
        "]]>",
        "&amp;",
        "%00",
        "../../x",
        "{{7*7}}",
        "' OR 1=1 --",
        "\u202e",
        "😀" * 50,
    )
)
FIELD = st.one_of(AWKWARD, WORDS)
_SETTINGS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@_SETTINGS
@given(body=FIELD, media=FIELD, opt_out=FIELD, sent=FIELD, message=FIELD)
def test_any_text_gets_twiml_or_a_refusal(
    twilio: Twilio, number: str, body: str, media: str, opt_out: str, sent: str, message: str
) -> None:
    for changes in (
        {"NumMedia": media, "OptOutType": opt_out},
        {"From": sent},
        {"MessageSid": message, "SmsSid": message},
    ):
        answer = twilio.post("/telephony/sms", {**text_fields(number, body), **changes})
        assert answer.status_code in {200, 422}
        if answer.status_code == 200:
            checked(answer.text)


@_SETTINGS
@given(speech=FIELD, digits=FIELD, caller=FIELD, call=st.one_of(st.just(""), WORDS))
def test_any_turn_of_a_call_gets_twiml_or_a_refusal(
    twilio: Twilio, number: str, speech: str, digits: str, caller: str, call: str
) -> None:
    heard = call_fields(sid("CA"), number, SpeechResult=speech, Digits=digits)
    good = twilio.post("/telephony/voice/turn?n=1", heard)
    assert good.status_code == 200
    checked(good.text)
    for changes in ({"From": caller}, {"CallSid": call or "CA"}):
        assert twilio.post("/telephony/voice/turn?n=2&at=menu&missed=9", {**heard, **changes}).status_code in {200, 422}


@given(st.dictionaries(st.sampled_from(["n", "at", "missed"]), FIELD))
def test_a_place_in_a_call_is_read_or_refused(query: dict[str, str]) -> None:
    place = Place.read(query)
    if place is not None:
        name, _, rest = place.address.partition("?")
        assert name == "/telephony/voice/turn"
        assert Place.read(dict(pair.split("=") for pair in rest.split("&"))) == place


@given(FIELD)
def test_anything_we_say_is_xml(text: str) -> None:
    root = ET.fromstring(hang_up((Said(text), Said(as_voice([text]), slow=True)), "Polly.Amy-Neural"))  # noqa: S314 (our own)
    assert root.tag == "Response"


@given(keys=FIELD, at=st.sampled_from(["", "answer", "menu", "question", "number", "check", "crisis", "bye"]))
def test_any_keys_mean_something(keys: str, at: str) -> None:
    assert pressed(keys, at) is not None  # type: ignore[arg-type]
