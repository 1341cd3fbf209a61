/** The script as the server writes it, block by block (typology/blocks.py). */
import {html} from './atelier-dom.js';

/** Return the script's elements; its headings go under the page's own of level 2. */
export function script({titre, blocs}) {
  return [html('h3', {}, titre), ...blocs.flatMap(block)];
}

function block(bloc) {
  switch (bloc.kind) {
    case 'heading':
      return [html(`h${bloc.level + 2}`, {}, bloc.text)];
    case 'paragraph':
      return [html('p', {class: bloc.tone || null}, bloc.text), bloc.source ? html('p', {class: 'source'}, bloc.source) : ''];
    case 'items':
      return [html(bloc.ordered ? 'ol' : 'ul', {}, bloc.items.map(({text, source}) => html('li', {}, text, source ? html('span', {class: 'source'}, ` ${source}`) : '')))];
    case 'line':
      return [html('div', {class: 'line'}), html('div', {class: 'line'})];
    default:
      return [];
  }
}
