"""The result code: nothing is lost that the result rests on, nothing is kept that was said, and mistakes are told as mistakes."""

import random
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.typology.interviews import any_ledger, interview, with_wholes
from typology import code as code_module
from typology.code import MOST_PHASES, decode, decode_path, encode, encode_path, find_code
from typology.condense import LEVELS, choices, condense, formerly
from typology.crockford import ALPHABET, digits, grouped, is_sealed, normalised, number, sealed
from typology.diagnosis import diagnose
from typology.errors import CodeError
from typology.evidence import DENIED, FORMERLY, HEARD, SAID, Evidence, Goal, Ledger
from typology.explanation import goal_against_centre
from typology.interview import next_question
from typology.loader import load
from typology.messages import say
from typology.model import Knowledge, Typicality
from typology.yaml_loader import SAFE_LOADER

KNOWLEDGE = load()
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = [encode(interview(seed, KNOWLEDGE), KNOWLEDGE) for seed in range(40)]


def told(ledger: Ledger) -> tuple[str | None, ...]:
    diagnosis = diagnose(ledger, KNOWLEDGE)
    return (diagnosis.verdict, diagnosis.type, diagnosis.centre, diagnosis.avant)


def bare(code: str) -> str:
    return code.replace("-", "")


# The result holds.


@pytest.mark.parametrize("seeds", [range(start, start + 20) for start in (0, 20, 40)])
def test_an_interview_has_the_same_result_after_the_code(seeds: range) -> None:
    for seed in seeds:
        ledger = interview(seed, KNOWLEDGE)
        if seed % 2:
            ledger = with_wholes(ledger, seed, KNOWLEDGE)
        again = decode(encode(ledger, KNOWLEDGE), KNOWLEDGE)
        assert told(again) == told(ledger), f"entretien {seed}"
        before, after = diagnose(ledger, KNOWLEDGE).types, diagnose(again, KNOWLEDGE).types
        assert max(abs(before[kind] - after[kind]) for kind in before) < 0.35


@settings(max_examples=60)
@given(any_ledger(KNOWLEDGE))
def test_anything_heard_has_the_same_result_after_the_code(ledger: Ledger) -> None:
    again = decode(encode(ledger, KNOWLEDGE), KNOWLEDGE)
    assert told(again) == told(ledger)
    assert again.repondues == ledger.repondues
    assert (again.objectif is None, again.sans_pourquoi) == (ledger.objectif is None, ledger.sans_pourquoi)


def test_the_sample_has_every_verdict_with_a_type() -> None:
    verdicts = {told(decode(code, KNOWLEDGE))[0] for code in SAMPLE} | {told(interview(seed, KNOWLEDGE))[0] for seed in range(80)}
    assert {"net", "partage", "en_transition"} <= verdicts


def test_what_was_clicked_is_kept_as_it_was() -> None:
    ledger = Ledger(tuple(Evidence(d.id, d.modalites[2].id, "", "m1", LEVELS[-1]) for d in KNOWLEDGE.dimensions))
    again = decode(encode(ledger, KNOWLEDGE), KNOWLEDGE)
    assert [replace(item, message="m1") for item in again.evidence] == list(ledger.evidence)
    assert diagnose(again, KNOWLEDGE) == diagnose(ledger, KNOWLEDGE)


def test_the_interview_goes_on_where_it_was() -> None:
    ledger = Ledger(
        (Evidence("autour_de", "question_fixee", "une question", "m1", 0.7), Evidence("rythme_duree", None, "je ne sais pas", "m2")),
        ("recit", "pourquoi", "qui", "rythme_duree"),
        frozenset({"recit", "pourquoi", "qui", "rythme_duree"}),
    )
    again = decode(encode(ledger, KNOWLEDGE), KNOWLEDGE)
    assert again.posees == ledger.posees and again.knows("rythme_duree") and again.knows("autour_de") and not again.knows("qui_decide")
    assert next_question(again, KNOWLEDGE) == next_question(ledger, KNOWLEDGE) != None  # noqa: E711


def test_what_counts_as_known_stays_known() -> None:
    differing = [
        (seed, dimension)
        for seed in range(40)
        for ledger, again in [(interview(seed, KNOWLEDGE), decode(SAMPLE[seed], KNOWLEDGE))]
        for dimension in KNOWLEDGE.dimension_ids
        if ledger.knows(dimension) != again.knows(dimension)
    ]
    assert differing == []


def test_a_denial_is_not_told_as_an_answer() -> None:
    denied = Evidence("formalisation", "convention_moyens", "nous ne signons rien", "m1", 0.8, DENIED)
    (again,) = decode(encode(Ledger((denied,)), KNOWLEDGE), KNOWLEDGE).on("formalisation")
    assert (again.modalite, again.polarite) == ("convention_moyens", DENIED)


def test_a_goal_that_names_people_who_are_absent_is_still_told() -> None:
    items = (Evidence("place_beneficiaires", "absents", confiance=0.9), Evidence("place_beneficiaires", "consultes", confiance=0.5))
    ledger = Ledger(items, objectif=Goal("pour les familles"))
    again = decode(encode(ledger, KNOWLEDGE), KNOWLEDGE)
    assert goal_against_centre(ledger) and goal_against_centre(again)
    assert again.objectif is not None and again.objectif.citation == ""


@pytest.mark.parametrize("kind", KNOWLEDGE.type_ids)
def test_a_former_type_is_clear_from_what_stands_for_it(kind: str) -> None:
    other = next(name for name in reversed(KNOWLEDGE.type_ids) if name != kind)
    typical = [(d, m) for d, row in KNOWLEDGE.type(other).typicite.items() for m, word in row.items() if word is Typicality.tres_typique]
    now = tuple(Evidence(d, m, confiance=0.8) for d, m in typical)
    ledger = Ledger((*now, *formerly(kind, KNOWLEDGE)))
    assert told(decode(encode(ledger, KNOWLEDGE), KNOWLEDGE)) == told(ledger) == ("en_transition", other, KNOWLEDGE.type(other).centre, kind)
    assert all(item.temps == FORMERLY for item in formerly(kind, KNOWLEDGE))


def test_nobody_knows_why_and_nothing_said() -> None:
    assert told(decode(encode(Ledger(sans_pourquoi=True), KNOWLEDGE), KNOWLEDGE))[0] == "sans_pourquoi"
    assert decode(encode(Ledger(), KNOWLEDGE), KNOWLEDGE) == Ledger()


# The text of the code.


def test_a_code_is_short_and_shorter_when_little_was_said() -> None:
    lengths = [len(bare(code)) for code in SAMPLE]
    assert max(lengths) <= 24
    click = Evidence("autour_de", "realisation", confiance=0.97)
    assert len(bare(encode(Ledger(), KNOWLEDGE))) <= 5
    assert len(bare(encode(Ledger((click,)), KNOWLEDGE))) <= 12


def test_the_longest_possible_code_has_24_characters() -> None:
    last = tuple(choices(dimension, KNOWLEDGE)[-1] for dimension in KNOWLEDGE.dimension_ids)
    ledger = Ledger((*last, *formerly("soutien", KNOWLEDGE)), (), frozenset([*KNOWLEDGE.dimension_ids, "recit", "pourquoi", "qui"]), Goal("x"), True)
    assert len(bare(encode(ledger, KNOWLEDGE))) <= 24


def test_the_code_is_in_groups_of_four_without_ambiguous_letters() -> None:
    for code in SAMPLE:
        assert re.fullmatch(r"Z[0-9A-HJKMNP-TV-Z]{3}(-[0-9A-HJKMNP-TV-Z]{4})*-[0-9A-HJKMNP-TV-Z]{1,4}", code)


def test_the_same_ledger_has_the_same_code_and_so_has_what_it_decodes_to() -> None:
    for seed, code in enumerate(SAMPLE[:20]):
        assert encode(interview(seed, KNOWLEDGE), KNOWLEDGE) == code
        assert encode(decode(code, KNOWLEDGE), KNOWLEDGE) == code


def test_the_code_holds_no_word_and_no_identity() -> None:
    for seed in range(10):
        ledger = interview(seed, KNOWLEDGE)
        items = tuple(replace(item, citation=f"Madame Dupont, {rank}", message=f"m{rank + 7}") for rank, item in enumerate(ledger.evidence))
        other = replace(ledger, evidence=items, objectif=Goal("pour Madame Dupont", "m9") if ledger.objectif else None)
        assert encode(other, KNOWLEDGE) == SAMPLE[seed]
        again = decode(SAMPLE[seed], KNOWLEDGE)
        assert {item.citation for item in again.evidence} <= {""} and {item.message for item in again.evidence} <= {"code"}


def test_what_stands_for_a_dimension_is_a_probability_and_says_how_sure_it_was() -> None:
    for dimension in KNOWLEDGE.dimension_ids:
        items = choices(dimension, KNOWLEDGE)
        assert len(set(items)) == len(items)
        assert all(0.0 < item.mass <= 1.0 and item.polarite in (SAID, DENIED) for item in items)
    for seed in range(20):
        ledger = interview(seed, KNOWLEDGE)
        for item in condense(ledger, KNOWLEDGE).evidence:
            if item.current:
                best = max(other.confiance for other in ledger.on(item.dimension) if other.current)
                assert item.sure == (best >= HEARD)


# Typed by hand.


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        bare,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", "–"),
        lambda code: f"  {code}\n",
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("0", "o").replace("1", "I"),
        lambda code: "-".join(bare(code)),
        lambda code: code.replace("-", "\u00a0-\u202f"),
    ],
)
def test_a_code_may_be_typed_in_many_ways(typed: object) -> None:
    for code in SAMPLE[:20]:
        assert decode(typed(code), KNOWLEDGE) == decode(code, KNOWLEDGE)  # type: ignore[operator]


def test_every_wrong_character_is_refused() -> None:
    tried = 0
    for code in map(bare, SAMPLE[:10]):
        for place in range(len(code)):
            for char in ALPHABET:
                if char != code[place]:
                    tried += 1
                    assert not is_sealed(code[:place] + char + code[place + 1 :])
    assert tried > 5000


def test_two_wrong_characters_and_swapped_neighbours_are_refused() -> None:
    chance = random.Random(0)
    for code in map(bare, SAMPLE):
        for place, (left, right) in enumerate(pairwise(code)):
            if left != right:
                assert not is_sealed(code[:place] + right + left + code[place + 2 :])
        for _ in range(100):
            wrong = list(code)
            for place in chance.sample(range(len(code)), 2):
                wrong[place] = chance.choice([char for char in ALPHABET if char != wrong[place]])
            assert not is_sealed("".join(wrong))


def test_the_practitioner_is_told_that_it_was_mistyped() -> None:
    for code in SAMPLE[:10]:
        wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
        with pytest.raises(CodeError) as error:
            decode(wrong, KNOWLEDGE)
        assert str(error.value) == say("code_mal_recopie")
    with pytest.raises(CodeError) as error:
        decode(SAMPLE[0].replace(SAMPLE[0][-1], "U"), KNOWLEDGE)
    assert str(error.value) == say("code_mal_recopie")


def test_codes_cut_short_or_with_one_character_more_or_less_are_refused() -> None:
    accepted = tried = 0
    for code in map(bare, SAMPLE):
        changed = {code[:end] for end in range(len(code))}
        changed |= {code[:place] + code[place + 1 :] for place in range(len(code))}
        changed |= {code[:place] + char + code[place:] for place in range(len(code) + 1) for char in "07K"}
        for wrong in changed - {code}:
            tried += 1
            accepted += _accepted(wrong)
    # Ten bits of check characters, the questions' two characters and the range of the number: less than one in a thousand.
    assert accepted / tried < 0.001, f"{accepted} sur {tried}"


def _accepted(text: str) -> bool:
    try:
        decode(text, KNOWLEDGE)
    except CodeError:
        return False
    return True


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=120), st.text(alphabet=ALPHABET + "-oilu", max_size=40), st.binary(max_size=20), st.integers(), st.none()))
@example("YBZYMQ")
def test_garbage_is_refused_with_a_sentence(text: object) -> None:
    with pytest.raises(CodeError) as error:
        decode(text, KNOWLEDGE)  # type: ignore[arg-type]
    # Now and then a few letters at random pass for a code, of a version that never was.
    assert str(error.value) in {say("code_pas_un_code"), say("code_mal_recopie"), say("code_autre_version")}
    with pytest.raises(CodeError):
        decode_path(text) and decode(text, KNOWLEDGE)  # type: ignore[arg-type]


@settings(max_examples=150)
@given(st.one_of(st.integers(0, 32**26), st.integers(0, 2**12), st.integers(0, 2**92)))
def test_a_forged_code_is_refused_or_is_a_ledger_like_any_other(payload: int) -> None:
    start = bare(SAMPLE[0])[:3]
    forged = sealed(start + digits(payload))
    try:
        ledger = decode(forged, KNOWLEDGE)
    except CodeError as error:
        assert str(error) == say("code_mal_recopie")
    else:
        assert all(item.modalite is None or item.mass <= 1.0 for item in ledger.evidence)
        assert sum(diagnose(ledger, KNOWLEDGE).types.values()) == pytest.approx(1.0)
        assert told(decode(encode(ledger, KNOWLEDGE), KNOWLEDGE)) == told(ledger)


def test_a_number_too_great_and_a_zero_in_front_are_refused() -> None:
    code = bare(SAMPLE[0])
    for payload in ("0" + code[3:-2], "Z" * 26):
        with pytest.raises(CodeError, match="mal recopié"):
            decode(sealed(code[:3] + payload), KNOWLEDGE)


def test_a_code_made_with_other_questions_is_told_as_such() -> None:
    dimension = KNOWLEDGE.dimensions[0]
    fewer = dimension.copy(update={"modalites": dimension.modalites[:-1]})
    other: Knowledge = KNOWLEDGE.copy(update={"dimensions": (fewer, *KNOWLEDGE.dimensions[1:])})
    with pytest.raises(CodeError) as error:
        decode(SAMPLE[0], other)
    assert str(error.value) == say("code_autre_version")
    with pytest.raises(CodeError) as error:
        decode(sealed("Y" + bare(SAMPLE[0])[1:-2]), KNOWLEDGE)
    assert str(error.value) == say("code_autre_version")


@pytest.mark.parametrize("text", ["", "Z", "bonjour", "Z" * 5000, "0" * 12, "é" * 12, "../../etc/passwd", "Z74W-\x00", "Ｚ741-3SAT"])
def test_what_is_no_code_is_told_as_such(text: str) -> None:
    with pytest.raises(CodeError) as error:
        decode(text, KNOWLEDGE)
    assert str(error.value) in {say("code_pas_un_code"), say("code_mal_recopie")}


# Base 32.


@given(st.integers(0, 2**130))
def test_a_number_survives_base_32(value: int) -> None:
    assert number(digits(value)) == value
    assert normalised(grouped(digits(value)).lower()) == digits(value)


# In a message.


@pytest.mark.parametrize(
    "message",
    [
        "{}",
        "mon code est {}, merci",
        "Voici : {}.",
        "j'ai déjà fait l'entretien en mars, code {} et je voudrais comparer",
        "http://127.0.0.1:5005/resultat/{}",
        "« {} »",
        "{}\nc'était avant l'été",
    ],
)
def test_a_code_is_found_in_a_message(message: str) -> None:
    for code in SAMPLE[:20]:
        for typed in (code, code.lower(), bare(code).lower(), code.replace("-", "–")):
            assert find_code(message.format(typed)) == code


def test_a_code_in_groups_without_hyphens_is_found() -> None:
    for code in SAMPLE:
        assert find_code(code.replace("-", " ").lower()) == code
        assert find_code(f"le code {code.replace('-', ' ')} merci") == code


def test_a_mistyped_code_with_hyphens_is_found_so_that_it_can_be_told() -> None:
    for code in SAMPLE:
        for wrong in (code[:-1] + ("2" if code[-1] != "2" else "3"), code[:6] + code[7:], code[:-2] + "u" + code[-1]):
            found = find_code(f"mon code : {wrong.lower()} voilà")
            assert found == grouped(normalised(wrong))


def test_ordinary_french_is_no_code() -> None:
    sentences = _sentences()
    assert len(sentences) > 3000
    assert [sentence for sentence in sentences if find_code(sentence)] == []


def test_no_single_word_of_the_data_is_a_code() -> None:
    words = {word for sentence in _sentences() for word in re.findall(r"\w+", sentence)} | {"zones", "zonards", "zinneke", "zizanie", "zapper", "zigzaguer"}
    assert [word for word in words if find_code(word) or find_code("z" + word)] == []


def _sentences() -> list[str]:
    files = sorted((ROOT / "data" / "nlu" / "evidence").glob("*.yml"))
    blocks = [block["examples"] for path in files for block in yaml.load(path.read_text(encoding="utf-8"), Loader=SAFE_LOADER)["nlu"] if "examples" in block]
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "le 12-03-2024 à 14h30",
        "0471 23 45 67",
        "+33 6 12 34 56 78",
        "appelez le 112 ou le 1 866 277-3553",
        "zone de police 5340, zone-tampon, zéro-six-ans",
        "Zone 30 dans deux rues",
        "ZUP, ZEP, ZAC et ZRR",
        "c'est le z-index, quoi",
        "A7K3-F9QX-M2TB-C4",
        "3f0c1a52-7d1e-4c8b-9a57-0d2f6b8e4c11",
        "BE71 0961 2345 6769",
        "z" * 8000,
        "z-" * 4000,
        "zzzz " * 1600,
        "z000-" * 1600,
    ],
)
def test_dates_numbers_and_names_are_no_code(text: str) -> None:
    assert find_code(text) is None


@given(st.text(max_size=60))
def test_any_text_may_be_searched(text: str) -> None:
    assert find_code(text) is None


# Several phases.


def test_phases_are_written_in_one_text() -> None:
    steps = [[SAMPLE[0]], [SAMPLE[1], SAMPLE[2]], [SAMPLE[3]]]
    text = encode_path(steps)
    assert text == f"{SAMPLE[0]}.{SAMPLE[1]}~{SAMPLE[2]}.{SAMPLE[3]}"
    assert decode_path(text) == decode_path(f" {text.lower()} ") == steps
    assert decode_path(SAMPLE[0]) == [[SAMPLE[0]]]
    assert re.fullmatch(r"[A-Z0-9.~-]+", text)


def test_at_most_twelve_phases() -> None:
    assert len(decode_path(encode_path([[code] for code in SAMPLE[:MOST_PHASES]]))) == MOST_PHASES
    for steps in ([[code] for code in SAMPLE[: MOST_PHASES + 1]], [SAMPLE[: MOST_PHASES + 1]]):
        with pytest.raises(CodeError) as error:
            encode_path(steps)
        assert str(error.value) == say("code_trop_de_phases")
    with pytest.raises(CodeError):
        decode_path(".".join(SAMPLE[: MOST_PHASES + 1]))


@pytest.mark.parametrize("text", ["", ".", "~", f"{SAMPLE[0]}.", f"{SAMPLE[0]}~~{SAMPLE[1]}", f"{SAMPLE[0]}.pdf!", "." * 500, None, 7])
def test_a_path_of_another_shape_is_refused(text: object) -> None:
    with pytest.raises(CodeError):
        decode_path(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("steps", [[], [[]], [[SAMPLE[0]], []], [["pas un code"]]])
def test_a_path_without_codes_is_refused(steps: list[list[str]]) -> None:
    with pytest.raises(CodeError):
        encode_path(steps)


def test_every_error_is_a_short_french_sentence() -> None:
    keys = re.findall(r'"(code_[a-z_]+)"', Path(code_module.__file__).read_text(encoding="utf-8"))
    assert len(set(keys)) == 4
    for key in keys:
        assert 5 <= len(say(key).split()) <= 35 and "{" not in say(key)
