"""What all our recognisers share: Presidio's frame around a function that finds stretches of text."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from hub.anonymise.reading import Reading
from hub.anonymise.spans import PiiType


class Recogniser(EntityRecognizer):
    """Finds one kind of personal data. It decides by itself: every find counts, scores play no part."""

    kind: ClassVar[PiiType]

    def __init__(self) -> None:
        super().__init__(supported_entities=[self.kind.value])

    def load(self) -> None:
        """Nothing to load unless a recogniser says so."""

    @abstractmethod
    def find(self, reading: Reading) -> Iterable[tuple[int, int]]:
        """Start and end of each find."""

    def analyze(
        self,
        text: str,
        entities: list[str],  # noqa: ARG002 (Presidio's signature)
        nlp_artifacts: NlpArtifacts | None = None,
    ) -> list[RecognizerResult]:
        """Presidio's call."""
        reading = nlp_artifacts if isinstance(nlp_artifacts, Reading) else Reading(text)
        return [RecognizerResult(self.kind.value, start, end, 1.0) for start, end in self.find(reading)]
