"""Brings what people type, text and say to the words that articles use.

Plain Python, because Rasa's featurizer (the other environment) uses it too.
"""

from __future__ import annotations

import re

# How it is written -> what it means. Whole words only, lower case; longest first.
_REWRITES: dict[str, str] = {
    # text-message English
    "4": "for", "2": "to", "b4": "before", "u": "you", "ur": "your", "r": "are", "y": "why", "cos": "because", "coz": "because", "bc": "because",
    "wot": "what", "wots": "what is", "wat": "what", "hw": "how", "wen": "when", "wud": "would", "cud": "could", "shud": "should", "im": "i am", "ive": "i have",
    "pls": "please", "plz": "please", "thx": "thanks", "ty": "thanks", "tbh": "to be honest", "idk": "i do not know", "dunno": "do not know", "gonna": "going to",
    "wanna": "want to", "gotta": "have to", "tmrw": "tomorrow", "2moro": "tomorrow", "2mrw": "tomorrow", "2nite": "tonight", "tonite": "tonight", "nite": "night",
    "appt": "appointment", "apt": "appointment", "abt": "about", "msg": "message", "ppl": "people", "w/": "with", "w8": "wait", "m8": "mate", "gr8": "great",
    "skool": "school", "skl": "school", "sch": "school", "lo": "little one", "dd": "daughter", "ds": "son", "dh": "husband", "hubby": "husband", "kiddo": "child",
    "yr": "year", "yrs": "years", "yo": "year old", "mths": "months", "wk": "week", "wks": "weeks", "hr": "hour", "hrs": "hours",
    "info": "information", "dx": "diagnosis", "dxd": "diagnosed", "diag": "diagnosis", "meds": "medication", "med": "medication", "prog": "programme",
    # this field's abbreviations, and what speech recognition makes of them
    "e h c p": "ehcp", "ehc p": "ehcp", "ehc plan": "ehcp", "ehc": "ehcp", "ech": "ehcp", "echp": "ehcp", "ehpc": "ehcp", "e h c": "ehcp", "eh cp": "ehcp",
    "a d h d": "adhd", "adh d": "adhd", "a dhd": "adhd", "ad hd": "adhd", "adha": "adhd", "ahdh": "adhd", "addhd": "adhd", "add": "adhd",
    "asd": "autism", "asc": "autism", "a s d": "autism", "aspergers": "asperger autism", "aspie": "asperger autism", "autisum": "autism", "autisim": "autism", "orchestic": "autistic", "artistic spectrum": "autistic spectrum", "audhd": "autism and adhd",
    "snd": "send", "s e n d": "send", "s e n": "sen", "sendco": "senco", "sen co": "senco", "sen coe": "senco", "senko": "senco", "sin co": "senco", "s e n c o": "senco",
    "cams": "camhs", "cahms": "camhs", "calms": "camhs", "camh": "camhs", "cam hs": "camhs", "c a m h s": "camhs", "kams": "camhs",
    "d l a": "dla", "p i p": "pip", "dee la": "dla", "p d a": "pda", "r t c": "right to choose", "rtc": "right to choose", "o t": "ot", "s l t": "slt", "salt": "slt", "saltt": "slt",
    "sendias": "sendiass", "sendi as": "sendiass", "send i a s s": "sendiass", "iass": "sendiass", "arfed": "arfid", "a r f i d": "arfid", "ebsna": "ebsa", "e b s a": "ebsa",
    "gcse": "gcse exam", "gcses": "gcse exams", "sats": "sats exams", "eotas": "education otherwise than at school", "ehe": "home education", "tic": "tics", "tourettes": "tourette tics",
    "paeds": "paediatrician", "hv": "health visitor", "ta": "teaching assistant", "lsa": "teaching assistant", "ht": "head teacher", "slc": "speech and language",
}  # fmt: skip
_YEAR_GROUP = re.compile(r"\b(?:yr|yrs|year|y)\s?(\d{1,2})\b")
_REWRITE = re.compile(
    r"(?<![\w'])(?:" + "|".join(sorted(map(re.escape, _REWRITES), key=len, reverse=True)) + r")(?![\w'])"
)
_NUMERALS_AS_WORDS = re.compile(
    r"(?<![\w.,:/])[24](?= (?!year|month|week|day|hour|time|yr|pm|am|o'clock|of|or|and|to|until|till|children|kids|boys|girls)[a-z])"
)


def normalise(text: str) -> str:
    """Lower case, one kind of apostrophe, abbreviations and common mishearings spelt out.

    >>> normalise("wot is an E H C P 4 my lad yr6")
    'what is an ehcp for my lad year 6'
    """
    lowered = text.lower().replace("’", "'").replace("‘", "'")
    lowered = _YEAR_GROUP.sub(r"year \1", lowered)
    lowered = re.sub(r"\s+", " ", lowered).strip()

    def expand(match: re.Match[str]) -> str:
        word = match[0]
        if word in ("2", "4") and not _NUMERALS_AS_WORDS.match(lowered, match.start()):
            return word
        return _REWRITES[word]

    return _REWRITE.sub(expand, lowered)
