"""How long the NLU alone takes for one message: short answers, and narratives of eight sentences."""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path

from bot.evaluation import parser
from bot.nlu.features import forget
from bot.settings import Settings
from bot.training import is_current, model_path, train

_SHORT = (
    "une fois par trimestre, sans date de fin",
    "les parents ne viennent pas",
    "c'est la directrice qui tranche",
    "un vade-mecum pour les écoles",
    "chacun repart avec des idées",
    "rien d'écrit, on s'appelle",
    "que la Ville garde la halte ouverte",
    "elle seule décide qui on contacte",
    "non jamais",
    "une convention à trois avec un budget",
)
_SENTENCES = (
    "Je travaille dans un service de quartier depuis une dizaine d'années.",
    "Tout est parti d'une discussion à la sortie d'une formation.",
    "On se retrouve à huit ou neuf, un vendredi matin sur quatre, chez l'un ou chez l'autre.",
    "Il y a des gens du logement, de la santé, de l'école, et parfois la commune.",
    "On compare la manière dont chacun reçoit les familles qui arrivent sans rendez-vous.",
    "Les familles, elles, n'ont jamais été invitées, même si on ne parle que d'elles.",
    "Une collègue prend des notes et les envoie à nos directions, qui en font ce qu'elles veulent.",
    "Au printemps on remettra une page de recommandations, et puis on s'arrêtera là.",
)
ROUNDS = 30


def bench(settings: Settings, out: Path | None = None) -> None:
    """Print the median and the 95th percentile of both, in milliseconds; write them as JSON too, when it is said where."""
    parse = parser(model_path(settings) if is_current(settings) else train(settings), remember=False)
    found = {}
    for key, name, texts in (("reponse_courte", "réponse courte", list(_SHORT)), ("recit", "récit de 8 phrases", [" ".join(_SENTENCES)])):
        rounds = [text for _ in range(ROUNDS) for text in texts][: ROUNDS * 2]
        times = [_milliseconds(parse, text) for text in rounds]
        median, high = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        print(f"{name:20} médiane {median:6.1f} ms   p95 {high:6.1f} ms   ({len(times)} messages)", flush=True)
        found[key] = {"mediane_ms": round(median, 1), "p95_ms": round(high, 1), "messages": len(times)}
    if out:
        out.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def _milliseconds(parse, text: str) -> float:  # type: ignore[no-untyped-def]
    forget()
    start = time.perf_counter()
    parse(text)
    return (time.perf_counter() - start) * 1000
