"""The training data: enough of each, no duplicates, labels that exist, nothing taken from the measuring vignettes."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from sklearn.feature_extraction.text import HashingVectorizer

from bot.nlu.french import fold
from bot.settings import ROOT
from bot.validation import problems
from tests.nlu.alike import alike
from tests.nlu.test_plain_answers import TEXTS as MEASURED
from typology.loader import load
from typology.yaml_loader import SAFE_LOADER

KNOWLEDGE = load()
VIGNETTES = ROOT.parent / "shared" / "vignettes"


def blocks() -> list[tuple[Path, dict[str, Any], list[str]]]:
    found = []
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"), Loader=SAFE_LOADER)["nlu"]:
            lines = [line.strip()[2:] for line in block["examples"].splitlines() if line.strip().startswith("- ")]
            found.append((path, block, [re.sub(r"\[([^\]]*)\]\{[^}]*\}", r"\1", line) for line in lines]))
    return found


BLOCKS = blocks()


def test_knowledge_domain_and_data_agree() -> None:
    assert list(problems()) == []


@pytest.mark.parametrize("dimension", KNOWLEDGE.dimensions, ids=lambda dimension: dimension.id)
def test_every_modality_has_sixty_clauses_and_twenty_five_short_answers(dimension) -> None:  # type: ignore[no-untyped-def]
    counts: Counter[tuple[str, str]] = Counter()
    for _, block, lines in BLOCKS:
        metadata = block.get("metadata") or {}
        if metadata.get("dimension") == dimension.id and metadata.get("polarite") != "nie" and metadata.get("temps") != "avant":
            counts[metadata["modalite"], metadata["forme"]] += len(lines)
    for modality in dimension.modalites:
        assert counts[modality.id, "proposition"] >= 60, modality.id
        assert counts[modality.id, "reponse"] >= 25, modality.id


def test_every_dialogue_act_has_forty_examples() -> None:
    counts: Counter[str] = Counter()
    for _, block, lines in BLOCKS:
        counts[block["intent"]] += len(lines)
    # Only buttons, or a component of ours, give these.
    given = {"repondre", "modifier", "confirmer_effacer", "ouvrir_code", "atelier"}
    assert {act: n for act, n in counts.items() if n < 40 and act not in given} == {}


def test_no_sentence_is_there_twice() -> None:
    counts = Counter(" ".join(re.findall(r"\w+", fold(line))) for _, _, lines in BLOCKS for line in lines)
    assert [text for text, n in counts.items() if n > 1] == []


def test_no_two_sentences_are_nearly_the_same() -> None:
    told = [(line, path.name) for path, _, group in BLOCKS for line in group if len(line.split()) >= 5]
    # Nor one that is measured on.
    told += [(text, "mesure") for _, _, text in MEASURED if len(text.split()) >= 5]
    near = []
    for first, second in alike([line for line, _ in told]):
        # A contrast is made of the same words on purpose: only what differs inside its own file is allowed.
        if not (told[first][1] == told[second][1] and told[first][1].startswith("contraste_")):
            near.append((told[first][0], told[second][0]))
    assert near == []


def test_what_is_nearly_the_same_is_found_among_all() -> None:
    lines = [line for _, _, group in BLOCKS for line in group if len(line.split()) >= 5][::20]
    lines += ["Ah, " + line for line in lines[:50]] + [line.upper() for line in lines[50:100]]
    vectors = HashingVectorizer(analyzer="char_wb", ngram_range=(4, 4), n_features=2**16, alternate_sign=False, norm="l2").transform(map(fold, lines))
    cosines = np.triu((vectors @ vectors.T).toarray(), 1)
    expected = list(zip(*(place.tolist() for place in np.nonzero(cosines > 0.9))))
    assert len(expected) > 80
    assert sorted(alike(lines)) == expected


def test_every_annotated_span_is_json_with_a_known_role() -> None:
    spans = 0
    for path in sorted((ROOT / "data" / "nlu" / "recits").glob("*.yml")):
        for match in re.finditer(r"\](\{[^}]*\})", path.read_text(encoding="utf-8")):
            span = json.loads(match[1])
            assert set(span) <= {"entity", "value", "role", "group"} and span.get("role", "nie") in {"nie", "avant"}, (path.name, span)
            spans += 1
    assert spans > 1500


def test_nothing_is_taken_from_the_measuring_vignettes() -> None:
    if not VIGNETTES.is_dir():
        pytest.skip("les vignettes de mesure ne sont pas à côté du projet")
    seen: set[str] = set()
    for path in VIGNETTES.glob("*.yml"):
        seen |= grams(path.read_text(encoding="utf-8"))
    copied = [line for _, _, lines in BLOCKS for line in lines if grams(line) & seen]
    assert copied == []


def grams(text: str, n: int = 7) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + n]) for i in range(len(words) - n + 1)}


def test_labels_are_balanced_between_modalities() -> None:
    for dimension in KNOWLEDGE.dimensions:
        counts = Counter(b["metadata"]["modalite"] for _, b, _ in BLOCKS if (b.get("metadata") or {}).get("dimension") == dimension.id)
        values = np.array([counts[m.id] for m in dimension.modalites])
        assert values.min() * 2 >= values.max(), dimension.id
