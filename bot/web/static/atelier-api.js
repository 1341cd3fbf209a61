/** Where the session is, and one request to it. All addresses start from this file's own: the site may live under a path. */

const PAGES = new URL('../atelier/', import.meta.url);
const SESSIONS = new URL('api/seances', PAGES);
export const OFFLINE = 'La connexion n’a pas abouti. Vérifiez le réseau, puis réessayez.';

/** What went wrong, as a sentence to show; `status` is 0 when nothing was answered, `wait` the seconds that the server asks for. */
export class Problem extends Error {
  constructor(status, sentence, wait = 0) {
    super(sentence);
    this.status = status;
    this.wait = wait;
  }
}

/** Return the session's code as the page's address has it: /atelier/<code> and what is under it. */
export function codeHere() {
  const [first] = location.pathname.slice(PAGES.pathname.length).split('/');
  try {
    return decodeURIComponent(first);
  } catch {
    return first;
  }
}

/** Return the address of one of a session's pages or files; of its participants' page without a name. */
export function pageAddress(code, name = '') {
  return new URL(encodeURIComponent(code) + (name && `/${name}`), PAGES).href;
}

/** Return the address of a route of the session's. */
export function route(code, name = '') {
  return `${SESSIONS}/${encodeURIComponent(code)}${name && `/${name}`}`;
}

/** Return the chat's address, in which the participant says the code. */
export function chatAddress(code) {
  return new URL(`../#atelier=${encodeURIComponent(code)}`, PAGES).href;
}

/** Open a session; return what the server says of it once: {code, jeton, rejoindre, ecran, animer, expire}. */
export function create(titre, mode) {
  return ask(String(SESSIONS), {method: 'POST', body: {titre, mode}});
}

/**
 * Return the JSON of an answer, null when there is none (204) or nothing new (304); throw a Problem otherwise.
 * The trainer's token travels in this header, and in no address.
 */
export async function ask(address, {method = 'GET', body, token, version} = {}) {
  const headers = {
    ...(body === undefined ? {} : {'Content-Type': 'application/json'}),
    ...(token ? {Authorization: `Bearer ${token}`} : {}),
    ...(version === undefined ? {} : {'If-None-Match': `"${version}"`}),
  };
  let response;
  try {
    response = await fetch(address, {method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store'});
  } catch {
    throw new Problem(0, OFFLINE);
  }
  if (response.status === 204 || response.status === 304) return null;
  const answer = await response.json().catch(() => null);
  if (!response.ok || !answer) throw new Problem(response.ok ? 502 : response.status, told(answer), Number(response.headers.get('Retry-After')) || 0);
  return answer;
}

function told(answer) {
  return typeof answer?.message === 'string' ? answer.message : 'Le service ne répond pas pour le moment. Réessayez dans une minute.';
}
