import pytest
from finding import covered, found

from hub.anonymise.recognisers.email import EmailRecogniser


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("write to amy.smith@example.org.", "amy.smith@example.org"),
        ("AMY.SMITH@EXAMPLE.ORG", "AMY.SMITH@EXAMPLE.ORG"),
        ("amy-smith+hub@mail.example.co.uk", "amy-smith+hub@mail.example.co.uk"),
        ("amy.smith (at) example.org", "amy.smith (at) example.org"),
        ("amy dot smith at example dot org", "amy dot smith at example dot org"),
        (
            "it is amy underscore smith at mail dot example dot com thanks",
            "amy underscore smith at mail dot example dot com",
        ),
        ("my email is a m y at example dot org", "a m y at example dot org"),
        ("my email is amy smith eighty two at example dot net", "amy smith eighty two at example dot net"),
        ("amysmith82 at example dot net", "amysmith82 at example dot net"),
        ("email is amy smith all one word at example dot com", "amy smith all one word at example dot com"),
        ("amy full stop smith at example full stop org", "amy full stop smith at example full stop org"),
        ("amy at example.org", "amy at example.org"),
    ],
)
def test_addresses_are_found_written_and_spoken(text, address):
    assert covered(EmailRecogniser(), text, address)


@pytest.mark.parametrize(
    "text",
    [
        "look at gov dot uk",
        "it is at nhs dot uk slash adhd",
        "contact@carersinherts.org.uk answered",
        "we meet at school. Dot came too",
        "meet @ 3",
        "look at example.org for it",
    ],
)
def test_public_addresses_and_sites_stay(text):
    assert found(EmailRecogniser(), text) == []
