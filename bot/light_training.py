"""The same training with less work: what Rasa does for its cache of earlier trainings, which ours never uses (see :mod:`bot.training`).

On tens of thousands of examples that was a third of the time: the data read three times, and fingerprinted before and after every component.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable

from rasa.engine.training.hooks import TrainingHook
from rasa.shared.importers import rasa as importer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data import entities_parser
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

Reading = Callable[[Iterable[str], str], TrainingData]


def lighten() -> None:
    """Have Rasa read the data once, and keep nothing for another training."""
    # Rasa checks its own schema again for each annotated span: 4 ms, for thousands of spans; few are distinct.
    entities_parser.get_validated_dict = functools.lru_cache(maxsize=None)(entities_parser.get_validated_dict)
    importer.utils.training_data_from_paths = read_once(importer.utils.training_data_from_paths)
    Message.__hash__ = by_text  # type: ignore[method-assign]
    TrainingHook.on_before_node = lambda *_, **__: {}  # type: ignore[method-assign]
    TrainingHook.on_after_node = lambda *_, **__: None  # type: ignore[method-assign]


def by_text(message: Message) -> int:
    """Return a hash: equal messages have equal texts. Whether two of one text are equal is asked of Rasa's fingerprints, as before."""
    return hash(message.get(TEXT))


def read_once(read: Reading) -> Reading:
    """Return the function ``read(paths, language)``, which reads the same files once. Rasa copies what it is given before it changes it."""
    known: dict[tuple[tuple[str, ...], str], TrainingData] = {}

    @functools.wraps(read)
    def reading(paths: Iterable[str], language: str) -> TrainingData:
        key = (tuple(paths), language)
        if key not in known:
            known[key] = read(key[0], language)
        return known[key]

    return reading
