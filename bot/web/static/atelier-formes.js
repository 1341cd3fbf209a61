/** A shape for each centre, so that none is known by its colour alone; bars and marks as SVG, whose sizes need no inline style. */
import {svg} from './atelier-dom.js';

/** In the triangle: top, left, right. */
export const CENTRES = {
  reflexion: {nom: 'la réflexion', x: 300, y: 110},
  beneficiaires: {nom: 'les bénéficiaires', x: 100, y: 430},
  action: {nom: 'l’action', x: 500, y: 430},
};

/** Return a centre's shape: a square for reflection, a disc for the beneficiaries, a triangle for action. */
export function shape(centre) {
  const drawn = {
    reflexion: () => svg('rect', {x: 2.5, y: 2.5, width: 15, height: 15}),
    beneficiaires: () => svg('circle', {cx: 10, cy: 10, r: 8.5}),
    action: () => svg('path', {d: 'M10 1.5 19 18H1z'}),
  }[centre];
  return svg('svg', {class: `forme ${centre}`, viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false'}, drawn?.());
}

/** Return a bar, `value` of `most`; hatched when the number is not shown. Its equivalent is the text beside it. */
export function bar(value, most, centre = '') {
  const hidden = value === null;
  const width = hidden ? 100 : most > 0 ? (100 * value) / most : 0;
  return svg(
    'svg',
    {class: `barre ${centre}${hidden ? ' cachee' : ''}`, viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true', focusable: 'false'},
    svg('rect', {class: 'fond', x: 0, y: 0, width: 100, height: 10}),
    svg('rect', {class: 'part', x: 0, y: 0, width, height: 10}),
  );
}
