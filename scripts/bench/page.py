"""What was measured, in French: the tables between the two marks of docs/performance.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from scripts.bench.chart import draw
from scripts.bench.figures import LEVELS, at, goals, ratio

BEGINS = "<!-- mesure : ce qui suit est écrit par « make bench » -->"
ENDS = "<!-- fin de la mesure -->"
_PART = {
    "noms": "noms et numéros retirés", "nlu": "NLU", "tracker": "tracker", "policy": "policy", "action": "action (serveur d'actions compris)", "store": "store",
    "reste": "verrou, canal, reste",
}  # fmt: skip


def write(data: dict[str, Any], folder: Path) -> None:
    """Draw the chart and write the tables into the folder's performance.md, between the marks; the text around them is left alone."""
    path = folder / "performance.md"
    before = path.read_text(encoding="utf-8") if path.is_file() else f"# Performance\n\n{BEGINS}\n{ENDS}\n"
    head, rest = before.split(BEGINS, 1)
    tail = rest.split(ENDS, 1)[1]
    draw(data["parties"], folder / "performance.svg")
    path.write_text(f"{head}{BEGINS}\n\n{report(data)}\n\n{ENDS}{tail}", encoding="utf-8")


def report(data: dict[str, Any]) -> str:
    """Return everything that stands between the marks."""
    parts, machine = data["parties"], data["machine"]
    state = "" if data.get("termine") else " **Mesure partielle : certaines parties manquent ou datent d'un autre moment.**"
    about = (
        f"Mesuré le {_day(data['date'])}, version `{data['version']}`, sur {machine['coeurs']} cœurs ({machine['processeur']}), "
        f"{_n(machine['memoire_go'])} Go de mémoire, {machine['systeme']} ; charge de la machine au début : {_n(machine['charge_au_debut'])}.{state}"
    )
    blocks = [about, goals_table(parts), "![Les rapports, les tours et leurs parts](performance.svg)", *_blocks(parts), _missing(parts)]
    return "\n\n".join(block for block in blocks if block)


def goals_table(parts: dict[str, Any]) -> str:
    """Return every goal, what was measured, and whether it is reached; ratios are ours / the stock project's, the throughput two / one."""
    words = {True: "oui", False: "**non**", None: "pas mesuré"}
    rows = [(goal.name, _n(goal.value), f"{goal.sign} {_n(goal.wanted)}", words[goal.reached]) for goal in goals(parts)]
    return table(("Ce qui est mesuré", "Mesuré", "But", "Atteint"), rows)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; the first column is text, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _blocks(parts: dict[str, Any]) -> Iterable[str]:
    yield "### Les deux bots côte à côte\n\n" + table(("", "Notre bot", "`rasa init`", "Rapport"), list(_side_by_side(parts)))
    share = {kind: at(parts, f"tour_{kind}", "parts_ms") or {} for kind in ("notre", "origine")}
    if share["notre"]:
        rows = [(words, _n(share["notre"].get(name)), _n(share["origine"].get(name))) for name, words in _PART.items()]
        rows.append(("un tour, en moyenne", _n(at(parts, "tour_notre", "moyenne_ms")), _n(at(parts, "tour_origine", "moyenne_ms"))))
        yield "### Où va un tour (moyenne, ms)\n\n" + table(("Part", "Notre bot", "`rasa init`"), rows)
    long = at(parts, "tour_notre", "longue")
    if long:
        yield (
            f"### Une longue conversation\n\nLe même message au 5ᵉ tour : {_n(long['5e_ms'])} ms ; au {long['tour']}ᵉ : {_n(long['dernier_ms'])} ms "
            f"(médianes, {long['conversations']} conversations). Rapport : {_n(long['rapport'])}."
        )
    if at(parts, "ouvriers", "un"):
        yield "### Un et deux ouvriers\n\n" + _workers(parts["ouvriers"])
    steps = at(parts, "entrainement_notre", "etapes")
    if steps:
        told = " ; ".join(f"{name} {_n(seconds)} s" for name, seconds in sorted(steps.items(), key=lambda pair: -pair[1])[:5])
        yield f"### L'entraînement\n\nMesuré le {_day(parts['entrainement_notre']['date'])}, à partir de rien. Les étapes les plus longues : {told}."


def _side_by_side(parts: dict[str, Any]) -> Iterable[tuple[str, str, str, str]]:
    def row(name: str, ours: float | None, theirs: float | None) -> tuple[str, str, str, str]:
        return name, _n(ours), _n(theirs), _n(ratio(ours, theirs))

    yield row("entraînement (s)", at(parts, "entrainement_notre", "secondes"), at(parts, "entrainement_origine", "secondes"))
    starts = [min(at(parts, "demarrage", kind) or [0.0]) or None for kind in ("notre", "origine")]
    yield row("démarrage, jusqu'à la première réponse (s)", *starts)
    yield row("mémoire résidente au démarrage (Mo)", *[at(parts, "demarrage", "memoire_mo", kind) for kind in ("notre", "origine")])
    yield row("mémoire résidente après la charge (Mo)", *[at(parts, f"charge_{kind}", "memoire_mo") for kind in ("notre", "origine")])
    yield row("processeur par tour (ms)", *[at(parts, f"charge_{kind}", "processeur_ms_par_tour") for kind in ("notre", "origine")])
    for level in LEVELS:
        both = [at(parts, f"charge_{kind}", "niveaux", str(level)) or {} for kind in ("notre", "origine")]
        many = f"{level} conversation{'s' if level > 1 else ''}"
        for key, name in (("p50_ms", "p50 (ms)"), ("p95_ms", "p95 (ms)"), ("par_seconde", "tours par seconde"), ("echecs", "échecs")):
            yield row(f"{many} : {name}", *[one.get(key) for one in both])


def _workers(found: dict[str, Any]) -> str:
    columns = [(key, words) for key, words in (("un", "1 ouvrier"), ("deux", "2 ouvriers"), ("un_sur_un_coeur", "1 ouvrier, tout sur 1 cœur")) if key in found]
    fields = (
        ("par_seconde", "tours par seconde"), ("p50_ms", "p50 (ms)"), ("p95_ms", "p95 (ms)"), ("echecs", "échecs"),
        ("coeurs_occupes", "cœurs occupés, locust non compris"),
    )  # fmt: skip
    rows = [(name, *[_n(found[key].get(field)) for key, _ in columns]) for field, name in fields]
    programs = sorted({name for key, _ in columns for name in found[key]["processeur_ms_par_tour"]})
    rows += [(f"processeur par tour : {name} (ms)", *[_n(found[key]["processeur_ms_par_tour"].get(name)) for key, _ in columns]) for name in programs]
    by_core = found.get("rapport_par_coeur")
    told = f" Deux ouvriers sur deux cœurs, rapportés à un ouvrier avec tout le reste sur un seul : {_n(by_core)}." if by_core else ""
    return (
        f"{table(('', *[words for _, words in columns]), rows)}\n\nDe un à deux ouvriers, les autres programmes au même endroit : {_n(found['rapport'])}.{told}"
    )


def _missing(parts: dict[str, Any]) -> str:
    return "\n".join(f"- Partie `{name}` non mesurée : {part['manque'].splitlines()[0]}" for name, part in parts.items() if "manque" in part)


def _day(text: str) -> str:
    year, month, day = text[:10].split("-")
    return f"{day}/{month}/{year}"


def _n(value: float | None) -> str:
    """Write a number as the French do, with what precision makes sense of it; a dash when there is none."""
    if value is None:
        return "–"
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")
