/**
 * The chat page: deep-chat draws the conversation, this file says what goes where. Beside it, kept.js is what a reload needs, server.js
 * is one turn, frame.js is the site that shows us.
 *
 * Everything leaves through send(): typed text, a suggested answer, « Recommencer », the greeting. A message stays in `state.unsent`
 * until the server has answered it, so that a failure or a reload never loses it.
 */
import './deepChat.bundle.js';
import {whenShown} from './frame.js';
import {KEYS, conversationId, emptyState, forgetAll, loadState, named, saveState, storage} from './kept.js';
import {ask} from './server.js';

const MAP_PATH = '/carte.svg';
const PAGE_PATH = '/resultat/';
const GREET = '/saluer';
const RESTART = '/recommencer';
const LONGEST = 8000;
// What a session's link may say for the participant, and nothing else: « #atelier=cerise-violon-42 ».
const INVITATION = /^#atelier=(\p{L}{3,20}-\p{L}{3,20}-\d{2})$/u;

const TEXT = {
  placeholder: 'Écrivez votre message…',
  input: 'Votre message',
  send: 'Envoyer',
  conversation: 'Conversation',
  suggestions: 'Réponses suggérées',
  retry: 'Réessayer',
  describe: 'Décrire l’image',
  question: (rank) => `Question ${rank}`,
  tooLong: `Message trop long\u00a0: ${LONGEST.toLocaleString('fr')} caractères au plus. Raccourcissez-le, ou envoyez-le en plusieurs fois.`,
  page: 'Ouvrir la page à garder',
  create: 'Ouvrir un atelier',
  interrupted: 'Votre dernier message n’a pas reçu de réponse. Vous pouvez réessayer.',
};

let sender = conversationId();
const state = loadState();

// ---------------------------------------------------------------------------------------------------------------------------------
// Sending

let busy = false;

/** Send a message whose bubble, if it has one, is already shown. */
async function send(message) {
  // One that failed goes first, so that nothing is lost; unless the server will never take it, or all is to be started again.
  if (state.refused || message === RESTART) state.unsent = [];
  state.refused = false;
  state.unsent.push(named(message));
  state.suggestions = [];
  await sendUnsent();
}

/** Send what waits, oldest first; show the answers, then the suggested answers or the failure. */
async function sendUnsent() {
  saveState(state);
  if (busy) return; // the loop below will take what was just added
  setBusy(true);
  const answers = [];
  let failure = null;
  while (state.unsent.length > 0 && !failure) {
    const [message] = state.unsent;
    try {
      answers.push(...(await ask(sender, message)));
      // Not shift(): « Recommencer » may have emptied the list meanwhile, and indexOf is then -1.
      state.unsent = state.unsent.slice(state.unsent.indexOf(message) + 1);
    } catch (error) {
      failure = error;
    }
  }
  setBusy(false);
  state.refused = Boolean(failure?.refused);
  show(answers, failure);
}

function setBusy(now) {
  busy = now;
  loading.toggle(); // deep-chat's function: it adds the waiting bubble, or takes it away
  chat.disableSubmitButton(now);
}

// ---------------------------------------------------------------------------------------------------------------------------------
// Showing

function show(answers, failure) {
  if (answers.some(({custom}) => custom?.efface)) forget();
  for (const bubble of answers.flatMap(bubblesOf)) chat.addMessage(bubble, true); // true: kept in the history
  state.suggestions = failure ? [] : suggestionsOf(answers);
  state.rank = rankAfter(answers, state.rank);
  saveState(state);
  showProgress();
  if (failure) return showFailure(failure.message);
  showSuggestions();
  setTimeout(scrollToAnswer); // after deep-chat's own scrolling, which goes to the last bubble: a long result is read from its first
}

/** All was erased on the server: this browser forgets too, and what comes next is another conversation. */
function forget() {
  forgetAll();
  Object.assign(state, emptyState());
  chat.clearMessages();
  sender = conversationId();
}

function textOf(value) {
  return typeof value === 'string' ? value : '';
}

function scrollToAnswer() {
  const log = inChat('#messages');
  const asked = [...log.querySelectorAll('.user-message')].at(-1);
  const answer = asked?.closest('.outer-message-container').nextElementSibling;
  if (answer) log.scrollTop += answer.getBoundingClientRect().top - log.getBoundingClientRect().top;
}

/** Return the bubbles of one answer: its text, then its map. */
function bubblesOf(answer) {
  const text = textOf(answer.text);
  const map = mapOf(answer.custom?.carte);
  const page = pageOf(answer.custom?.page);
  const create = createOf(answer.custom?.atelier);
  return [
    ...(text ? [{text, role: 'ai'}] : []),
    ...(map ? [{html: map.outerHTML, role: 'map'}] : []),
    ...(page ? [{html: page.outerHTML, role: 'page'}] : []),
    ...(create ? [{html: create.outerHTML, role: 'page'}] : []),
  ];
}

/** Return the buttons to show after the last bubble: those of the last answer that has some. */
function suggestionsOf(answers) {
  const buttons = answers.map(({buttons: list}) => list).filter((list) => Array.isArray(list) && list.length > 0);
  return (buttons.at(-1) ?? []).filter((button) => textOf(button?.title) && textOf(button?.payload)).map(({title, payload}) => ({title, payload}));
}

/** Return the rank of the question asked last; none once the result is given; unchanged by an answer that says nothing of it. */
function rankAfter(answers, rank) {
  for (const {custom} of answers) {
    if (custom?.resultat || custom?.carte) rank = null;
    if (Number.isInteger(custom?.question?.rang)) rank = custom.question.rang;
  }
  return rank;
}

/** Return the map and its words, or null when the address is not our own server's map. */
function mapOf(map) {
  const src = mapAddress(textOf(map?.url));
  if (!src) return null;
  const words = textOf(map.texte);
  return element('figure', {className: 'map'}, [
    element('img', {src, alt: words}),
    element('details', {}, [element('summary', {textContent: TEXT.describe}), element('p', {textContent: words})]),
  ]);
}

function mapAddress(address) {
  const url = ownAddress(address);
  return url?.pathname === MAP_PATH ? url.pathname + url.search : null;
}

/** Return the address when it is one of our own server's, or null. */
function ownAddress(address) {
  try {
    const url = new URL(address, location.origin);
    return url.origin === location.origin ? url : null;
  } catch {
    return null;
  }
}

/**
 * Return the form that opens the page to keep, or null. The practitioner's own words go with it, from this browser: the server keeps
 * them nowhere, and the page's address does not hold them.
 */
function pageOf(page) {
  const url = ownAddress(textOf(page?.url));
  if (!url?.pathname.startsWith(PAGE_PATH)) return null;
  const words = element('input', {type: 'hidden', name: 'mots'});
  words.setAttribute('value', JSON.stringify(page.mots ?? {})); // as an attribute, or outerHTML would leave it out
  const form = element('form', {className: 'page-link', method: 'post', target: '_blank'}, [
    words,
    element('button', {type: 'submit', textContent: TEXT.page}),
  ]);
  form.setAttribute('action', url.pathname);
  return form;
}

/** Return the link to open a session, or null. The answer gives the address in words, which deep-chat does not make a link. */
function createOf(session) {
  const url = ownAddress(textOf(session?.creer));
  if (!url?.pathname.endsWith('/atelier/')) return null;
  const link = element('a', {textContent: TEXT.create, target: '_blank', rel: 'noopener'});
  link.setAttribute('href', url.pathname);
  return element('p', {className: 'page-link'}, [link]);
}

/** Suggested answers and failures are « temporary »: deep-chat takes them away at the next bubble and leaves them out of its history. */
function showSuggestions() {
  if (state.suggestions.length === 0) return;
  const buttons = state.suggestions.map(({title, payload}) => {
    const button = element('button', {type: 'button', textContent: title});
    button.dataset.payload = payload;
    return button;
  });
  showPanel('suggestions', element('div', {className: 'choices', role: 'group', ariaLabel: TEXT.suggestions}, buttons));
}

function showFailure(sentence) {
  const retry = element('button', {type: 'button', textContent: TEXT.retry});
  retry.dataset.retry = '';
  showPanel('failure', element('div', {className: 'failure'}, [element('div', {textContent: sentence}), retry]));
  setTimeout(() => chat.scrollToBottom()); // deep-chat only follows lasting bubbles
}

function showPanel(role, content) {
  content.classList.add('panel', 'deep-chat-temporary-message');
  // deep-chat takes markup, not elements. Built from elements, this markup is escaped by the browser itself.
  chat.addMessage({html: content.outerHTML, role}, true);
}

function showProgress() {
  write('.progress', state.rank ? TEXT.question(state.rank) : '');
}

/** Write in a live line only what is new: writing the same words again would have them read aloud again. */
function write(selector, words) {
  const line = inChat(selector);
  if (line && line.textContent !== words) line.textContent = words; // deep-chat validates the empty input before start() adds the lines
}

function element(tag, properties = {}, children = []) {
  const {role, ariaLabel, ...others} = properties;
  const made = Object.assign(document.createElement(tag), others);
  // As attributes: older Firefox does not reflect these two properties.
  if (role) made.setAttribute('role', role);
  if (ariaLabel) made.setAttribute('aria-label', ariaLabel);
  made.append(...children);
  return made;
}

function inChat(selector) {
  return chat.shadowRoot.querySelector(selector);
}

// ---------------------------------------------------------------------------------------------------------------------------------
// What the practitioner does

/** Say something for the practitioner by a button: its title is shown, its payload is sent. */
function say(title, payload) {
  chat.addMessage({role: 'user', text: title}, true);
  send(payload);
}

/** One listener for every button in the conversation, those of a reloaded one included. */
function onClick(event) {
  const button = event.target.closest('button');
  if (!button || busy) return;
  if (button.type === 'submit') return; // the browser opens the page
  if (button.dataset.payload !== undefined) say(button.textContent, button.dataset.payload);
  else if (button.dataset.retry !== undefined) {
    button.closest('.outer-message-container').remove();
    sendUnsent();
  } else return;
  keepFocus();
}

/** The button pressed is gone: give the focus a place, but not the input on a phone, where it would open the keyboard over the question. */
function keepFocus() {
  const place = matchMedia('(pointer: fine)').matches ? '#text-input' : '#messages';
  inChat(place).focus({preventScroll: true});
}

/** deep-chat asks this at each keystroke and before sending; false keeps the text in the box. */
function isSendable() {
  // Not the text deep-chat gives, which has lost its line breaks. Spread: the limit counts characters, not UTF-16 halves.
  const text = inChat('#text-input').innerText.trim();
  const length = [...text].length;
  write('.too-long', length > LONGEST ? TEXT.tooLong : '');
  return length > 0 && length <= LONGEST;
}

/** deep-chat's sending button is a div that only knows Enter; a button also answers to the space bar. */
function onSendKey(event) {
  if (event.key !== ' ') return;
  event.preventDefault();
  event.currentTarget.click();
}

function listenToBanner() {
  const help = document.getElementById('help');
  document.getElementById('help-open').addEventListener('click', () => help.showModal());
  document.getElementById('help-close').addEventListener('click', () => help.close());
  document.getElementById('restart').addEventListener('click', (event) => say(event.currentTarget.textContent, RESTART));
}

// ---------------------------------------------------------------------------------------------------------------------------------
// deep-chat

/**
 * Keep only the Markdown the bot speaks. deep-chat lets any link through, « javascript: » included, and an image would call another
 * host: the bot quotes what was typed, so neither may be drawn.
 */
function restrictMarkdown(markdown) {
  markdown.core.ruler.enable(['block', 'inline'], true);
  markdown.block.ruler.enable(['blockquote', 'list', 'paragraph'], true);
  markdown.inline.ruler.enable(['text', 'newline', 'escape', 'emphasis'], true);
}

/** Return deep-chat, set up but not yet in the page: a property changed later would make it draw everything again. */
function createChat(css) {
  window.remarkable_plugins = [{plugin: restrictMarkdown}];
  const made = document.createElement('deep-chat');
  // Without a font of its own, deep-chat fetches one from Google; without these sizes it is a 320 x 350 table cell.
  Object.assign(made.style, {display: 'block', width: '100%', height: '100%', border: '0', backgroundColor: 'transparent'});
  Object.assign(made.style, {fontFamily: 'system-ui, sans-serif', fontSize: '1rem'});
  made.auxiliaryStyle = css;
  made.displayLoadingBubble = loading;
  made.textInput = {placeholder: {text: TEXT.placeholder}};
  made.submitButtonStyles = {position: 'outside-end'};
  made.validateInput = isSendable;
  if (storage) made.browserStorage = {key: KEYS.history, maxMessages: 500};
  made.connect = {
    handler: async (body, signals) => {
      await send(body.messages.at(-1).text);
      await signals.onResponse([]); // show() did the showing; this only tells deep-chat that the turn is over
    },
  };
  // On a slow machine deep-chat draws twice, and tells only of the first time. The second drawing is then already planned, at once:
  // timers fire in order, so one set for later comes after it.
  made.onComponentRender = () => setTimeout(start, 50);
  return made;
}

/** Name the parts deep-chat leaves unnamed, and add the lines above the input. */
function makeAccessible() {
  const log = inChat('#messages');
  setAttributes(log, {role: 'log', 'aria-live': 'polite', 'aria-label': TEXT.conversation, tabindex: 0});
  setAttributes(inChat('#text-input'), {'aria-label': TEXT.input, 'aria-multiline': true, 'aria-describedby': 'too-long', tabindex: 0});
  setAttributes(inChat('.input-button'), {'aria-label': TEXT.send, title: TEXT.send});
  inChat('.input-button').addEventListener('keydown', onSendKey);
  const progress = element('p', {className: 'progress', role: 'status'});
  const tooLong = element('p', {className: 'too-long', id: 'too-long', role: 'status'});
  // Outside the log, so that neither is read twice.
  log.after(element('div', {className: 'above-input'}, [progress, tooLong]));
}

function setAttributes(target, attributes) {
  for (const [name, value] of Object.entries(attributes)) target.setAttribute(name, value);
}

/** Say the code that a session's link brought, once: a reload does not say it again. Return whether there was one. */
function accept() {
  let hash = location.hash;
  try {
    hash = decodeURIComponent(hash);
  } catch {
    // Not one of ours.
  }
  const [, code] = INVITATION.exec(hash) ?? [];
  if (!code) return false;
  history.replaceState(null, '', location.pathname + location.search);
  say(code, code);
  return true;
}

/** Called once deep-chat is drawn, with the kept conversation: go on from there, or greet. */
function start() {
  makeAccessible();
  chat.shadowRoot.addEventListener('click', onClick);
  listenToBanner();
  whenShown(keepFocus);
  window.addEventListener('hashchange', accept);
  if (chat.getMessages().length === 0) {
    Object.assign(state, emptyState());
    if (!accept()) send(GREET);
    return;
  }
  if (accept()) return;
  showProgress();
  if (state.unsent.length > 0) showFailure(TEXT.interrupted);
  else showSuggestions();
  setTimeout(() => chat.scrollToBottom());
}

const loading = {toggle: () => {}}; // deep-chat replaces it by its own
const css = await fetch(new URL('chat.css', import.meta.url)).then((response) => (response.ok ? response.text() : ''), () => '');
const chat = createChat(css);
document.getElementById('chat').append(chat);
