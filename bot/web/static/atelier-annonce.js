/** What is read aloud: one sentence when something changed, those that come close together as one. */

const GROUPED_MS = 3000;

/** Return a function that says a sentence in that live region, politely; of several in a few seconds, the last of each kind. */
export function announcer(region, grouped = GROUPED_MS) {
  const waiting = new Map();
  let timer = 0;
  return (kind, sentence) => {
    waiting.set(kind, sentence);
    if (timer) return;
    timer = setTimeout(() => {
      timer = 0;
      const told = [...waiting.values()].filter(Boolean).join(' ');
      waiting.clear();
      if (told && region.textContent !== told) region.textContent = told;
    }, grouped);
  };
}
