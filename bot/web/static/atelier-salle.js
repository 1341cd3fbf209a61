/** What the room sees, one function a part; each returns elements made of the published results and of nothing else. */
import {decimal, html, people} from './atelier-dom.js';
import {CENTRES, bar, shape} from './atelier-formes.js';

const HIDDEN = 'non affiché';

/** The seven types, always all of them and in order, then the results without a type. */
export function types(salle) {
  const most = Math.max(1, ...[...salle.types, ...salle.sans_type].map(({combien}) => combien ?? 0));
  const row = ({nom, centre, combien}) =>
    html(
      'tr',
      {},
      html('th', {scope: 'row'}, centre ? shape(centre) : '', nom),
      html('td', {class: 'barres'}, bar(combien, most, centre)),
      html('td', {class: 'nombre'}, combien === null ? html('span', {class: 'cache'}, HIDDEN) : String(combien)),
    );
  const head = html('tr', {}, ['Résultat', '', 'Personnes'].map((words) => (words ? html('th', {scope: 'col'}, words) : html('td', {}))));
  return [
    html('table', {class: 'types'}, html('caption', {}, `${salle.resultats} résultats`), html('thead', {}, head), html('tbody', {}, [...salle.types, ...salle.sans_type].map(row))),
    html('p', {class: 'legende'}, Object.entries(CENTRES).map(([centre, {nom}]) => html('span', {}, shape(centre), ` ${nom}`))),
    html('p', {class: 'note'}, salle.types_note),
  ];
}

/** Two readings of the question on which they differ most, side by side; the caller says the question. */
export function disagreement(salle) {
  const found = salle.divergence;
  if (!found) return [html('p', {}, 'Aucune question n’a reçu assez de réponses pour être comparée.')];
  return [
    html('p', {class: 'note'}, found.phrase),
    html('div', {class: 'lectures'}, found.lectures.map((lecture, rank) => reading(lecture, rank, found.repondants))),
    found.autres ? html('p', {class: 'note'}, `Autres réponses, non affichées séparément\u00a0: ${found.autres}.`) : null,
    gap(found),
    html('p', {class: 'note'}, salle.mesure.texte),
  ];
}

function reading({label, combien, types: pointed}, rank, most) {
  return html(
    'section',
    {class: 'lecture'},
    html('h3', {}, html('span', {class: 'lettre'}, `Lecture ${'AB'[rank]}`), ` «\u00a0${label}\u00a0»`),
    html('p', {class: 'combien'}, bar(combien, most), ` ${people(combien)} sur ${most}`),
    pointed.length ? html('p', {}, `Fait penser à\u00a0: ${pointed.join(', ')}.`) : null,
  );
}

/** The divergence, as a sentence, a bar and a number. */
function gap({valeur, en_mots: words}) {
  return html('p', {class: 'ecart'}, html('strong', {}, words), bar(valeur, 1), ` ${decimal(valeur)} sur 1`);
}

/** All the questions that were compared, the most divergent first. */
export function dimensions(salle) {
  const row = (item) =>
    html('tr', {}, html('th', {scope: 'row'}, item.titre), html('td', {class: 'barres'}, bar(item.valeur, 1)), html('td', {class: 'nombre'}, decimal(item.valeur)), html('td', {}, item.en_mots));
  if (!salle.dimensions.length) return [];
  const head = html('tr', {}, html('th', {scope: 'col'}, 'Question'), html('td', {}), html('th', {scope: 'col'}, 'Écart'), html('th', {scope: 'col'}, 'En mots'));
  return [html('table', {class: 'questions'}, html('caption', {}, 'De la question qui sépare le plus à celle qui sépare le moins'), html('thead', {}, head), html('tbody', {}, salle.dimensions.map(row)))];
}

/** What moved since the first round. */
export function moved({bouge}) {
  const number = (value) => (value === null ? HIDDEN : String(value));
  const rows = [
    ...bouge.types.map(({nom, avant, maintenant}) => [nom, number(avant), number(maintenant), '']),
    ...bouge.dimensions.map(({titre, avant, maintenant, en_mots: words}) => [`Écart\u00a0: ${titre}`, decimal(avant), decimal(maintenant), words]),
  ];
  const head = html('tr', {}, ['', 'Première manche', 'Seconde manche', 'En mots'].map((words) => (words ? html('th', {scope: 'col'}, words) : html('td', {}))));
  return [
    ...bouge.phrases.map((sentence) => html('p', {class: 'fort'}, sentence)),
    rows.length
      ? html('div', {class: 'large', tabindex: '0', role: 'region', 'aria-label': bouge.titre}, html('table', {class: 'bouge'}, html('thead', {}, head), html('tbody', {}, rows.map(([name, ...cells]) => html('tr', {}, html('th', {scope: 'row'}, name), cells.map((cell) => html('td', {}, cell)))))))
      : null,
  ];
}

/** The closing round: only sentences whose authors ticked. */
export function sentences(phrases) {
  if (!phrases.length) return [html('p', {}, 'Personne n’a encore choisi de montrer sa phrase.')];
  return [html('ul', {class: 'phrases'}, phrases.map((words) => html('li', {}, words)))];
}
