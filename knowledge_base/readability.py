"""How hard a text is to read, and how long it takes to say.

The grade is Flesch-Kincaid's (Kincaid and others, 1975): the American school year that understands the text, so grade 8
is about 13 years. Syllables are counted by rule, because hyphenation patterns (pyphen) know where a line may break and
so miss a third of our words ("a-re-a", "fa-mi-ly"), and textstat downloads a word list when it runs.
"""

from __future__ import annotations

import re

# Words that the rules below get wrong, by their number of syllables.
_EXCEPTIONS: dict[str, int] = {
    word: count
    for count, words in {
        1: "prayer whole wholes eye eyes tongue aren't weren't",
        2: """someone safety therefore maybe argue anxious elsewhere forehead people create react theatre poem poet lion riot ruin fluid cruel client clients science really
              wednesday wednesdays business evening evenings every ideal trial trials diet diets quiet quietly towards
              colleague colleagues household households""",
        3: """somebody area areas idea ideas creates created creating creative reacts reacted reacting reaction reality video
              videos element elements everyone everything everyday everywhere anyone easier easiest suicide violent violence diary
              coeliac recipe recipes ideally""",
        4: "everybody experience suicidal society dyslexia coordinate cooperate anxiety variety",
        5: "coordinator coordinators coordination paediatrician paediatricians",
    }.items()
    for word in words.split()
}
# Abbreviations that are said as a word; the others are spelt out, a letter at a time.
_SAID_AS_WORDS = {
    "ADOS": 2, "ARFID": 2, "CAMHS": 1, "ERIC": 2, "GCSES": 4, "KIDS": 1, "NICE": 1, "PALMS": 1, "PALS": 1, "PANDA": 2, "PIP": 1,
    "SATS": 1, "SEN": 1, "SENCO": 2, "SENCOS": 2, "SEND": 1, "SENDIASS": 3, "SPACE": 1, "STEPS": 1, "URGENT": 2,
}  # fmt: skip
_LONG_LETTER = {"W": 3}
_WORD = re.compile(r"[^\W_]+(?:['’&.,:/][^\W_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_ENDING = re.compile(
    r"(?<=[aeni]g|.q)ues?$|(?<=[^aeiouy])(?:(?<![^aeiouy]l)e|(?<![td])(?<![^aeiouy]l)ed|(?<![szxcg])(?<![cs]h)(?<![^aeiouy]l)es)$"
)
_SILENT_INSIDE = re.compile(
    r"(?<=[aeiouy][^aeiouywx])e(?=(?:ful|fully|less|ly|ments?|ness|some|work|worker|table|tables|times?|things?|where|how|what)$)"
    r"|(?<=[aeiouy](?:ng|rg|rc|rs|st|th))e(?=(?:ful|fully|less|ly|ments?)$)"
)
_TWO_IN_ONE = re.compile(
    r"(?<![ctsg])i(?:a(?!l?ge)|o(?!u?r$)|u)|(?<=[aeiouylnrtdbmpv])ie(?=[tr](?:s|ly|y)?$)|(?<=[^gq])u(?:a|ou)(?!y)|eo(?=l|g|n)"
    r"|[aeouy](?=ing)|[ao]y(?=er)|u(?=[ei]n[ct])|ie(?=nc)|ia(?=te)|ae(?=l)|sms?$|(?:[sdt]|ld)n['’]t$|thm$|io(?=r)"
)
_SYLLABLES_A_SECOND, _PAUSE, _SHORT_PAUSE = 4.2, 0.4, 0.15
_SPOKEN_DIGITS = re.compile(r"\d(?:[\d ]*\d)?")


def words(text: str) -> list[str]:
    """The words of a text; a number is a word, a hyphenated word is two."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """How many syllables a word has when it is said; a number counts one.

    >>> [syllables(word) for word in ("area", "family", "needed", "autism", "ADHD", "SENCO", "plan's")]
    [3, 3, 2, 3, 4, 2, 1]
    """
    if not any(character.isalpha() for character in word):
        return 1
    if len(word) > 1 and word[:2].isupper():
        upper = word.upper()
        return _SAID_AS_WORDS.get(upper) or sum(_LONG_LETTER.get(letter, 1) for letter in word if letter.isupper())
    lower = word.lower().replace("’", "'")
    bare = re.sub(r"'(?:s|ve|ll|re|d|m)?$", "", lower)
    if bare in _EXCEPTIONS:
        return _EXCEPTIONS[bare]
    bare = _SILENT_INSIDE.sub("", bare)
    extra = len(_TWO_IN_ONE.findall(bare))
    return max(1, len(_VOWELS.findall(_SILENT_ENDING.sub("", bare))) + extra)


def sentences(paragraph: str) -> list[str]:
    """The sentences of one paragraph or list item."""
    return [part for part in re.split(r"(?<=[.!?])[\"')]?\s+(?=[^a-z\s])", paragraph.strip()) if words(part)]


def grade(units: list[str]) -> float:
    """Flesch-Kincaid grade of a text, given as its sentences; 0 for no text."""
    counted = [words(unit) for unit in units]
    number = sum(map(len, counted))
    if not number:
        return 0.0
    said = sum(syllables(word) for unit in counted for word in unit)
    return 0.39 * number / len(counted) + 11.8 * said / number - 15.59


def seconds_to_say(text: str) -> float:
    """About how long a calm voice takes: 4.2 syllables a second, every digit of a number said, pauses at stops."""
    digits = 0
    for number in _SPOKEN_DIGITS.findall(text):
        bare = number.replace(" ", "")
        digits += len(bare) + (bare.count("0") if len(bare) > 4 else 0) // 3
    without = _SPOKEN_DIGITS.sub(" ", text)
    said = digits + sum(syllables(word) for word in words(without))
    return (
        said / _SYLLABLES_A_SECOND + _PAUSE * len(re.findall(r"[.?!](?=\s|$)", text)) + _SHORT_PAUSE * text.count(",")
    )
