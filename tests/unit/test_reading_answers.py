"""The answers to an appointment's questions, as people write and say them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.booking import names, reading


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Amina", "Amina"),
        ("amina", "Amina"),
        ("AMINA", "AMINA"),
        ("It's Amina.", "Amina"),
        ("it’s amina", "Amina"),
        ("um it's gareth", "Gareth"),
        ("my name is Priya, thanks", "Priya"),
        ("My name's Priya", "Priya"),
        ("Sorry, my name is Priya.", "Priya"),
        ("the name is Bev", "Bev"),
        ("hi, I'm Grace", "Grace"),
        ("call me Jo please", "Jo"),
        ("you can call me jo", "Jo"),
        ("just Jo", "Jo"),
        ("Jo speaking", "Jo"),
        ("this is Ioan", "Ioan"),
        ("its Ioan", "Ioan"),
        ("yes it's Femi here", "Femi"),
        ("OK. My name is Femi.", "Femi"),
        ("it's Jo not Joe", "Jo"),
        ("Jo, not Joe", "Jo"),
        ("o'brien", "O'Brien"),
        ("O’Brien", "O’Brien"),
        ("d'arcy", "D'Arcy"),
        ("ta'lia", "Ta'lia"),
        ("anne-marie", "Anne-Marie"),
        ("Anne-Marie", "Anne-Marie"),
        ("Siobhán", "Siobhán"),
        ("Siobha\u0301n", "Siobhán"),
        ("siobhán", "Siobhán"),
        ("mary ann", "Mary Ann"),
        ("Mary Ann Smith", "Mary Ann Smith"),
        ("Will", "Will"),
        ("May", "May"),
        ("Mark", "Mark"),
        ("An", "An"),
        ("Łukasz", "Łukasz"),
        ("अमीना", "अमीना"),
        ("امینه", "امینه"),
        ("伟", "伟"),
        ("S I O B H A N", "Siobhan"),
        ("s-i-o-b-h-a-n", "Siobhan"),
        ("my name is J, A, Y", "Jay"),
        ("it's spelt J A Y", "Jay"),
        ("Siobhan, that's S I O B H A N", "Siobhan"),
        ("Shivorn spelt S-I-O-B-H-A-N", "Siobhan"),
    ],
)
def test_a_name_is_found(said: str, name: str) -> None:
    assert names.name_in(said) == name


@pytest.mark.parametrize(
    "said",
    [
        *("skip", "no", "none", "nothing", "rather not say", "I'd rather not", "no idea", "pass", "anonymous", "not saying"),
        *("yes", "ok", "hello", "hi", "thanks", "sorry", "what", "why", "who", "help", "stop", "restart", "opening hours"),
        *("the later one", "a different time", "Wednesday", "can you help", "what for", "is it free", "my son"),
        *("J", "", "...", "🙂", "R2D2", "07700 900111", "<b>Priya</b>", "Priya<script>", "Pri_ya", "**Jo**", "[Jo]", "Jo & Co"),
        *("'", "-", "Jo!x", "Jo; drop table", "\u202eoJ"),
    ],
)  # fmt: skip
def test_what_is_no_name(said: str) -> None:
    assert names.name_in(said) == "none"


@pytest.mark.parametrize("said", ["x" * 41, "my name is " + "Ann " * 40, "-".join("x" * 50)])
def test_a_name_may_be_too_long(said: str) -> None:
    assert names.name_in(said) == "long"


@pytest.mark.parametrize(
    "text", ["." * 1500 + "x", "um " * 500, "ok," * 500, " ," * 700 + "a", "a b " * 375, "<a" * 700, "no. " * 370]
)
def test_long_odd_messages_are_read_at_once(text: str) -> None:
    started = time.perf_counter()
    names.name_in(text)
    names.renamed(text)
    reading.note_in(text)
    reading.agrees(text, None, 0)
    reading.wants_to_stop(text, None, 0)
    reading.begins_again(text)
    reading.asks_again(text)
    reading.goes_on(text)
    reading.says_cancel(text)
    assert time.perf_counter() - started < 0.5


@given(st.text(max_size=80))
def test_a_name_holds_nothing_that_a_page_could_take_for_markup(text: str) -> None:
    found = names.name_in(text)
    assert len(found) <= names.MAX_NAME
    assert not set(found) & set("<>[]()*_`\\&0123456789")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("it's Jo not Joe", "Jo"),
        ("It's Jo, not Joe.", "Jo"),
        ("It's Jo not Joe, sorry.", "Jo"),
        ("no, it's Jo", "Jo"),
        ("Sorry, it's Jo.", "Jo"),
        ("actually my name is jo", "Jo"),
        ("the name's Jo", "Jo"),
        ("call me Jo", "Jo"),
        ("i'm jo not joe", "Jo"),
        ("it's fine", None),
        ("it's okay", None),
        ("no, it's not", None),
        ("no it's fine", None),
        ("No, it's Fine", None),
        ("No, it's Wednesday", None),
        ("I'm autistic", None),
        ("sorry i'm deaf", None),
        ("its sleep", None),
        ("it's Jo", None),
        ("my name is on the list", None),
        ("Jo", None),
        ("", None),
    ],
)
def test_who_is_renamed(said: str, name: str | None) -> None:
    assert names.renamed(said) == name


YES = [
    *("yes", "Yes.", "yeah", "yep", "y", "yes please", "yeah u can text", "ok", "okay then", "sure", "of course", "that's fine"),
    *("that’s right", "it's fine", "fine", "correct", "go ahead", "go on then", "please do", "no problem", "no worries"),
    *("I don't mind", "don't mind", "you can", "you may", "all good", "alright", "all right", "um yes", "both", "yes you can leave one"),
]  # fmt: skip
NO = [
    *("no", "No.", "nope", "nah", "n", "no thanks", "no thank you", "not really", "I'd rather not", "i'd rather you didn't"),
    *("please don't", "don't text me", "do not", "never", "wrong", "that's wrong", "it's not", "no voicemail please", "um no"),
]  # fmt: skip
NEITHER = [
    "maybe",
    "what is that?",
    "purple",
    "",
    "?",
    "not sure",
    "yesterday",
    "nothing",
    "known",
    "knock",
    "okra",
    "finest",
]


@pytest.mark.parametrize(
    ("said", "answer"), [(s, True) for s in YES] + [(s, False) for s in NO] + [(s, None) for s in NEITHER]
)
def test_yes_and_no(said: str, answer: bool | None) -> None:
    assert reading.yes_or_no(said, None) is answer


@pytest.mark.parametrize(
    ("intent", "confidence", "answer"),
    [("affirm", 0.9, True), ("deny", 0.9, False), ("affirm", 0.5, None), ("deny", 0.5, None), ("greet", 0.9, None)],
)
def test_rasa_may_know_a_yes_that_we_do_not(intent: str, confidence: float, answer: bool | None) -> None:
    assert reading.yes_or_no("purple", intent, confidence) is answer


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("yes", True),
        ("Yes, that's all correct.", True),
        ("Yes, all right now.", True),
        ("yes please", True),
        ("yeah do it", True),
        ("no changes", True),
        ("nothing to change", True),
        ("Yes, can you book it please?", True),
        ("no", False),
        ("No changes please", True),
        ("yes but not the number", False),
        ("yes except the name", False),
        ("ok who phones me?", None),
        ("right so what happens now", None),
        ("ok, is it free?", None),
        ("correct the name", None),
        ("hmm", None),
    ],
)
def test_only_a_plain_yes_agrees_to_the_read_back(said: str, answer: bool | None) -> None:
    assert reading.agrees(said, None, 0.9) is answer


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("skip", ""),
        ("Skip", ""),
        ("skip that one", ""),
        ("no", ""),
        ("No, nothing like that.", ""),
        ("No needs.", ""),
        ("None needed, thanks.", ""),
        ("no thank you", ""),
        ("nope", ""),
        ("rather not say", ""),
        ("i'd rather not say", ""),
        ("I'd prefer to skip that.", ""),
        ("I’d prefer not to say", ""),
        ("n/a", ""),
        ("nothing", ""),
        ("not really", ""),
        ("I don't need anything", ""),
        ("that's all", ""),
        ("later", ""),
        ("-", ""),
        ("...", ""),
        ("***", ""),
        ("<br>", ""),
        ("no sleep", "no sleep"),
        ("no sleep at night", "no sleep at night"),
        ("nothing works at bedtime", "nothing works at bedtime"),
        ("None of us sleep", "None of us sleep"),
        ("no friends", "no friends"),
        ("not sleeping", "not sleeping"),
        ("later bedtimes", "later bedtimes"),
        ("Mostly sleep.", "Mostly sleep"),
        ("sleep!?", "sleep"),
        ("  sleep   and\tschool ", "sleep and school"),
        ("<b>sleep</b>", "sleep"),
        ("under <5 and >3", "under 5 and 3"),
        ("[a](b)", "a b"),
        ("`a` *b* _c_ (d)", "a b c d"),
        ("ADHD & autism", "ADHD & autism"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_note(said: str, note: str) -> None:
    assert reading.note_in(said) == note


@given(st.text(max_size=400))
def test_a_note_is_short_and_holds_no_markup(text: str) -> None:
    note = reading.note_in(text)
    assert len(note) <= reading.MAX_NOTE
    assert not set(note) & set("<>[]()*_`\\")
    assert not note.endswith((".", ",", " "))
    assert reading.note_in(note) in {note, ""}


STOPS = [
    *("stop", "Stop.", "STOP", "please stop", "no, stop", "ok stop please", "stop it", "can we stop", "I want to stop", "let's stop"),
    *("quit", "exit", "leave it", "forget it", "never mind", "nevermind", "cancel", "cancel that", "i changed my mind", "not now"),
    *("I've changed my mind", "end", "do it later", "don't book it", "oh forget it then"),
]  # fmt: skip


@pytest.mark.parametrize("said", STOPS)
def test_stopping(said: str) -> None:
    assert reading.wants_to_stop(said, None, 0)


@pytest.mark.parametrize(
    "said",
    [
        "don't stop",
        "he won't stop crying",
        "stopping school",
        "cancel the noise",
        "the end of term",
        "never",
        "weekend",
        "not now but later",
        "",
    ],
)
def test_not_stopping(said: str) -> None:
    assert not reading.wants_to_stop(said, None, 0)


@pytest.mark.parametrize(
    ("said", "intent", "confidence", "stops"),
    [
        ("I can't be doing with this", "stop", 0.9, True),
        ("I can't be doing with this", "stop", 0.7, False),
        ("don't stop, carry on", "stop", 0.95, False),
        ("no thanks", "stop", 0.95, False),
        ("I can't be doing with this", "deny", 0.9, False),
    ],
)
def test_stopping_in_other_words_is_rasas_to_know(said: str, intent: str, confidence: float, stops: bool) -> None:
    assert reading.wants_to_stop(said, intent, confidence) is stops


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("restart", True),
        ("Start again please", True),
        ("can we start over", True),
        ("begin again.", True),
        ("let's start from the beginning", True),
        ("when does term start again", False),
        ("he starts again on Monday", False),
        ("start", False),
    ],
)
def test_beginning_again(said: str, again: bool) -> None:
    assert reading.begins_again(said) is again


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("pardon?", True),
        ("sorry could you say that again a bit slower", True),
        ("can you repeat the question please", True),
        ("I didn't catch that", True),
        ("say it again", True),
        ("he has to say it again and again", False),
        ("reading slowly", False),
        ("what", False),
    ],
)
def test_asking_to_hear_it_again(said: str, again: bool) -> None:
    assert reading.asks_again(said) is again


@pytest.mark.parametrize(
    ("said", "goes_on"),
    [
        ("carry on", True),
        ("OK, go on please", True),
        ("okay never mind let's carry on with the booking", True),
        ("okay yes we've rung them now thank you can we carry on with the appointment", True),
        ("back to the booking", True),
        ("getting him back to school", False),
        ("he can't go on like this", False),
        ("she can't carry on at school", False),
        ("how to continue at home", False),
    ],
)
def test_going_on(said: str, goes_on: bool) -> None:
    assert reading.goes_on(said) is goes_on


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ("different time", {"time"}),
        ("can I have another day please", {"time"}),
        ("the week after", {"time"}),
        ("not that one", {"time"}),
        ("the later one", {"time"}),
        ("change the time", {"time"}),
        ("wrong number", {"number"}),
        ("actually use a different number", {"number"}),
        ("the number is wrong", {"number"}),
        ("change my phone number", {"number"}),
        ("different name", {"name"}),
        ("that's not my name", {"name"}),
        ("the name's wrong", {"name"}),
        ("yes", set()),
        ("sleep at the weekend", set()),
        ("can you do that", set()),
    ],
)
def test_what_a_message_takes_back(said: str, changes: set[str]) -> None:
    found = {
        "time": reading.changes_time(said),
        "number": reading.changes_number(said),
        "name": reading.changes_name(said),
    }
    assert {what for what, is_so in found.items() if is_so} == changes


@pytest.mark.parametrize(
    ("said", "cancels"),
    [
        ("cancel it", True),
        ("please cancel", True),
        ("ok cancel my appointment", True),
        ("yes, cancel it", True),
        ("no, cancel nothing", False),
        ("no, cancel it", False),
        ("don't cancel it", False),
        ("can I cancel?", False),
        ("cancel what?", False),
    ],
)
def test_saying_again_that_it_should_be_cancelled(said: str, cancels: bool) -> None:
    assert reading.says_cancel(said) is cancels
