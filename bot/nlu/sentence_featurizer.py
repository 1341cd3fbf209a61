"""Rasa graph component: the sentence encoder's vector of a whole message, for the dialogue act."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.features import OPENING, embed, embed_training

# How much the embedding counts beside the n-grams, which are counts.
STRETCH = 8.0


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one dense sentence feature of shape (1, 512)."""

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> SentenceFeaturizer:
        """Create the component; the encoder itself is loaded at the first text."""
        return cls(execution_context.node_name, {**cls.get_default_config(), **config})

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurize all training examples."""
        messages = [message for message in training_data.training_examples if message.get(TEXT)]
        self._add(messages, embed_training([message.get(TEXT)[:OPENING] for message in messages]))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Featurize messages."""
        with_text = [message for message in messages if message.get(TEXT)]
        self._add(with_text, embed([message.get(TEXT)[:OPENING] for message in with_text]))
        return messages

    def _add(self, messages: list[Message], vectors: np.ndarray) -> None:
        for message, vector in zip(messages, vectors * STRETCH):
            message.add_features(Features(vector.reshape(1, -1).astype(np.float32), FEATURE_TYPE_SENTENCE, TEXT, self._identifier))

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to set."""
