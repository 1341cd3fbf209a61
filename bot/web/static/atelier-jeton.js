/**
 * The trainer's secret. It comes in the address's fragment, which no browser sends, and stays in this tab (sessionStorage) so that coming back
 * without the fragment still works. It leaves in an Authorization header or in a form's field, never in an address.
 */
// Any other fragment is none of ours.
const SHAPE = /^[\w-]{20,}$/;
const key = (code) => `pourquoi-reseau.atelier.${code}`;

/** Return the session's token, or an empty string. */
export function token(code) {
  const fragment = location.hash.slice(1);
  const given = SHAPE.test(fragment) ? fragment : '';
  try {
    if (given) sessionStorage.setItem(key(code), given);
    return given || sessionStorage.getItem(key(code)) || '';
  } catch {
    return given;
  }
}

/** Forget the token of a session that is over. */
export function forget(code) {
  try {
    sessionStorage.removeItem(key(code));
  } catch {
    // Nothing was kept either.
  }
}
