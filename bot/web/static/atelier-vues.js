/**
 * The screen's views, one at a time, as tabs: arrows, Home and End on the tabs; Page up and Page down anywhere, which is what a presenter's
 * remote control sends. No letter is a shortcut: they belong to screen readers and to speech input.
 */
import {html} from './atelier-dom.js';

/** Return {set, go}: `set(views)` shows those ([{id, titre, contenu}]) and keeps the present one if it is still there; `go(id)` changes it. */
export function views(tabs, panels) {
  let list = [];
  let current = null;

  function set(wanted) {
    const held = tabs.contains(document.activeElement) ? document.activeElement.id : null;
    list = wanted;
    tabs.replaceChildren(...list.map(({id, titre}) => tab(id, titre)));
    panels.replaceChildren(...list.map(({id, contenu}) => html('div', {id: `vue-${id}`, class: `vue vue-${id}`, role: 'tabpanel', tabindex: '0', 'aria-labelledby': `onglet-${id}`}, contenu)));
    tabs.hidden = list.length < 2;
    go(list.some(({id}) => id === current) ? current : list[0]?.id);
    if (held) document.getElementById(held)?.focus();
  }

  function tab(id, titre) {
    const made = html('button', {type: 'button', role: 'tab', id: `onglet-${id}`, 'aria-controls': `vue-${id}`}, titre);
    made.addEventListener('click', () => go(id));
    return made;
  }

  function go(id) {
    current = id;
    for (const {id: other} of list) {
      const chosen = other === id;
      const made = document.getElementById(`onglet-${other}`);
      made.setAttribute('aria-selected', String(chosen));
      made.tabIndex = chosen ? 0 : -1;
      document.getElementById(`vue-${other}`).hidden = !chosen;
    }
  }

  function step(by) {
    const at = list.findIndex(({id}) => id === current);
    const next = list[Math.min(list.length - 1, Math.max(0, at + by))];
    if (next) go(next.id);
  }

  tabs.addEventListener('keydown', (event) => {
    const by = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity}[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    step(by);
    document.getElementById(`onglet-${current}`)?.focus();
  });
  document.addEventListener('keydown', (event) => {
    const by = {PageDown: 1, PageUp: -1}[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey || list.length < 2) return;
    event.preventDefault();
    step(by);
  });
  return {set, go};
}
