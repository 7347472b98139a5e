"""The alphabet of text messages."""

import pytest

from knowledge_base.gsm7 import not_in_gsm7, septets, to_gsm7


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Łukasz Đurić", "Lukasz Duric"),
        ("Siobhán O’Brien – “Zoë”…", 'Siobhan O\'Brien - "Zoe"...'),
        ("é ü ñ Å £5 €5", "é ü ñ Å £5 €5"),
        ("one\ntwo", "one two"),
        ("😀 नमस्ते", "? ??????"),
    ],
)
def test_a_text_is_brought_into_the_alphabet(text: str, plain: str) -> None:
    assert to_gsm7(text) == plain
    assert not_in_gsm7(to_gsm7(text)) == []


def test_some_signs_count_twice() -> None:
    assert (septets("a[b]€"), septets("abc")) == (8, 3)
