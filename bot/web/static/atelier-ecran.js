/** The room's screen: the code and who is there, then, on the trainer's word, what the room may see. Anyone with the code may open it. */
import {announcer} from './atelier-annonce.js';
import {codeHere, pageAddress} from './atelier-api.js';
import {byId, html, people, write} from './atelier-dom.js';
import {disagreement, moved, sentences, types} from './atelier-salle.js';
import {follow} from './atelier-suivi.js';
import {triangle} from './atelier-triangle.js';
import {views} from './atelier-vues.js';

const say = announcer(byId('annonces'));
const shown = views(byId('onglets'), byId('vues'));
let before = null;
let drawn = '';

function onState(etat) {
  document.title = `${etat.titre} – L’écran de la salle`;
  write(byId('titre'), etat.titre);
  write(byId('manche'), etat.manche > 1 ? `Manche ${etat.manche}` : '');
  byId('invitation').hidden = false;
  write(byId('code'), etat.code);
  write(byId('rejoints'), String(etat.rejoints));
  write(byId('termines'), String(etat.termines));
  write(byId('fini'), etat.termines > 1 ? 'ont fini' : 'a fini');
  write(byId('message'), etat.message ?? '');
  const content = JSON.stringify([etat.code, etat.salle, etat.phrases]);
  // What is drawn stays when only the numbers changed: the focus and the reader's place with it.
  if (content !== drawn) shown.set(viewsOf(etat));
  drawn = content;
  if (!before?.salle && etat.salle) shown.go('places');
  if (before?.salle && !etat.salle) shown.go('rejoindre');
  if (before && !before.phrases && etat.phrases) shown.go('phrases');
  tell(etat);
  before = etat;
}

function viewsOf({code, salle, phrases}) {
  const list = [{id: 'rejoindre', titre: 'Rejoindre', contenu: [joining(code)]}];
  const add = (id, titre, contenu, heading = titre) => list.push({id, titre, contenu: [html('h2', {}, heading), ...contenu]});
  if (salle) {
    add('places', 'Les places', [triangle(salle)], salle.titre);
    add('types', 'Les sept types', types(salle), `Les sept types (${salle.resultats} résultats)`);
    if (salle.bouge) add('bouge', 'Ce qui a bougé', moved(salle), salle.bouge.titre);
    add('desaccord', 'Où l’on diffère', disagreement(salle), salle.divergence?.question);
  }
  if (phrases) add('phrases', 'Nos phrases', sentences(phrases), 'Pourquoi fait-on réseau\u202f?');
  return list;
}

function joining(code) {
  const address = pageAddress(code);
  return html(
    'div',
    {class: 'rejoindre'},
    html('h2', {}, 'Pour rejoindre l’atelier'),
    html('img', {class: 'qr', src: pageAddress(code, 'qr.svg'), alt: 'Code QR de l’adresse ci-contre'}),
    html(
      'div',
      {},
      html('p', {}, 'Photographiez le carré, ou ouvrez'),
      html('p', {class: 'adresse'}, address.replace(/^https?:\/\//, '')),
      html('p', {}, 'Ou dites ce code au chatbot, où que vous lui parliez\u00a0:'),
      html('p', {class: 'code'}, code),
      html('p', {class: 'note'}, 'Le groupe ne verra que des nombres, et rien avant cinq résultats. Jamais votre nom, ni vos mots, sauf la phrase que vous choisirez de montrer.'),
    ),
  );
}

/** One sentence for several arrivals; each of the trainer's words at once. */
function tell(etat) {
  if (!before) return;
  if (before.rejoints !== etat.rejoints || before.termines !== etat.termines) {
    say('nombres', `${people(etat.rejoints)} dans l’atelier, ${etat.termines} ${etat.termines > 1 ? 'ont' : 'a'} fini.`);
  }
  if (!before.salle !== !etat.salle) say('etape', etat.salle ? `Les résultats sont affichés. ${etat.salle.titre}.` : 'Les résultats sont cachés.');
  if (before.manche !== etat.manche) say('manche', `Manche ${etat.manche}.`);
  if (!before.phrases && etat.phrases) say('phrases', 'Les phrases de clôture sont affichées.');
}

function onLine(linked) {
  byId('hors-ligne').hidden = linked;
  say('ligne', linked ? 'La connexion est revenue.' : 'La connexion est perdue. Cet écran se rebranche tout seul.');
}

function over(sentence) {
  byId('hors-ligne').hidden = true;
  byId('invitation').hidden = true;
  write(byId('message'), '');
  shown.set([{id: 'fin', titre: '', contenu: [html('p', {class: 'fin'}, sentence), html('p', {}, html('a', {href: pageAddress('')}, 'Ouvrir un autre atelier'))]}]);
  say('fin', sentence);
}

/** Full screen, and a machine that does not fall asleep meanwhile, where the browser allows it. */
function listenToFullScreen() {
  const button = byId('plein-ecran');
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener('click', () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {}));
  document.addEventListener('fullscreenchange', async () => {
    write(button, document.fullscreenElement ? 'Quitter le plein écran' : 'Plein écran');
    if (document.fullscreenElement) await navigator.wakeLock?.request('screen').catch(() => {});
  });
}

listenToFullScreen();
follow(codeHere(), {state: onState, end: over, unknown: over, online: onLine});
