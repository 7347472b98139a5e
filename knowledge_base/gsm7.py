"""The alphabet of text messages, GSM 03.38: with any other character a segment holds 67 characters instead of 153."""

import unicodedata

# The second set is sent as two characters.
_SINGLE = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€\f")
TWO_SEGMENTS = 306


def not_in_gsm7(text: str) -> list[str]:
    """The characters that the alphabet lacks, each once, sorted."""
    return sorted({character for character in text if character not in _SINGLE | _DOUBLE})


def septets(text: str) -> int:
    """How many places a text takes; only meaningful where ``not_in_gsm7`` is empty."""
    return len(text) + sum(character in _DOUBLE for character in text)


# Typographic quotes and dashes, as keyboards put them.
PLAINER = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2026": "..."}
)


# Letters that Unicode does not take apart, in names of many families here.
_STROKED = str.maketrans("ŁłĐđıŦŧĦħ", "LlDdiTtHh")


def to_gsm7(text: str) -> str:
    """The text on one line in the alphabet: plain quotes and dashes, letters without the marks it lacks, "?" for the rest."""
    plain = unicodedata.normalize("NFC", text.translate(PLAINER).translate(_STROKED)).replace("\n", " ")
    kept = []
    for character in plain:
        if character in _SINGLE or character in _DOUBLE:
            kept.append(character)
            continue
        simple = unicodedata.normalize("NFKD", character)[0]
        kept.append(simple if simple in _SINGLE else "?")
    return "".join(kept)
