/**
 * Inside the widget's frame: this page says that it is there, learns when it is shown, and asks to be closed.
 *
 * Which sites may show it is decided by the browser, from `frame-ancestors`. No word of the conversation ever goes through here.
 */
const NAME = 'pourquoi-reseau';
let host = null; // the site's origin, once its widget has spoken
let keyboard = false;
let shown = () => {};

/** Call `then` each time the widget shows the page and gives it the keyboard: at once if it already did. */
export function whenShown(then) {
  shown = then;
  if (keyboard) then();
}

function onMessage({source, origin, data}) {
  if (source !== window.parent || data?.nom !== NAME || data.dit !== 'montre') return;
  host = origin;
  document.documentElement.classList.add('in-widget');
  keyboard = Boolean(data.clavier);
  if (keyboard) shown();
}

/** Escape closes the panel, unless it closes something in the page, or ends a composition. */
function onKey(event) {
  if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
  if (host) window.parent.postMessage({nom: NAME, dit: 'fermer'}, host);
}

if (window.parent !== window) {
  window.addEventListener('message', onMessage);
  document.addEventListener('keydown', onKey);
  // To whoever shows us: it is not known yet, and this says nothing.
  window.parent.postMessage({nom: NAME, dit: 'pret'}, '*');
}
