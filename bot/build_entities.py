"""Builds the spaCy pipeline that finds ages, school years, areas of the county, days and times.

A blank English pipeline with an entity ruler: no pre-trained model has to be downloaded. The patterns are in
bot/data/entities/patterns.yml; bot/rasa_command.py builds it before each training.
"""

from __future__ import annotations

from pathlib import Path

import spacy
import yaml

PATTERNS = Path(__file__).parent / "data" / "entities" / "patterns.yml"
TARGET = Path(__file__).parent / "models" / "entities"


def build(target: Path = TARGET) -> None:
    """Write the pipeline to ``target``."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler", config={"overwrite_ents": True, "phrase_matcher_attr": "LOWER"})
    patterns = yaml.safe_load(PATTERNS.read_text(encoding="utf-8"))
    for label, rows in patterns.items():
        for row in rows:
            ruler.add_patterns([{"label": label, "pattern": row}])
    nlp.to_disk(target)
