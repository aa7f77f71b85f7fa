import { byId } from '../demo/dom.js';
import { notify } from '../demo/notices.js';
import { Gateway, Refusal } from './gateway.js';
import { Numbers } from './numbers.js';
import { showPartitions } from './partitions.js';
import { Scrape } from './scrape.js';
import { showSessions } from './sessions.js';
import { showStory } from './story.js';

const EVERY_MS = 2_000;

const gateway = new Gateway();
const numbers = new Numbers();
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id));
const confirm = /** @type {HTMLDialogElement} */ (byId('confirm'));

/** What the page shows until the operator asks for something else. */
const asked = { user: '', story: '', of: 'event' };
/** Whether the operators' routes accept this page's token. */
let admitted = false;
/** @type {Scrape | undefined} */
let latest;

/**
 * @param {string} id of the form
 * @param {() => void} what
 */
function onSubmit(id, what) {
  byId(id).addEventListener('submit', (event) => {
    event.preventDefault();
    what();
  });
}

/**
 * @param {'live' | 'connecting' | 'stopped'} state
 * @param {string} words
 */
function say(state, words) {
  byId('state').dataset.state = state;
  if (byId('state-word').textContent !== words) byId('state-word').textContent = words;
}

async function look() {
  try {
    latest = new Scrape(await gateway.metrics());
    numbers.show(latest);
    showPartitions(latest);
    const down = latest.samples('taskcast_ready').filter(({ value }) => value === 0);
    if (down.length) say('stopped', `Not ready: ${down.map(({ labels }) => labels.check).join(', ')}`);
    else say('live', 'Ready');
  } catch {
    say('stopped', 'Does not answer');
  }
}

async function list() {
  const answer = await gateway.sessions(asked.user);
  admitted = true;
  signedIn(true);
  document.title = `${answer.replica} · Taskcast`;
  showSessions(answer, (user) => {
    field('story-of').value = 'user';
    field('story-id').value = user;
    ask('user', user);
    byId('story-title').scrollIntoView();
  });
}

/** @param {boolean} now */
function signedIn(now) {
  byId('sign-in').classList.toggle('signed-in', now);
  field('token').placeholder = now ? 'in use' : 'with the role admin';
}

async function tell() {
  if (asked.story) showStory(await (asked.of === 'user' ? gateway.user(asked.story) : gateway.event(asked.story)));
}

/**
 * @param {string} of
 * @param {string} story
 */
function ask(of, story) {
  Object.assign(asked, { of, story });
  attempt(tell);
}

/** @param {() => Promise<unknown>} what */
async function attempt(what) {
  try {
    await what();
  } catch (error) {
    if (error instanceof Refusal && (error.status === 401 || error.status === 403)) {
      admitted = false;
      signedIn(false);
    }
    notify(error);
  }
}

/** Asks for confirmation before the drain. */
function askFirst() {
  const devices = latest?.sum('taskcast_connections');
  byId('confirm-text').textContent =
    devices === undefined
      ? 'How many devices it has is not known now.'
      : `It has ${devices.toLocaleString('en')} devices now. They need room on other replicas.`;
  confirm.returnValue = 'no';
  confirm.showModal();
}

async function everything() {
  if (document.hidden) return;
  await look();
  if (!admitted) return;
  // An element that has the keyboard's focus must not be replaced.
  if (!document.querySelector('#sessions-table :focus-visible')) await attempt(list);
  if (!document.querySelector('#story :focus-visible')) await attempt(tell);
}

function start() {
  byId('numbers').append(...numbers.elements);
  showSessions({ replica: 'this replica', sessions: [], truncated: false, ended: [] }, () => {});
  byId('sessions-note').textContent = 'need a token with the role admin';
  onSubmit('sign-in', () => {
    gateway.signIn(field('token').value.trim());
    field('token').value = '';
    attempt(list);
  });
  onSubmit('sessions-form', () => {
    asked.user = field('sessions-user').value.trim();
    attempt(list);
  });
  onSubmit('story-form', () => ask(field('story-of').value, field('story-id').value.trim()));
  byId('drain').addEventListener('click', askFirst);
  confirm.addEventListener('close', () => {
    if (confirm.returnValue === 'yes') attempt(() => gateway.drain());
  });
  // If this machine needs no token, nothing has to be typed.
  list().catch(() => {});
  everything();
  setInterval(everything, EVERY_MS);
}

start();
