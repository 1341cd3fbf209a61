"""Rasa graph component: the examples from which the components after it learn dialogue acts.

Nearly all the examples tell something of a network; a few thousand of them say what telling looks like, short answers above all (« une
plateforme » is neither a greeting nor an insult), and the rest would only make training longer.
"""

from __future__ import annotations

import hashlib
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

TELLS = "informer"
# Short answers, of so many words at most, are the likeliest to be taken for something else.
SHORT, MOST_SHORT, MOST_LONG = 12, 4000, 1000


# The type whose components the recipe lets change the training data of those that follow.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ActExamples(GraphComponent):
    """Keeps all the dialogue acts but at most ``MOST_SHORT`` + ``MOST_LONG`` examples of « informer »; leaves messages as they are."""

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> ActExamples:
        """Create the component: it has nothing to learn."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Return the examples to learn from."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        telling = sorted((message for message in examples if message.get(INTENT) == TELLS), key=_shuffled)
        kept = [message for message in examples if message.get(INTENT) != TELLS]
        kept += [message for message in telling if _is_short(message)][:MOST_SHORT]
        kept += [message for message in telling if not _is_short(message)][:MOST_LONG]
        return TrainingData(kept)

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave messages as they are."""
        return messages


def _shuffled(message: Message) -> str:
    """The same choice at each training, whatever the order of the files."""
    return hashlib.sha256(message.get(TEXT).encode()).hexdigest()


def _is_short(message: Message) -> bool:
    return len(message.get(TEXT).split()) <= SHORT
