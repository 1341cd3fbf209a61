/**
 * « Pourquoi réseau ? » on another site, by one line:  <script src="https://HOST/widget.js" defer></script>
 *
 * A button, and a panel with our page in a frame, both in a shadow root: the site's style does not come in, ours does not get out. The site's
 * Content-Security-Policy only has to allow HOST in script-src and frame-src. Attributes and the rest: docs/installer-site.md.
 */
(() => {
  'use strict';

  const NAME = 'pourquoi-reseau';
  const TAG = 'pourquoi-reseau-widget';
  const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  // « !important » wins even against a site's own: inside a shadow root the order is reversed. In « em » of « medium », the reader's own
  // size: many sites change what a « rem » is.
  const STYLE = `
    :host {
      all: initial !important;
      position: fixed !important;
      inset: auto 0 0 auto !important;
      z-index: 2147483647 !important;
      direction: ltr !important;
      color-scheme: light dark !important;
      font: medium/1.4 system-ui, sans-serif !important;
      pointer-events: none !important;
    }
    :host(.gauche) { inset: auto auto 0 0 !important; }
    * { box-sizing: border-box; font: inherit; }
    section { padding: 1em; }
    .lanceur, dialog { pointer-events: auto; }
    button { cursor: pointer; overflow-wrap: anywhere; }
    .lanceur {
      display: flex; align-items: center; gap: 0.5em;
      max-width: calc(100vw - 2em); min-height: 3em; padding: 0.6em 1.1em;
      border: 2px solid var(--texte); border-radius: 1.5em;
      background: var(--couleur); color: var(--texte);
      box-shadow: 0 0 0 1px var(--couleur), 0 4px 14px rgb(0 0 0 / 35%);
      font-weight: 600; text-align: start;
    }
    .lanceur svg { flex: none; width: 1.5em; height: 1.5em; }
    :focus-visible { outline: 3px solid var(--texte); outline-offset: -5px; }
    dialog {
      position: fixed; inset: auto 1em 5em auto; display: none; flex-direction: column;
      width: min(26em, calc(100vw - 2em)); height: min(42em, calc(100vh - 6em));
      max-width: none; max-height: none; margin: 0; padding: 0; overflow: hidden;
      border: 1px solid #55606e; border-radius: 0.75em;
      background: #fff; color: #1b2430; box-shadow: 0 8px 30px rgb(0 0 0 / 35%);
    }
    dialog[open] { display: flex; }
    dialog:focus { outline: none; }
    :host(.gauche) dialog { inset: auto auto 5em 1em; }
    .barre {
      display: flex; align-items: center; gap: 0.5em; flex: none; min-height: 2.75em; padding: 0 0.25em 0 0.75em;
      background: var(--couleur); color: var(--texte);
    }
    .barre h2 { flex: 1; min-width: 0; margin: 0; font-weight: 600; overflow-wrap: anywhere; }
    .fermer { min-width: 2.75em; min-height: 2.75em; padding: 0.25em 0.75em; border: 0; background: transparent; color: inherit; }
    .place { position: relative; flex: 1; min-height: 0; }
    .etat { margin: 0; padding: 1em; }
    .etat a { color: inherit; }
    .etat a:focus-visible { outline-color: currentColor; outline-offset: 2px; }
    iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; }
    .place:not(.la) iframe { visibility: hidden; }
    .la .etat { display: none; }
    @media ETROIT {
      dialog, :host(.gauche) dialog { inset: 0; width: 100%; height: 100%; height: 100dvh; border: 0; border-radius: 0; }
    }
    @media (prefers-color-scheme: dark) {
      dialog { border-color: #8793a1; background: #14181d; color: #e8ecf1; }
    }
    @media (prefers-reduced-motion: no-preference) {
      dialog[open] { animation: monte 0.15s ease-out; }
      @keyframes monte { from { transform: translateY(0.75em); } }
    }
    @media (forced-colors: active) {
      :focus-visible { outline-color: Highlight; }
      .fermer { border: 1px solid ButtonBorder; }
      .barre { border-bottom: 1px solid CanvasText; }
    }
    @media print { :host { display: none !important; } }
  `;
  // There the panel takes the whole screen, and is modal: what is behind it cannot be seen.
  const NARROW = '(max-width: 30rem), (max-height: 30rem)';
  const DEFAULTS = {texte: 'Pourquoi réseau\u202f?', titre: 'Pourquoi réseau\u202f?', fermer: 'Fermer', couleur: '#0b5cad'};
  const LONGEST = {texte: 40, titre: 60, fermer: 20};
  const TEXT = {
    waiting: 'La conversation s’ouvre…',
    refused: 'La conversation ne peut pas s’afficher sur ce site.',
    instead: 'L’ouvrir dans un autre onglet',
  };
  const GRACE_MS = 2000; // from the frame's « load » to the page's first word
  const WORST_CONTRAST = 4.5; // WCAG 2, AA

  function warn(text) {
    console.warn(`${NAME}\u00a0: ${text}`);
  }

  // -------------------------------------------------------------------------------------------------------------------------------
  // The attributes of the line

  /** Return what the line's `data-` attributes say; what is wrong there is told in the console and takes its default. */
  function options() {
    const given = script?.dataset ?? {};
    const words = Object.fromEntries(Object.entries(LONGEST).map(([name, most]) => [name, wordsOf(name, given[name], most)]));
    const couleur = colourOf('couleur', given.couleur) ?? DEFAULTS.couleur;
    return {...words, couleur, encre: inkOn(couleur, colourOf('couleur-texte', given.couleurTexte)), gauche: sideOf(given.cote) === 'gauche'};
  }

  function wordsOf(name, value, most) {
    const text = (value ?? '').replace(/\s+/g, ' ').trim();
    if (text.length > most) warn(`data-${name} est trop long (${most} caractères au plus).`);
    return text && text.length <= most ? text : DEFAULTS[name];
  }

  function colourOf(name, value) {
    if (!value) return null;
    const colour = value.trim().toLowerCase();
    if (/^#[0-9a-f]{6}$/.test(colour)) return colour;
    if (/^#[0-9a-f]{3}$/.test(colour)) return colour.replace(/[0-9a-f]/g, '$&$&');
    warn(`data-${name} doit être une couleur comme #0b5cad.`);
    return null;
  }

  function sideOf(value) {
    if (value && !['droite', 'gauche'].includes(value)) warn('data-cote doit être «\u00a0droite\u00a0» ou «\u00a0gauche\u00a0».');
    return value;
  }

  /** Return the colour wanted for the words if it can be read on the other, else black or white, whichever reads best. */
  function inkOn(colour, wanted) {
    if (wanted && contrast(colour, wanted) >= WORST_CONTRAST) return wanted;
    if (wanted) warn('data-couleur-texte ne se lit pas assez bien sur data-couleur\u00a0; elle est remplacée.');
    return contrast(colour, '#ffffff') >= contrast(colour, '#000000') ? '#ffffff' : '#000000';
  }

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  function luminance(colour) {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  // -------------------------------------------------------------------------------------------------------------------------------
  // The parts. Made one by one, never from markup: a site with Trusted Types takes them too.

  function element(tag, attributes = {}, children = []) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function icon() {
    const space = 'http://www.w3.org/2000/svg';
    const picture = document.createElementNS(space, 'svg');
    const path = document.createElementNS(space, 'path');
    path.setAttribute('d', 'M8 23 16 8l8 15zM16 3a5 5 0 1 0 .1 0zM8 18a5 5 0 1 0 .1 0zM24 18a5 5 0 1 0 .1 0z');
    path.setAttribute('fill', 'currentColor');
    picture.setAttribute('viewBox', '0 0 32 32');
    picture.setAttribute('aria-hidden', 'true');
    picture.append(path);
    return picture;
  }

  function dress(root, {couleur, encre}) {
    const text = `${STYLE.replace('ETROIT', NARROW)} :host { --couleur: ${couleur} !important; --texte: ${encre} !important; }`;
    try {
      // A built sheet is no inline style: the strictest style-src lets it in.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(element('style', {}, [text])); // browsers of before 2023
    }
  }

  // -------------------------------------------------------------------------------------------------------------------------------
  // The widget

  function build(home) {
    const wanted = options();
    const host = element(TAG, {lang: 'fr', class: wanted.gauche ? 'gauche' : 'droite'});
    const root = host.attachShadow({mode: 'open'});
    const told = {'aria-expanded': 'false', 'aria-controls': 'panneau'};
    const launcher = element('button', {type: 'button', class: 'lanceur', ...told}, [icon(), element('span', {}, [wanted.texte])]);
    const close = element('button', {type: 'button', class: 'fermer'}, [wanted.fermer]);
    const status = element('p', {class: 'etat', role: 'status'});
    const place = element('div', {class: 'place'}, [status]);
    const bar = element('div', {class: 'barre'}, [element('h2', {id: 'titre'}, [wanted.titre]), close]);
    const panel = element('dialog', {id: 'panneau', 'aria-labelledby': 'titre'}, [bar, place]);
    dress(root, wanted);
    root.append(element('section', {'aria-label': wanted.texte}, [launcher, panel]));
    const narrow = window.matchMedia(NARROW);
    let frame = null;
    let ready = false;
    let failed = false;

    function open() {
      display();
      launcher.setAttribute('aria-expanded', 'true');
      if (!frame || failed) load();
      if (ready) greet(true);
      else close.focus();
    }

    function display() {
      if (narrow.matches) panel.showModal();
      else panel.show();
    }

    function shut() {
      if (!panel.open) return;
      panel.close();
      launcher.setAttribute('aria-expanded', 'false');
      launcher.focus();
    }

    function load() {
      failed = false;
      status.textContent = TEXT.waiting;
      frame?.remove();
      frame = element('iframe', {src: home.href, title: wanted.titre, referrerpolicy: 'no-referrer'});
      frame.addEventListener('load', () => setTimeout(giveUp, GRACE_MS));
      place.append(frame);
    }

    /** Tell the page that it is shown, and give it the keyboard. */
    function greet(keyboard) {
      if (keyboard) frame.focus();
      frame.contentWindow.postMessage({nom: NAME, dit: 'montre', clavier: keyboard}, home.origin);
    }

    /** The site is not among those that may show the page, or the server is down: the browser only shows a grey page. */
    function giveUp() {
      if (ready || failed) return;
      failed = true;
      const link = element('a', {href: home.href, target: '_blank', rel: 'noopener noreferrer'}, [TEXT.instead]);
      status.replaceChildren(TEXT.refused, ' ', link);
      warn(
        `la page ${home.href} n’a pas répondu. Le réglage FRAME_ANCESTORS du serveur permet-il ${location.origin}\u202f? ` +
          `La CSP de ce site permet-elle frame-src ${home.origin}\u202f?`,
      );
    }

    window.addEventListener('message', ({source, origin, data}) => {
      if (!frame || source !== frame.contentWindow || origin !== home.origin || data?.nom !== NAME) return;
      if (data.dit === 'fermer') shut();
      if (data.dit !== 'pret') return;
      ready = true;
      place.classList.add('la');
      // Not the keyboard of someone who went elsewhere meanwhile.
      greet(panel.open && panel.contains(root.activeElement));
    });

    launcher.addEventListener('click', () => (panel.open ? shut() : open()));
    close.addEventListener('click', shut);
    document.addEventListener('keydown', (event) => {
      const elsewhere = event.target instanceof Element && event.target.closest('dialog[open], [role="dialog"]');
      if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing && !elsewhere) shut();
    });
    // Escape on a modal panel. A second one in a row closes it whatever we say, hence « close ».
    panel.addEventListener('cancel', (event) => {
      event.preventDefault();
      shut();
    });
    panel.addEventListener('close', () => launcher.setAttribute('aria-expanded', String(panel.open)));
    // A phone that is turned, a page that is zoomed: the panel changes its kind, and keeps the conversation and the keyboard's place.
    narrow.addEventListener('change', () => {
      if (!panel.open) return;
      const held = root.activeElement;
      panel.close();
      display();
      if (held === frame && ready) greet(true);
      else held?.focus();
    });
    // Beside the body: a site may move, blur or hide that.
    document.documentElement.append(host);
  }

  function main() {
    if (!script?.src) return warn('la ligne <script src="…/widget.js"> n’est pas dans la page.');
    if (document.querySelector(TAG)) return undefined; // the line is there twice
    return build(new URL('.', script.src));
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', main);
  else main();
})();
