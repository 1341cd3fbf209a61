/**
 * Follow a session: live by server-sent events, and by asking when the network forbids them, when the machine has slept or the server is
 * back. Nobody has to reload.
 */
import {Problem, ask, route} from './atelier-api.js';

const POLL_MS = 2000;
// While the stream lives: one that died without a word (a phone that slept, a proxy) is noticed by a version that it did not bring.
const CHECK_MS = 8000;
const RESTREAM_MS = 15_000;
const DONE = 'Cet atelier est terminé. Tout ce qu’il gardait est effacé.';

/**
 * Call `state(etat)` at once and at each change, `online(true | false)` when that changes, and once at most `end(sentence)` when the session
 * is over or `unknown(sentence)` when there never was one. Return a function that looks now.
 */
export function follow(code, {state, end, unknown, online}) {
  let version; // of the last state shown
  let source = null;
  let live = false; // the stream has brought something
  let timer = 0;
  let asking = false;
  let over = false;
  let linked = true;
  let retryAt = 0;

  /** Show a state that is newer than what is shown, and return whether it was; an answer may be slower than the stream. */
  function show(etat) {
    link(true);
    if (over || (version !== undefined && etat.version <= version)) return false;
    version = etat.version;
    state(etat);
    return true;
  }

  function link(now) {
    if (now !== linked) online(now);
    linked = now;
  }

  function stop(tell, sentence) {
    if (over) return;
    over = true;
    clearTimeout(timer);
    closeStream();
    tell(sentence);
  }

  function openStream() {
    closeStream();
    if (over || typeof EventSource !== 'function') return;
    retryAt = Date.now() + RESTREAM_MS;
    source = new EventSource(route(code, 'flux'));
    source.addEventListener('etat', ({data}) => {
      live = true;
      show(JSON.parse(data));
    });
    source.addEventListener('fin', ({data}) => stop(end, JSON.parse(data).message));
    source.addEventListener('error', () => {
      live = false;
      look();
    });
  }

  function closeStream() {
    source?.close();
    source = null;
    live = false;
  }

  function plan(milliseconds) {
    clearTimeout(timer);
    if (!over) timer = setTimeout(look, milliseconds);
  }

  async function look() {
    if (asking || over) return;
    asking = true;
    let wait = 0;
    try {
      const etat = await ask(route(code), {version});
      const news = etat ? show(etat) : false;
      link(true);
      // The stream should have told it first; or it gave up (the server's refusal ends it for good).
      if (live ? news : Date.now() > retryAt) openStream();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.status === 404) stop(version === undefined ? unknown : end, version === undefined ? problem.message : DONE);
      else link(false);
      wait = problem.wait * 1000;
    } finally {
      asking = false;
      plan(wait || (live ? CHECK_MS : POLL_MS));
    }
  }

  /** After a sleep or an absence, the stream may be dead and look alive. */
  function wake() {
    if (over || document.visibilityState === 'hidden') return;
    openStream();
    look();
  }

  document.addEventListener('visibilitychange', wake);
  window.addEventListener('online', wake);
  window.addEventListener('offline', () => over || link(false));
  window.addEventListener('pageshow', ({persisted}) => persisted && wake());
  openStream();
  plan(POLL_MS);
  return look;
}
