"""The picture of a result: the three centres as a triangle, with the network's place in it, and its equivalent in words."""

from __future__ import annotations

from html import escape

from typology.model import Knowledge
from typology.typography import french

WIDTH, HEIGHT = 560, 380
_CORNERS = {"reflexion": (280.0, 60.0), "beneficiaires": (120.0, 310.0), "action": (440.0, 310.0)}
_LABELS = {
    "reflexion": (280, 26, "middle", "la réflexion"),
    "beneficiaires": (120, 344, "middle", "les bénéficiaires"),
    "action": (440, 344, "middle", "l'action"),
}


def place(centres: dict[str, float]) -> tuple[float, float]:
    """Return the (x, y) of a network, the mean of the corners weighted by the centres' probabilities."""
    x = sum(p * _CORNERS[centre][0] for centre, p in centres.items())
    y = sum(p * _CORNERS[centre][1] for centre, p in centres.items())
    return x, y


def in_words(centres: dict[str, float], type_id: str | None, knowledge: Knowledge) -> str:
    """Return the text equivalent of the picture, one or two sentences."""
    ranking = sorted(centres.items(), key=lambda pair: -pair[1])
    (first, p), (second, q) = ranking[0], ranking[1]
    names = {centre: _LABELS[centre][3] for centre in centres}
    if p - q < 0.15:
        where = f"entre {names[first]} et {names[second]}" if q - ranking[2][1] >= 0.1 else "au milieu, à égale distance des trois centres"
    elif q > 0.2:
        where = f"du côté de {names[first]}, en tirant vers {names[second]}".replace("de les", "des")
    else:
        where = f"tout près de {names[first]}".replace("de les", "des")
    kind = f" ({knowledge.type(type_id).nom.lower()})" if type_id else ""
    return french(f"Triangle des trois centres de gravité : les bénéficiaires, la réflexion, l'action. Votre réseau{kind} s'y place {where}.")


def svg(centres: dict[str, float], type_id: str | None, knowledge: Knowledge) -> str:
    """Return a stand-alone SVG document. It uses only shapes, system fonts and its own style; colours follow the reader's theme."""
    x, y = place(centres)
    corners = " ".join(f"{cx:.0f},{cy:.0f}" for cx, cy in _CORNERS.values())
    best = max(centres, key=lambda centre: centres[centre])
    labels = "".join(
        f'<text class="{"fort" if centre == best and type_id else "nom"}" x="{lx}" y="{ly}" text-anchor="{anchor}">{escape(french(words))}</text>'
        for centre, (lx, ly, anchor, words) in _LABELS.items()
    )
    lines = "".join(f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{cx:.0f}" y2="{cy:.0f}"/>' for cx, cy in _CORNERS.values())
    name = escape(knowledge.type(type_id).nom) if type_id else ""
    # Keep the name inside the picture, on the side of the triangle that has room.
    anchor, dx = ("end", -16) if x > 320 else ("start", 16)
    caption = f'<text class="type" x="{x + dx:.1f}" y="{y - 14:.1f}" text-anchor="{anchor}">{name}</text>' if name else ""
    words = escape(in_words(centres, type_id, knowledge))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" aria-labelledby="t d">'
        f'<title id="t">La place de votre réseau entre les trois centres de gravité</title><desc id="d">{words}</desc>'
        "<style>svg{font-family:system-ui,sans-serif;background:#fff}polygon{fill:#f1f5fa;stroke:#3d4f63;stroke-width:2}"
        "line{stroke:#9aa9b8;stroke-dasharray:3 4}circle{fill:#b3261e;stroke:#fff;stroke-width:3}text{fill:#1d2733;font-size:17px}"
        ".fort{font-weight:700}.type{font-size:16px;font-weight:700;fill:#8c1d18;stroke:#fff;stroke-width:4px;paint-order:stroke}</style>"
        f'<polygon points="{corners}"/>{lines}<circle cx="{x:.1f}" cy="{y:.1f}" r="11"/>{labels}{caption}</svg>'
    )
