import pytest
from finding import covered, found

from hub.anonymise.recognisers.url_handle import UrlHandleRecogniser


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("I am @jayden_gamer there", "@jayden_gamer"),
        ("see https://www.facebook.com/amy.smith.", "https://www.facebook.com/amy.smith"),
        ("facebook.com/amy.smith", "facebook.com/amy.smith"),
        ("www.amysmith.example.com", "www.amysmith.example.com"),
        ("example.org/people/amy", "example.org/people/amy"),
        ("insta is amy.reads22", "amy.reads22"),
        ("instagram amy_reads", "amy_reads"),
        ("his roblox name is jaydenplayz09", "jaydenplayz09"),
        ("snapchat: jay_04x", "jay_04x"),
        ("facebook dot com slash amy dot smith", "facebook dot com slash amy dot smith"),
        ("at jayden underscore gamer", "jayden underscore gamer"),
        ("u/tired_mum_82", "u/tired_mum_82"),
    ],
)
def test_what_leads_to_a_person_is_found(text, link):
    assert covered(UrlHandleRecogniser(), text, link)


@pytest.mark.parametrize(
    "text",
    [
        "www.hertfordshire.gov.uk/localoffer",
        "https://www.nhs.uk/conditions/autism",
        "autism.org.uk and gov.uk/dla",
        "look at facebook.com",
        "he is fine @home and @school",
        "meet @ 3pm",
        "he said no.it was late",
        "24/7 and 50/50",
        "the facebook group is kind",
        "nhs dot uk slash autism",
    ],
)
def test_public_sites_and_words_stay(text):
    assert found(UrlHandleRecogniser(), text) == []
