"""The intent classifier: a linear support vector machine on words, character pieces and the sentence encoder.

Chosen by measurement over Rasa's LogisticRegressionClassifier and DIET: docs/intents.md.
"""

from __future__ import annotations

from typing import Any, Dict, List, Type
from zipfile import ZIP_DEFLATED

import numpy as np
import skops.io
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from knowledge_base.normalise import normalise
from knowledge_base.word_features import OneText

_FILE = "classifier.skops"
# All that skops meets in the file beyond scikit-learn's and numpy's own types.
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]


class _Quick:
    """What was learnt, made ready for one message at a time: the same margins as the classifier's own."""

    def __init__(self, texts: FeatureUnion, classifier: LinearSVC) -> None:
        self._words = OneText([vectorizer for _, vectorizer in texts.transformer_list])
        self._weights = np.ascontiguousarray(classifier.coef_.T, dtype=np.float32)
        self._offsets = classifier.intercept_.astype(np.float32)

    def margins(self, text: str, meaning: NDArray[np.float32]) -> NDArray[np.float32]:
        places, values = self._words.features(text)
        return values @ self._weights[places] + meaning @ self._weights[self._words.width :] + self._offsets


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Ranks the intents of a message.

    ``C`` is the support vector machine's; ``sharpness`` turns its margins into confidences (softmax).
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        return [Featurizer]

    @staticmethod
    def required_packages() -> List[str]:
        return ["sklearn", "skops"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"C": 1.0, "sharpness": 3.0, "ranking_length": 10}

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config, self._model_storage, self._resource = config, model_storage, resource
        words = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", ngram_range=(1, 2), sublinear_tf=True)
        pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
        self._texts = FeatureUnion([("words", words), ("pieces", pieces)])
        self._classifier = LinearSVC(C=config["C"], class_weight="balanced", random_state=1)
        self._quick: _Quick | None = None

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        if not examples:
            return self._resource
        self._texts.fit([normalise(e.get(TEXT)) for e in examples])
        self._classifier.fit(self._features(examples), [e.get(INTENT) for e in examples])
        self._quick = _Quick(self._texts, self._classifier)
        with self._model_storage.write_to(self._resource) as directory:
            skops.io.dump((self._texts, self._classifier), directory / _FILE, compression=ZIP_DEFLATED)
        return self._resource

    def _features(self, messages: List[Message]) -> csr_matrix:
        meaning = np.vstack([e.get_dense_features(TEXT)[1].features for e in messages])
        return hstack([self._texts.transform([normalise(e.get(TEXT)) for e in messages]), csr_matrix(meaning)]).tocsr()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            # A button's payload has its intent already (Rasa's RegexMessageHandler) and no features.
            meaning = message.get_dense_features(TEXT)[1]
            if self._quick is None or meaning is None:
                continue
            margins = self._quick.margins(normalise(message.get(TEXT)), meaning.features[0]) * self._config["sharpness"]
            shares = np.exp(margins - margins.max())
            shares /= shares.sum()
            order = np.argsort(-shares)[: self._config["ranking_length"]]
            ranking = [{"name": str(self._classifier.classes_[i]), "confidence": float(shares[i])} for i in order]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            # skops, not pickle: a crafted model file runs no code of its own.
            component._texts, component._classifier = skops.io.load(directory / _FILE, trusted=_TRUSTED)
        component._quick = _Quick(component._texts, component._classifier)
        return component
