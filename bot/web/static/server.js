/** One message to the server and its answers, or a sentence that says why there are none. */

const WEBHOOK = 'chat/webhook';
const TIMEOUT_MS = 30_000;

const TEXT = {
  offline: 'La connexion n’a pas abouti. Votre message est gardé\u00a0: vous pouvez réessayer.',
  late: 'La réponse tarde trop. Votre message est gardé\u00a0: vous pouvez réessayer.',
  down: 'Le service ne répond pas pour le moment. Votre message est gardé\u00a0: vous pouvez réessayer.',
};

/** A turn that failed; its message is a sentence for the practitioner. `refused`: the same message will not do better later. */
export class Failure extends Error {
  constructor(sentence, refused = false) {
    super(sentence);
    this.refused = refused;
  }
}

/** Post one message, {id, text}, and return the list of answers, or throw a Failure. Sent again, the same id gets the same answer. */
export async function ask(sender, {id, text}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(WEBHOOK, {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({sender, message: text, id}),
      signal: abort.signal,
    });
    return await answersIn(response, abort.signal);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(abort.signal.aborted ? TEXT.late : TEXT.offline);
  } finally {
    clearTimeout(timer);
  }
}

async function answersIn(response, signal) {
  const body = await response.json().catch((error) => {
    // Cut while reading is not the same as a page that is not JSON, such as a proxy's « 502 ».
    if (signal.aborted || !(error instanceof SyntaxError)) throw error;
    return null;
  });
  if (!response.ok) throw new Failure(sentenceOf(body) || TEXT.down, isRefusal(response.status));
  if (!Array.isArray(body) || body.length === 0 || !body.every((answer) => answer && typeof answer === 'object')) throw new Failure(TEXT.down);
  // Nothing of the turn could be stored: it is kept here, and sent again.
  const failed = body.find((answer) => answer.custom?.a_renvoyer);
  if (failed) throw new Failure(typeof failed.text === 'string' ? failed.text : TEXT.down);
  return body;
}

function sentenceOf(body) {
  return typeof body?.message === 'string' ? body.message : '';
}

/** Tell a 4xx about the message itself from those that only ask to wait (time-out, too early, too many requests). */
function isRefusal(status) {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}
