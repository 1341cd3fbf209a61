/** Elements made from data, never from markup: a session's title or sentence stays text. */

const SVG = 'http://www.w3.org/2000/svg';

/** Return an HTML element; attributes that are null or false are left out, true ones are empty. */
export function html(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** Return an SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

/** Return the element of that id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Write only what is new: the same words again would be read aloud again. */
export function write(target, words) {
  if (target.textContent !== words) target.textContent = words;
}

/** Return « 1 personne », « 9 personnes »: in French, zero is singular. */
export function people(count) {
  return `${count}\u00a0${count > 1 ? 'personnes' : 'personne'}`;
}

/** Return a number from 0 to 1 as it is written in French: « 0,6 ». */
export function decimal(value) {
  return value.toLocaleString('fr', {maximumFractionDigits: 1});
}
