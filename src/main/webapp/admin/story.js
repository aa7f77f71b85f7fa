import { byId, el } from '../demo/dom.js';
import { ago, fill, scroll, why } from './table.js';

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
 *   sessions: Handed[], absent: string[], ended: Ended[], truncated: boolean,
 * }} Found
 * @typedef {{
 *   partition: number, offset: number, event: string | null, reason: string, detail: string, at: string,
 * }} Unusable
 */

const HEAD = ['User', 'Session', 'What became of it', 'When', 'Acknowledged', 'Session is'];
const SHOWN = 20;

/**
 * Shows what became of events.
 *
 * @param {{
 *   replica: string, unusable: Unusable[], found: Found[], window: { age_ms: number }, unusable_lately: Unusable[],
 *   truncated: boolean,
 * }} story
 */
export function showStory({ replica, unusable, found, window, unusable_lately, truncated }) {
  byId('story-note').textContent = `as ${replica} knows it`;
  const parts = [...unusable.map(refused), ...found.slice(0, SHOWN).map(card)];
  if (truncated || found.length > SHOWN) parts.push(el('p', { className: 'note' }, 'There are more that are not shown.'));
  if (!parts.length) {
    const why = `it did not come to the topic, or came before the oldest event here (${ago(window.age_ms)}), or could not be read.`;
    parts.push(el('p', {}, `This replica knows nothing of it: ${why}`));
    if (unusable_lately.length) parts.push(skipped(unusable_lately, byId('story').querySelector('details')?.open ?? false));
  }
  byId('story').replaceChildren(...parts);
}

/** @param {Unusable} record */
const refused = ({ partition, offset, reason, detail, at }) =>
  el(
    'article',
    { className: 'card' },
    el('h3', {}, 'The record could not be used'),
    el('p', {}, `It was sent to no device. The reason is ${reason}: ${detail}.`),
    el('p', { className: 'note' }, `Record ${partition}-${offset}, ${ago(at)}`),
  );

/**
 * @param {Unusable[]} records
 * @param {boolean} open whether the list is open
 */
function skipped(records, open) {
  const table = el('table', { className: 'stacked' });
  const rows = records.map(({ partition, offset, event, reason, detail, at }) => [
    `${partition}-${offset}`,
    event ?? 'not known',
    `${reason}: ${detail}`,
    ago(at),
  ]);
  fill(table, 'Records that could not be used', ['Record', 'Event', 'Reason', 'When'], rows, '');
  return el(
    'details',
    { className: 'card', open },
    el('summary', {}, `Records that could not be used lately, of any user: ${records.length}`),
    scroll(table, 'Records that could not be used'),
  );
}

/** @param {Found} found */
function card({ event, type, partition, offset, age_ms, users, everyone, sessions, absent, ended, truncated }) {
  const rows = [...sessions.map((one) => row(one, 'open')), ...ended.map((one) => row(one, end(one)))];
  for (const user of absent) rows.push([user, '–', 'has no session on this replica', '–', '–', '–']);
  const whom = everyone ? 'everyone' : users.join(', ');
  const table = el('table', { className: 'stacked' });
  fill(table, `Sessions of ${whom}`, HEAD, rows, 'Nobody that it is for was here.');
  return el(
    'article',
    { className: 'card' },
    el('h3', {}, `${type} ${event}`),
    el('p', { className: 'note' }, `Record ${partition}-${offset}, ${ago(age_ms)}, for ${whom}`),
    scroll(table, `Sessions of the event ${event}`),
    ...(truncated ? [el('p', { className: 'note' }, 'More sessions or users are left out.')] : []),
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
const end = (ended) => `ended ${ago(ended.ended)}: ${why(ended)}`;
