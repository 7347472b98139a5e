import pytest

from hub.several import questions_in


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("How do I get an EHCP?", ["How do I get an EHCP?"]),
        (
            "How do I get an EHCP? And what is DLA worth?",
            ["How do I get an EHCP?", "And what is DLA worth?"],
        ),
        (
            "She is 9 and not sleeping. School are useless. What can I do?",
            ["She is 9 and not sleeping. School are useless. What can I do?"],
        ),
        ("Really? Can I get DLA for him?", ["Really? Can I get DLA for him?"]),
        ("no question mark at all", ["no question mark at all"]),
        ("", [""]),
    ],
)
def test_only_whole_questions_are_told_apart(text: str, questions: list[str]) -> None:
    assert questions_in(text) == questions


def test_at_most_three_are_taken() -> None:
    text = " ".join(f"What is number {word} about?" for word in ("one", "two", "three", "four"))
    assert len(questions_in(text)) == 3
