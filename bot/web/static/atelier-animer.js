/** The trainer's page: what to show, the second round, the script, the files, and the end. */
import {announcer} from './atelier-annonce.js';
import {ask, codeHere, pageAddress, route} from './atelier-api.js';
import {script} from './atelier-deroule.js';
import {byId, html, people, write} from './atelier-dom.js';
import {forget, token} from './atelier-jeton.js';
import {dimensions, disagreement, moved, sentences, types} from './atelier-salle.js';
import {follow} from './atelier-suivi.js';
import {triangle} from './atelier-triangle.js';

const code = codeHere();
const say = announcer(byId('annonces'));
// What the trainer did is told at once.
const answer = announcer(byId('reponse'), 0);
const DONE = {
  reveler: 'Les résultats sont affichés à l’écran.',
  cacher: 'Les résultats sont cachés.',
  montrer: 'Les phrases que leur auteur a voulu montrer sont à l’écran.',
  taire: 'Les phrases ne sont plus à l’écran.',
  manche: 'La seconde manche est ouverte\u00a0: chacun répond à nouveau, sur le même code.',
  reinitialiser: 'L’atelier est vide. Le code reste le même.',
};
// What only the trainer has.
const PARTS = ['commandes', 'lien', 'deroule', 'vue', 'fichiers'];
let jeton = token(code);
let etat = null;
let rendered = '';
let viewed = '';
let asked = 0;
let barred = false; // no token, or a wrong one: asking again would only count as guessing

// ---------------------------------------------------------------------------------------------------------------------------------
// What is shown

function onState(now) {
  const before = etat;
  etat = now;
  document.title = `${now.titre} – Animer l’atelier`;
  write(byId('titre'), now.titre);
  write(byId('rejoints'), String(now.rejoints));
  write(byId('termines'), String(now.termines));
  write(byId('fini'), now.termines > 1 ? 'ont fini' : 'a fini');
  write(byId('message'), now.message ?? '');
  write(byId('code'), now.code);
  write(byId('manche'), now.manche > 1 ? 'Seconde manche' : 'Première manche');
  write(byId('etape'), now.salle ? 'Résultats affichés' : 'Résultats cachés');
  write(byId('reveler'), now.salle ? 'Ajouter ce qui est nouveau' : 'Révéler les résultats');
  write(byId('phrases'), now.phrases ? 'Cacher les phrases' : 'Montrer les phrases de clôture');
  hide('cacher', !now.salle, 'reveler');
  // Once shown, what is new enters by itself from three answers on.
  hide('reveler', Boolean(now.salle) && now.en_attente < now.seuil, 'cacher');
  hide('seconde', now.manche > 1, 'phrases');
  byId('atelier').hidden = false;
  if (before && (before.rejoints !== now.rejoints || before.termines !== now.termines)) {
    say('nombres', `${people(now.rejoints)} dans l’atelier, ${now.termines} ${now.termines > 1 ? 'ont' : 'a'} fini.`);
  }
  if (published() !== viewed) refresh();
}

/** What the script and the view are made from: when it is the same, so are they. */
function published() {
  return JSON.stringify(etat && [etat.salle, etat.manche, etat.phrases]);
}

/** Hide a button or show it; the focus it had goes to another. */
function hide(id, hidden, other) {
  const button = byId(id);
  if (button.hidden === hidden) return;
  const held = document.activeElement === button;
  button.hidden = hidden;
  if (hidden && held) {
    byId(other).hidden = false;
    byId(other).focus();
  }
}

/** Ask for what only the trainer sees: the script, and the last publication when it is hidden. */
async function refresh() {
  if (barred) return;
  if (!jeton) {
    refused();
    return;
  }
  const [made, rank] = [published(), ++asked];
  try {
    const found = await ask(`${route(code, 'formateur')}?duree=${byId('durees').elements.duree.value}`, {token: jeton});
    if (rank !== asked) return; // a later one is on its way
    viewed = made;
    byId('refus').hidden = true;
    for (const id of PARTS) byId(id).hidden = false;
    showRoom(found.salle, found.etat);
    byId('contenu').replaceChildren(...script(found.deroule));
    byId('csv').hidden = !found.salle;
  } catch (problem) {
    if (problem.status === 401) refused();
    else answer('erreur', problem.message);
  }
}

function showRoom(salle, {salle: seen, phrases}) {
  const now = JSON.stringify([salle, Boolean(seen), phrases]);
  if (now === rendered) return;
  rendered = now;
  write(byId('vue-etat'), seen ? 'La salle voit ceci.' : salle ? 'Caché à la salle. C’est ce que l’écran montrait en dernier.' : 'Rien n’a encore été affiché.');
  const parts = salle
    ? [
        part(salle.titre, [triangle(salle)]),
        part('Les sept types', types(salle)),
        salle.bouge ? part(salle.bouge.titre, moved(salle)) : '',
        part(salle.divergence ? `Où l’on diffère le plus\u00a0: ${salle.divergence.titre}` : 'Où l’on diffère', [question(salle), ...disagreement(salle), ...dimensions(salle)]),
      ]
    : [];
  if (phrases) parts.push(part('Pourquoi fait-on réseau\u202f?', sentences(phrases)));
  byId('vue-contenu').replaceChildren(...parts.filter(Boolean));
}

function question({divergence}) {
  return divergence ? html('p', {class: 'question'}, divergence.question) : '';
}

function part(title, content) {
  const made = html('section', {}, html('h3', {}, title), content);
  // The readings' own headings go one level lower here than on the screen.
  for (const small of made.querySelectorAll('.lecture h3')) small.replaceWith(html('h4', {}, ...small.childNodes));
  return made;
}

function refused() {
  barred = true;
  for (const id of PARTS) byId(id).hidden = true;
  byId('refus').hidden = false;
}

function over(sentence) {
  forget(code);
  byId('hors-ligne').hidden = true;
  for (const id of [...PARTS, 'atelier', 'refus']) byId(id).hidden = true;
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
  write(byId('fin-phrase'), sentence);
  byId('fin').hidden = false;
  byId('fin').focus();
}

// ---------------------------------------------------------------------------------------------------------------------------------
// What the trainer does

async function act(name, told, body) {
  answer('erreur', '');
  try {
    const now = await ask(route(code, name), {method: 'POST', token: jeton, body});
    answer('fait', told === 'montrer' && !now.phrases ? 'Les phrases s’afficheront à partir de cinq résultats.' : DONE[told] ?? '');
    if (now) look();
    return true;
  } catch (problem) {
    if (problem.status === 401) refused();
    answer('fait', problem.message);
    return false;
  }
}

/** A dialog that asks first; its first button, « Non », has the focus. */
function confirmed(id, then) {
  const dialog = byId(id);
  dialog.querySelector('.non').addEventListener('click', () => dialog.close());
  dialog.querySelector('.oui').addEventListener('click', () => {
    dialog.close();
    then();
  });
  return () => dialog.showModal();
}

async function close() {
  if (await act('fermer')) over('Cet atelier est terminé. Tout ce qu’il gardait est effacé.');
}

async function copy(event) {
  const field = byId(event.currentTarget.getAttribute('aria-controls'));
  try {
    await navigator.clipboard.writeText(field.value);
    answer('fait', 'Adresse copiée.');
  } catch {
    // An intranet without HTTPS: the trainer copies it by hand.
    field.select();
    answer('fait', 'L’adresse est sélectionnée\u00a0: copiez-la.');
  }
}

function listen() {
  byId('reveler').addEventListener('click', () => act('reveler', 'reveler'));
  byId('cacher').addEventListener('click', () => act('cacher', 'cacher'));
  byId('phrases').addEventListener('click', () => act('phrases', etat?.phrases ? 'taire' : 'montrer', {montrer: !etat?.phrases}));
  byId('seconde').addEventListener('click', confirmed('confirme-manche', () => act('manche', 'manche')));
  byId('reinitialiser').addEventListener('click', confirmed('confirme-vider', () => act('reinitialiser', 'reinitialiser')));
  byId('fermer').addEventListener('click', confirmed('confirme-fermer', close));
  byId('durees').addEventListener('change', refresh);
  for (const button of document.querySelectorAll('button.copier')) button.addEventListener('click', copy);
  for (const form of document.querySelectorAll('form.fichier')) {
    form.action = pageAddress(code, form.dataset.fichier);
    form.addEventListener('submit', () => {
      form.elements.jeton.value = jeton;
      if (form.elements.duree) form.elements.duree.value = byId('durees').elements.duree.value;
    });
  }
  window.addEventListener('hashchange', () => {
    jeton = token(code);
    barred = false;
    showLinks();
    refresh();
  });
}

function showLinks() {
  byId('adresse-participants').value = pageAddress(code);
  byId('adresse-formateur').value = `${pageAddress(code, 'animer')}#${jeton}`;
  byId('ouvrir-ecran').href = pageAddress(code, 'ecran');
  byId('qr').src = pageAddress(code, 'qr.svg');
}

listen();
showLinks();
const look = follow(code, {
  state: onState,
  end: over,
  unknown: over,
  online: (linked) => {
    byId('hors-ligne').hidden = linked;
    if (linked && published() !== viewed) refresh();
    say('ligne', linked ? 'La connexion est revenue.' : 'La connexion est perdue. Cette page se rebranche toute seule.');
  },
});
