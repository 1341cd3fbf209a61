"""Rasa graph component: learns text → evidence from ``data/nlu`` and adds to each message what it says."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.evidence_model import EvidenceModel, train
from bot.nlu.examples import examples, narratives
from bot.nlu.reading import in_use, prepared, read
from typology.loader import load

INTENT_METADATA = "intent"
EVIDENCE = "evidence"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EvidenceExtractor(GraphComponent):
    """Adds ``evidence`` (see :func:`bot.nlu.reading.read`) to every parsed message that is not a payload."""

    def __init__(self, model: EvidenceModel | None, model_storage: ModelStorage, resource: Resource) -> None:
        self._model = model
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext) -> EvidenceExtractor:
        """Create a component that is still to be trained."""
        return cls(None, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> EvidenceExtractor:
        """Load the trained weights."""
        with model_storage.read_from(resource) as folder:
            model = EvidenceModel.load(folder)
        # The parser and the encoder are loaded now, not at the cost of the first practitioner.
        read("Bonjour.", model)
        in_use(model)
        return cls(model, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples whose intent block carries ``forme`` in its metadata."""
        messages = []
        for message in training_data.training_examples:
            metadata = (message.get(METADATA) or {}).get(INTENT_METADATA) or {}
            if "forme" in metadata:
                messages.append({"text": message.get(TEXT), "metadata": metadata, "entities": message.get(ENTITIES)})
        knowledge = load()
        dimensions = {dimension.id: [m.id for m in dimension.modalites] for dimension in knowledge.dimensions}
        self._model = train(list(examples(messages)), list(narratives(messages, knowledge.turns_around())), dimensions)
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what each message says."""
        for message in messages:
            text = message.get(TEXT)
            if text and self._model is not None:
                message.set(EVIDENCE, prepared(text) or read(text, self._model), add_to_output=True)
        return messages
