"""Presidio's analyser with our recognisers and nothing else: no language model, no network."""

from __future__ import annotations

from functools import cache

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry

from hub.anonymise.name_store import name_model
from hub.anonymise.reading import ReadingEngine
from hub.anonymise.recognisers.address import AddressRecogniser
from hub.anonymise.recognisers.case_ref import CaseRefRecogniser
from hub.anonymise.recognisers.dob import DobRecogniser
from hub.anonymise.recognisers.email import EmailRecogniser
from hub.anonymise.recognisers.name import NameRecogniser
from hub.anonymise.recognisers.nhs_number import NhsNumberRecogniser
from hub.anonymise.recognisers.ni_number import NiNumberRecogniser
from hub.anonymise.recognisers.phone import PhoneRecogniser
from hub.anonymise.recognisers.postcode import PostcodeRecogniser
from hub.anonymise.recognisers.school import SchoolRecogniser
from hub.anonymise.recognisers.url_handle import UrlHandleRecogniser
from hub.anonymise.spans import PLACEHOLDER, PiiType, Span, settle

_OTHERS = (
    EmailRecogniser,
    UrlHandleRecogniser,
    NiNumberRecogniser,
    NhsNumberRecogniser,
    PhoneRecogniser,
    DobRecogniser,
    PostcodeRecogniser,
    CaseRefRecogniser,
    AddressRecogniser,
    SchoolRecogniser,
)
_KINDS = [kind.value for kind in PiiType]


class Finder:
    """Finds personal data in a text with all recognisers."""

    def __init__(self, names: NameRecogniser) -> None:
        registry = RecognizerRegistry(recognizers=[names, *(recogniser() for recogniser in _OTHERS)])
        self._analyser = AnalyzerEngine(registry=registry, nlp_engine=ReadingEngine(), supported_languages=["en"])

    def find(self, text: str) -> list[Span]:
        """In order, without overlaps, clear of placeholders."""
        found = self._analyser.analyze(text, language="en", entities=_KINDS)
        kept = [match.span() for match in PLACEHOLDER.finditer(text)]
        return settle(text, (Span(result.start, result.end, PiiType(result.entity_type)) for result in found), kept)


@cache
def finder() -> Finder:
    """The finder of this process, with the trained classifier of names."""
    return Finder(NameRecogniser(name_model()))
