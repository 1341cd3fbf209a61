"""Rasa graph component: the dialogue act, learned from a share of the narratives.

Nearly all the examples tell something of a network; a few thousand of them say what telling looks like, and the rest would only make
training longer.
"""

from __future__ import annotations

import hashlib
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

TELLS, MOST = "informer", 3000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ActClassifier(LogisticRegressionClassifier):
    """Rasa's logistic regression, over all the dialogue acts but at most ``MOST`` examples of « informer »."""

    def _create_training_matrix(self, training_data: TrainingData) -> tuple[Any, list[str]]:
        examples = [message for message in training_data.intent_examples if message.get(INTENT) and message.get(TEXT)]
        kept = sorted((message for message in examples if message.get(INTENT) == TELLS), key=_shuffled)[:MOST]
        kept += [message for message in examples if message.get(INTENT) != TELLS]
        return self._create_X(kept), [message.get(INTENT) for message in kept]


def _shuffled(message: Message) -> str:
    """The same choice at each training, whatever the order of the files."""
    return hashlib.sha256(message.get(TEXT).encode()).hexdigest()
