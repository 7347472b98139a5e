"""Links and account names that lead to a person. Sites of public services, charities and the like stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.anonymise.public import is_public_site
from hub.anonymise.reading import Reading
from hub.anonymise.recognisers.base import Recogniser
from hub.anonymise.spans import PiiType
from hub.anonymise.vocabulary import is_everyday

_TLD = r"(?:com|org|net|uk|co|info|me|io|eu|ie|pl|ro|pt|it|fr|de|es|app|tv|gg|ly|link|page|blog|site|online|uk\.com|school|health|ai|space|shop|example|test|us|be)"
_LINK = re.compile(r"(?:https?|ftp)://[^\s<>\"]+|(?<![\w@.-])www\.[^\s<>\"]+")
_BARE = re.compile(rf"(?<![\w@./-])((?:[^\W_](?:[\w-]{{0,62}})\.){{1,4}}{_TLD})(?![\w-])(?!\.[a-z])((?:/[^\s<>\",]*)?)")
_HANDLE = re.compile(r"(?<![\w@.+])@ ?([^\W](?:[\w.-]{0,40}\w)?)")
# "amy_reads", "jaydenplayz09": words as only accounts have them.
_ACCOUNT = re.compile(r"(?<![\w.@/#-])(?:[a-z]{2,20}\d{0,6}(?:_[a-z\d]{1,20}){1,4}_?|([a-z]{5,20})\d{1,4})(?![\w@/-])")
_GROUP = re.compile(r"(?<!\w)u/[\w-]{3,30}")
_SERVICE = r"(?:insta(?:gram)?|ig|tik ?tok|snap(?:chat)?|twitter|facebook|fb|messenger|discord|roblox|xbox|psn|playstation|fortnite|minecraft|youtube|twitch|reddit|telegram|whatsapp|skype|gamer ?tag|steam|linkedin|threads|bluesky|mumsnet|kik|gaming|online|user)"
_CUE = re.compile(
    rf"\b(?:{_SERVICE}(?: (?:account|page|profile|channel|chat|user|server))?(?:'s)? ?(?:name|handle|tag|id)?|username|user name|handle|screen name|gamertag|tag)"
    r"(?:\s*[:=]\s*|\s+(?:is|was|its|it's|called|under|as|name)\s+(?:called |under |at )?)[\"'“]?([\w.@-]*(?:\s?(?:\bunderscore\b|\bdot\b|_|\.)\s?[\w-]+){0,4})"
)
_MARK = r"(?:underscore|under score|dot|dash|hyphen|slash|forward slash)"
_SPOKEN_HANDLE = re.compile(
    r"(?:\bat\s+|@\s?)?\b[a-z0-9]+(?:\s+(?:underscore|under score)\s+[a-z0-9]+){1,5}(?:\s+(?:one|two|three|four|five|six|seven|eight|nine|zero|oh|\d+)\b){0,4}"
)
_SPOKEN_LINK = re.compile(
    rf"\b(?:(?:https?|h t t p s?)\s+(?:colon\s+)?(?:(?:forward )?slash\s+){{0,2}})?(?:(?:www|w w w|double ?u double ?u double ?u)\s+dot\s+(?:[a-z0-9-]+\s+){{0,3}})?"
    rf"[a-z0-9-]+(?:\s+(?:dot|dash|hyphen)\s+[a-z0-9-]+){{0,3}}\s+dot\s+{_TLD}\b(?:\s+dot\s+uk\b)?((?:\s+{_MARK}\s+[a-z0-9-]+){{0,6}})"
)
_OFFICIAL_HANDLES = re.compile(
    r"(?:herts|nhs|gov|autism|adhd|camhs|mencap|sendiass|council|police|charity|send|ipsea|samaritans|bbc|news|space)",
    re.IGNORECASE,
)


class UrlHandleRecogniser(Recogniser):
    """Links to pages of people, @names, and account names after words like "insta is"."""

    kind = PiiType.URL_HANDLE

    def find(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """In the order of certainty; overlaps are settled later."""
        lower = reading.lower
        for finder in (_links, _bare, _handles, _accounts, _cued, _spoken_links):
            yield from finder(lower)


def _handles(lower: str) -> Iterator[tuple[int, int]]:
    if "@" in lower:
        for match in _HANDLE.finditer(lower):
            plain = match[1].isalpha() and (is_everyday(match[1]) or len(match[1]) < 3)
            if not plain and not match[1][0].isdigit() and not _is_official(match[1]):
                yield match.span()
    if "u/" in lower:
        yield from (match.span() for match in _GROUP.finditer(lower))


def _accounts(lower: str) -> Iterator[tuple[int, int]]:
    for match in _ACCOUNT.finditer(lower):
        if "_" in match[0] or not is_everyday(match[1]):
            yield match.span()
    if "underscore" in lower or "under score" in lower:
        yield from (match.span() for match in _SPOKEN_HANDLE.finditer(lower))


def _links(lower: str) -> Iterator[tuple[int, int]]:
    if "://" not in lower and "www." not in lower:
        return
    for match in _LINK.finditer(lower):
        link = match[0].rstrip(".,;:!?)]}'\"…")
        host, _, path = re.sub(r"^\w+://", "", link).partition("/")
        if not is_public_site(host.rpartition("@")[2].split(":")[0].split("?")[0], path):
            yield match.start(), match.start() + len(link)


def _bare(lower: str) -> Iterator[tuple[int, int]]:
    if "." not in lower:
        return
    for match in _BARE.finditer(lower):
        path = match[2].rstrip(".,;:!?)]}'\"…")
        labels = match[1].split(".")
        # "him.it was": a missing space after a full stop, no site.
        glued = (
            path == "" and len(labels) == 2 and len(labels[1]) == 2 and is_everyday(labels[0]) and labels[1] in _WORDS
        )
        if not glued and not is_public_site(match[1], path):
            yield match.start(), match.end(1) + len(path)


_WORDS = {"it", "me", "be", "us", "so", "is", "co"}


def _cued(lower: str) -> Iterator[tuple[int, int]]:
    for match in _CUE.finditer(lower):
        name = match[1].rstrip(".-,")
        marked = any(c.isdigit() or c in "_." for c in name) or " " in name
        if len(name) > 2 and (marked or not is_everyday(name)):
            yield match.start(1), match.start(1) + len(name)


def _spoken_links(lower: str) -> Iterator[tuple[int, int]]:
    if " dot " not in lower:
        return
    for match in _SPOKEN_LINK.finditer(lower):
        words = re.sub(r"\s+dot\s+", ".", match[0].replace("w w w", "www"))
        host, _, path = re.sub(r"\s+(?:forward )?slash\s+", "/", words).partition("/")
        if not is_public_site(host.split()[-1], path) and not is_public_site("".join(host.split()), path):
            yield match.span()


def _is_official(handle: str) -> bool:
    return _OFFICIAL_HANDLES.search(handle) is not None and not any(c.isdigit() or c == "_" for c in handle)
