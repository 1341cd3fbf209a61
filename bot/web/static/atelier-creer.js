/** Open a session: a title, one network or each their own, one button. The trainer's page follows, with the secret in its fragment. */
import {create, pageAddress} from './atelier-api.js';
import {byId, write} from './atelier-dom.js';

function today() {
  return new Date().toLocaleDateString('fr', {day: 'numeric', month: 'long'});
}

async function onCreate(event) {
  event.preventDefault();
  const form = event.target;
  const button = byId('ouvrir');
  write(byId('erreur'), '');
  // Not « disabled »: the focus would be lost.
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    const made = await create(form.elements.titre.value, form.elements.mode.value);
    location.assign(made.animer);
  } catch (problem) {
    write(byId('erreur'), problem.message);
  } finally {
    button.removeAttribute('aria-busy');
  }
}

function onJoin(event) {
  event.preventDefault();
  const code = event.target.elements.code.value.trim();
  if (code) location.assign(pageAddress(code.replace(/[\s_]+/g, '-')));
}

byId('titre').value = `Atelier du ${today()}`;
byId('creer').addEventListener('submit', onCreate);
byId('avec-code').addEventListener('submit', onJoin);
