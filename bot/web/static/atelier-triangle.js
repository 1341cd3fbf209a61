/** Everybody's place: the triangle of the three centres. Each point is the mean place of at least three people, its number beside it. */
import {html, people, svg} from './atelier-dom.js';
import {CENTRES, shape} from './atelier-formes.js';

/** Return the figure of a room's points, with the same in words under it. */
export function triangle(salle) {
  const corners = Object.values(CENTRES).map(({x, y}) => `${x},${y}`).join(' ');
  const drawn = svg(
    'svg',
    {class: 'triangle', viewBox: '0 0 600 530', 'aria-hidden': 'true', focusable: 'false'},
    svg('polygon', {points: corners}),
    Object.entries(CENTRES).flatMap(([centre, {nom, x, y}]) => corner(centre, nom, x, y)),
    salle.points.map(point),
  );
  return html(
    'figure',
    {class: 'places'},
    drawn,
    html('figcaption', {}, html('p', {}, salle.points_texte), html('p', {class: 'note'}, salle.points_note)),
  );
}

function corner(centre, nom, x, y) {
  const top = centre === 'reflexion';
  const mark = shape(centre);
  for (const [name, value] of Object.entries({x: x - 13, y: top ? y - 95 : y + 40, width: 26, height: 26})) mark.setAttribute(name, value);
  return [mark, svg('text', {x, y: top ? y - 42 : y + 92, 'text-anchor': 'middle'}, nom)];
}

/** A disc whose size and number both say how many. */
function point({centres, combien}) {
  const x = sum(centres, 'x');
  const y = sum(centres, 'y');
  return svg(
    'g',
    {class: 'point'},
    svg('title', {}, people(combien)),
    svg('circle', {cx: x.toFixed(1), cy: y.toFixed(1), r: Math.min(34, 11 * Math.sqrt(combien)).toFixed(1)}),
    svg('text', {x: x.toFixed(1), y: y.toFixed(1), 'text-anchor': 'middle', dy: '0.35em'}, String(combien)),
  );
}

function sum(centres, axis) {
  const total = Object.values(centres).reduce((all, share) => all + share, 0) || 1;
  return Object.entries(centres).reduce((at, [centre, share]) => at + (share / total) * (CENTRES[centre]?.[axis] ?? 0), 0);
}
