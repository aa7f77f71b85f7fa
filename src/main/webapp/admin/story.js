import { byId, el } from '../demo/dom.js';
import { ago, fill } from './table.js';

/** @type {Record<string, string>} */
const STATES = {
  handed: 'handed over',
  not_yet: 'waits',
  filtered: 'not sent: the device narrowed to other events',
  before: 'came before the session began or was reset, or the device had it already',
};

/**
 * @typedef {{ id: string, user: string, state: string, at: string | null, acked: boolean }} Handed
 * @typedef {Handed & { ended: string, code?: number, reason: string | null }} Ended
 * @typedef {{
 *   event: string, type: string, partition: number, offset: number, age_ms: number, everyone: boolean, users: string[],
 *   sessions: Handed[], absent: string[], ended: Ended[],
 * }} Found
 * @typedef {{ partition: number, offset: number, reason: string, at: string }} Unusable
 */

const HEAD = ['User', 'Session', 'What became of it', 'When', 'Acknowledged', 'Session is'];
const SHOWN = 20;

/**
 * Shows what became of events.
 *
 * @param {{ replica: string, found: Found[], window: { age_ms: number }, unusable: Unusable[], truncated: boolean }} story
 */
export function showStory({ replica, found, window, unusable, truncated }) {
  byId('story-note').textContent = `as ${replica} knows it`;
  const parts = found.slice(0, SHOWN).map(card);
  if (truncated || found.length > SHOWN) parts.push(el('p', { className: 'note' }, 'There are more that are not shown.'));
  if (!found.length) {
    const why = `it did not come to the topic, or came before the oldest event here (${ago(window.age_ms)}), or could not be used.`;
    parts.push(el('p', {}, `This replica knows nothing of it: ${why}`));
  }
  if (unusable.length) parts.push(skipped(unusable, byId('story').querySelector('details')?.open ?? false));
  byId('story').replaceChildren(...parts);
}

/**
 * @param {Unusable[]} records
 * @param {boolean} open whether somebody looks at them
 */
function skipped(records, open) {
  const table = el('table');
  const rows = records.map(({ partition, offset, reason, at }) => [`${partition}-${offset}`, reason, ago(at)]);
  fill(table, 'Records that could not be used', ['Record', 'Reason', 'When'], rows, '');
  return el(
    'details',
    { className: 'card', open },
    el('summary', {}, `Records that could not be used lately, of whatever user: ${records.length}`),
    scroll(table, 'Records that could not be used'),
  );
}

/**
 * A table that may be wider than the page: it scrolls, with the keyboard too.
 *
 * @param {HTMLElement} table
 * @param {string} name
 */
const scroll = (table, name) => el('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': name }, table);

/** @param {Found} found */
function card({ event, type, partition, offset, age_ms, users, everyone, sessions, absent, ended }) {
  const rows = [...sessions.map((one) => row(one, 'open')), ...ended.map((one) => row(one, end(one)))];
  for (const user of absent) rows.push([user, '–', 'has no session on this replica', '–', '–', '–']);
  const whom = everyone ? 'everyone' : users.join(', ');
  const table = el('table');
  fill(table, `Sessions of ${whom}`, HEAD, rows, 'Nobody that it is for was here.');
  return el(
    'article',
    { className: 'card' },
    el('h3', {}, `${type} ${event}`),
    el('p', { className: 'note' }, `Record ${partition}-${offset}, ${ago(age_ms)}, for ${whom}`),
    scroll(table, `Sessions of the event ${event}`),
  );
}

/**
 * @param {Handed} handed
 * @param {string} now
 */
const row = ({ user, id, state, at, acked }, now) => [
  user,
  el('code', {}, id),
  STATES[state] ?? state,
  at ? ago(at) : '–',
  acked ? 'yes' : 'not yet, or it never does',
  now,
];

/** @param {Ended} ended */
const end = ({ ended, code, reason }) => `ended ${ago(ended)}: ${code ? `${code} ${reason}` : 'by the device or the network'}`;
