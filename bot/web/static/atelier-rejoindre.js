/** What a participant sees first: which session, what the group will see of them, and the way to the conversation. */
import {announcer} from './atelier-annonce.js';
import {chatAddress, codeHere, pageAddress} from './atelier-api.js';
import {byId, people, write} from './atelier-dom.js';
import {follow} from './atelier-suivi.js';

const MODES = {meme: 'Parlez du réseau que vous avez en commun, comme vous le voyez, vous.', chacun: 'Parlez de votre réseau à vous.'};
const say = announcer(byId('annonces'));

function onState(etat) {
  document.title = `${etat.titre} – Rejoindre l’atelier`;
  write(byId('titre'), etat.titre);
  write(byId('quoi'), MODES[etat.mode] ?? '');
  write(byId('manche'), etat.manche > 1 ? 'C’est la seconde manche\u00a0: répondez à nouveau, ou corrigez ce qui a changé.' : '');
  write(byId('combien'), etat.rejoints ? `${people(etat.rejoints)} déjà dans l’atelier.` : '');
  byId('repondre').href = chatAddress(etat.code);
  byId('ecran').href = pageAddress(etat.code, 'ecran');
  byId('suite').hidden = false;
}

function onLine(linked) {
  byId('hors-ligne').hidden = linked;
}

function over(sentence) {
  byId('hors-ligne').hidden = true;
  byId('suite').hidden = true;
  write(byId('titre'), 'Cet atelier n’est pas ouvert');
  write(byId('fin'), sentence);
  byId('avec-code').hidden = false;
  say('fin', sentence);
}

byId('avec-code').addEventListener('submit', (event) => {
  event.preventDefault();
  const code = event.target.elements.code.value.trim();
  if (code) location.assign(pageAddress(code.replace(/[\s_]+/g, '-')));
});
follow(codeHere(), {state: onState, end: over, unknown: over, online: onLine});
