/** What is kept in this browser: the conversation's name, and what a reload needs. */

export const KEYS = {id: 'pourquoi-reseau.id', state: 'pourquoi-reseau.etat', history: 'pourquoi-reseau.conversation'};

/** localStorage, or null where the browser refuses it (private window, blocked cookies, frame of another site): all goes on without. */
export const storage = localStorageOrNull();

function localStorageOrNull() {
  try {
    const probe = 'pourquoi-reseau.essai';
    localStorage.setItem(probe, '1');
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
}

/** Write, or leave it when there is no room left: the conversation matters more than its copy. */
function keep(key, text) {
  try {
    storage?.setItem(key, text);
  } catch {
    // A full store only costs what a reload would have found.
  }
}

/** Return this browser's conversation, a UUID version 4: it names the conversation, so it never goes into a URL. */
export function conversationId() {
  const id = storage?.getItem(KEYS.id) || uuid4();
  keep(KEYS.id, id);
  return id;
}

/** Return the message with an id of its own, by which the server knows it when it is sent again. */
export function named(text) {
  return {id: uuid4(), text};
}

function uuid4() {
  // randomUUID only exists in secure contexts; a test or an intranet may use plain http.
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40; // version 4
  bytes[8] = (bytes[8] & 0x3f) | 0x80; // variant 1
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** What deep-chat's own history does not keep: suggested answers, the question's rank, messages ({id, text}) without an answer yet. */
export function emptyState() {
  return {suggestions: [], rank: null, unsent: [], refused: false};
}

export function loadState() {
  try {
    const state = {...emptyState(), ...JSON.parse(storage?.getItem(KEYS.state) ?? '{}')};
    // An earlier version kept bare texts.
    state.unsent = state.unsent.map((message) => (typeof message === 'string' ? named(message) : message));
    return state;
  } catch {
    return emptyState();
  }
}

export function saveState(state) {
  keep(KEYS.state, JSON.stringify(state));
}

export function forgetAll() {
  for (const key of Object.values(KEYS)) storage?.removeItem(key);
}
