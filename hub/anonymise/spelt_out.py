"""Names spelt letter by letter: "k h a d i j a", "K-H-A", "m for mother"; abbreviations said so ("a d h d") are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hub.anonymise.reading import Reading
from hub.anonymise.vocabulary import is_everyday, ordinary
from hub.anonymise.word_sets import word_set

# A letter, alone or with a word that begins with it.
_LETTER = r"(?:(?:double |capital )?[^\W\d_](?!['’]?\w)(?: (?:for|as in|like|is for) [^\W\d_]+)?)"
_BETWEEN = r"(?: ?[-–.,/] ?| {1,2}|,? (?:then|and|and then|um|er|erm) (?=(?:double |capital )?[^\W\d_](?!['’]?\w)))"
_LETTERS = re.compile(rf"(?<![\w'’]){_LETTER}(?:{_BETWEEN}{_LETTER})+")
_ALONE = re.compile(r"(?P<letter>[^\W\d_])(?: (?:for|as in|like|is for) (?P<word>[^\W\d_]+))?")
_KNOWN = word_set(
    "dob fao adhd add asd asc ehcp ehc ehcna ehcnas gp nhs camhs send sen senco sendco tv pda hpft dla pip iep uk ni ot slt salt hct ocd odd spd fasd arfid ebsa dcd "
    "pe ict it ra ab dj cd dvd pc ps psp xbox bbc itv mri ecg eeg ct ptsd pts cbt dbt dr mr mrs ms la lea aep ep eps edpsych ehe eotas ta lsa hlta ks gcse btec "
    "sats pta mp pm am id vip diy faq sms usa eu ok omg lol tbh imo fyi asap rtc icb ccg cqc icp dspl ipsea sos idk nvm ed bp bmi od rsd ndis pmld mld sld semh "
    "cypmhs mash cin cp tac taf eha fsw hv ssp uc pcn ha ap pru ehr wtf qe qeii lgbt lgbtq abc ab xyz ie eg nb ps cc cv tafs pandas pans"
)
_LONGEST = 40  # letters in a row
_TEXTED = frozenset("iuranybck")  # "r u a", words of text messages
_SPELLING = re.compile(
    r"(?:\bthat's|\bthats|\bspelt|\bspelled|\bspelling|\bspell it|\bletters)\W{1,2}(?:with |it's |as )?$"
)


def spelt_out(reading: Reading) -> Iterator[tuple[int, int]]:
    """Each name that is spelt; a leading "i" or "a" of the sentence is taken along rather than a letter left."""
    for start, end, letters in _spelt(reading):
        enough = len(letters) > 2 or _SPELLING.search(reading.before(start)) is not None
        if (
            enough
            and not (len(letters) < 4 and _TEXTED.issuperset(letters))
            and letters.isalpha()
            and not _is_abbreviation(letters)
        ):
            yield start, end


def abbreviations(reading: Reading) -> list[tuple[int, int]]:
    """Where abbreviations are said letter by letter ("n h s", "d.o.b")."""
    return [(start, end) for start, end, letters in _spelt(reading) if _is_abbreviation(letters)]


def _spelt(reading: Reading) -> Iterator[tuple[int, int, str]]:
    for match in _LETTERS.finditer(reading.lower):
        spelt = re.sub(r"double (\w)", r"\1 \1", match[0]).replace("capital ", "")
        spelt = re.sub(r"\b(?:and )?then\b|\band\b|\b(?:um|er|erm)\b", " ", spelt)
        parts = list(_ALONE.finditer(spelt))
        if all(part["word"] is None or part["word"][0] == part["letter"] for part in parts):
            yield match.start(), match.end(), "".join(part["letter"] for part in parts)


@lru_cache(maxsize=4096)
def _is_abbreviation(letters: str) -> bool:
    """Whether the letters are abbreviations, one or several in a row."""
    if len(letters) > _LONGEST:
        return False
    if (
        letters in _KNOWN
        or (2 < len(letters) <= 6 and letters in ordinary().words)
        or (len(letters) == 3 and is_everyday(letters))
    ):
        return True
    return any(
        letters[:cut] in _KNOWN | {"i", "a", "u"} and _is_abbreviation(letters[cut:]) for cut in range(1, len(letters))
    )
