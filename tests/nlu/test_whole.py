"""A text read as a whole: its words and pieces of words, weighed as scikit-learn does, and what a head makes of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfTransformer

from bot.nlu.evidence_model import AROUND, EvidenceModel, train
from bot.nlu.examples import NOTHING, Example, Narrative, narratives
from bot.nlu.whole import FEWEST, PIECES, WORDS, grams, rarity, weighed

TEXTS = [
    "On se retrouve chaque mois autour de la même famille, chaque mois sans elle.",
    "Chaque mois on écrit un bout du guide.",
    "Le guide est écrit avec les familles, bout par bout.",
    "Bonjour, voilà le guide !",
]
TOLD = [
    *(Narrative(text, "situation_suivie") for text in ("on suit cette famille à plusieurs", "nous suivons ensemble la situation d'une famille")),
    *(Narrative(text, "realisation") for text in ("on écrit un guide à plusieurs", "nous fabriquons ensemble une exposition et un guide")),
    *(Narrative(text, NOTHING) for text in ("bonjour à vous et merci", "je vous remercie, bonjour", "merci de votre accueil")),
]


def test_words_and_pieces_weigh_as_scikit_learn_weighs_them() -> None:
    counted = grams(TEXTS)
    found = weighed(counted, rarity(counted)).hashed.toarray()
    texts = np.bincount(counted.indices, minlength=WORDS + PIECES)
    for block in (slice(0, WORDS), slice(WORDS, WORDS + PIECES)):
        shared = texts[block] >= FEWEST
        expected = TfidfTransformer(sublinear_tf=True).fit_transform(counted[:, block][:, np.flatnonzero(shared)]).toarray()
        assert shared.sum() > 5
        assert np.allclose(found[:, block][:, shared], expected, atol=1e-5)
        assert not found[:, block][:, ~shared].any()


@pytest.mark.parametrize("text", ["", "?!", "zzzzzz"])
def test_a_text_without_a_known_word_weighs_nothing(text: str) -> None:
    matrix = weighed(grams([text]), rarity(grams(TEXTS)))
    assert np.isfinite(matrix.hashed.data).all() and not matrix.hashed.toarray().any()


def test_it_is_kept_with_the_model_and_says_nothing_of_a_greeting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_DIR", str(tmp_path))
    units = [Example("on suit cette famille", False, {AROUND: "situation_suivie"}), Example("on écrit un guide", False, {AROUND: "realisation"})]
    model = train(units, TOLD, {AROUND: ["situation_suivie", "realisation"]})
    model.save(tmp_path)
    again = EvidenceModel.load(tmp_path)
    asked = ["on suit la même famille", "nous écrivons un guide", "bonjour et merci"]
    assert [again.around[row.argmax()] for row in again.whole_scores(asked)] == ["situation_suivie", "realisation", NOTHING]
    assert np.allclose(again.whole_scores(asked), model.whole_scores(asked), atol=0.01)


def test_without_texts_it_hears_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_DIR", str(tmp_path))
    model = train([Example("on écrit un guide", False, {AROUND: "realisation"})], [], {AROUND: ["situation_suivie", "realisation"]})
    assert np.exp(model.whole_scores(["on écrit un guide"]))[0, model.around.index(NOTHING)] > 0.99


def test_what_has_a_type_and_what_says_nothing_are_learned_as_wholes() -> None:
    messages = [
        {"text": "On  écrit un guide.", "metadata": {"forme": "recit", "type": "partenariat"}},
        {"text": "On se voit.", "metadata": {"forme": "recit"}},
        {"text": "la rue des Tanneurs", "metadata": {"forme": "neutre"}},
        {"text": "le bureau", "metadata": {"forme": "reponse", "dimension": "qui_decide", "modalite": "un_seul"}},
    ]
    assert list(narratives(messages, {"partenariat": "realisation"})) == [
        Narrative("On écrit un guide.", "realisation"),
        Narrative("la rue des Tanneurs", NOTHING),
    ]
