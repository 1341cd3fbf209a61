"""Rasa graph component: the dialogue act, learned from a share of the narratives.

Nearly all the examples tell something of a network; a few thousand of them say what telling looks like, short answers above all (« une
plateforme » is neither a greeting nor an insult), and the rest would only make training longer.
"""

from __future__ import annotations

import hashlib
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

TELLS = "informer"
# Short answers, of so many words at most, are the likeliest to be taken for something else.
SHORT, MOST_SHORT, MOST_LONG = 12, 4000, 1000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ActClassifier(LogisticRegressionClassifier):
    """Rasa's logistic regression, over all the dialogue acts but at most ``MOST_SHORT`` + ``MOST_LONG`` examples of « informer »."""

    def _create_training_matrix(self, training_data: TrainingData) -> tuple[Any, list[str]]:
        examples = [message for message in training_data.intent_examples if message.get(INTENT) and message.get(TEXT)]
        telling = sorted((message for message in examples if message.get(INTENT) == TELLS), key=_shuffled)
        kept = [message for message in telling if _is_short(message)][:MOST_SHORT]
        kept += [message for message in telling if not _is_short(message)][:MOST_LONG]
        kept += [message for message in examples if message.get(INTENT) != TELLS]
        return self._create_X(kept), [message.get(INTENT) for message in kept]


def _shuffled(message: Message) -> str:
    """The same choice at each training, whatever the order of the files."""
    return hashlib.sha256(message.get(TEXT).encode()).hexdigest()


def _is_short(message: Message) -> bool:
    return len(message.get(TEXT).split()) <= SHORT
