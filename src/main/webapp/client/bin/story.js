import { addresses, ago, askAll, missing, plain, why } from './replicas.js';

/** @import { Options } from './taskcast.js' */

/**
 * What became of one event on one replica.
 *
 * @typedef {{ id: string, user: string, state: string, at: string | null, acked: boolean }} Handed
 * @typedef {Handed & { ended: string, code?: number, reason: string | null }} Ended
 * @typedef {{
 *   event: string, type: string, partition: number, offset: number, age_ms: number, everyone: boolean, users: string[],
 *   sessions: Handed[], absent: string[], ended: Ended[], truncated: boolean,
 * }} Found
 * @typedef {{
 *   partition: number, offset: number, event: string | null, reason: string, detail: string, at: string,
 * }} Unusable
 * @typedef {{
 *   replica: string, unusable: Unusable[], found: Found[], window: { events: number, age_ms: number },
 *   unusable_lately: Unusable[], truncated: boolean,
 * }} Story
 */

/** @type {Record<string, string>} */
const STATES = {
  handed: 'was handed over',
  not_yet: 'waits: it was not handed over yet',
  filtered: 'was not sent: this device narrowed to other events',
  before: 'came before this session began or was reset, or the device had it already',
};

/**
 * Prints what became of an event, or of the last events of a user, replica by replica.
 *
 * @param {Options} options
 * @param {string | undefined} event
 * @param {string[]} words addresses
 */
export async function story(options, event, words) {
  const { user, token, json } = options;
  const asked = Object.entries({ id: event, user }).filter(([, value]) => value);
  // In a path, an id such as `a/b` or `..` would name another route.
  const path = `admin/events?${asked.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&')}`;
  /** @type {import('./replicas.js').Said<Story>[]} */
  const said = await askAll(await addresses(options, words), path, token);
  const status = missing(said);
  for (const { address, answer } of said) {
    if (!answer) continue;
    if (json) console.log(JSON.stringify(answer));
    else print(address, answer);
  }
  return status;
}

/**
 * @param {string} address
 * @param {Story} story
 */
function print(address, { replica, found, window, unusable, unusable_lately, truncated }) {
  console.log(`# ${plain(replica)} (${address}): its window has ${window.events} events of ${since(window.age_ms)}`);
  for (const record of unusable) console.log(plain(`its record could not be used: ${refused(record)}`));
  for (const event of found) printEvent(event);
  if (truncated) console.log('# there is more than one answer holds');
  if (found.length || unusable.length) return;
  console.log('nothing: it did not come to the topic, or is older than that, or is among those that could not be read');
  if (unusable_lately.length) console.log('# records that could not be used lately, of any user:');
  for (const record of unusable_lately) console.log(plain(refused(record)));
}

/** @param {Unusable} record */
const refused = ({ partition, offset, event, reason, detail, at }) =>
  `record ${partition}-${offset}${event ? `, event ${event}` : ''}: ${reason} (${detail}), ${ago(at)}`;

/** @param {number} ms */
const since = (ms) => (ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);

/** @param {Found} found */
function printEvent({ event, type, partition, offset, age_ms, users, everyone, sessions, absent, ended, truncated }) {
  const whom = everyone ? 'everyone' : users.join(', ');
  console.log(plain(`${type} ${event}, record ${partition}-${offset}, ${since(age_ms)} old, for ${whom}`));
  for (const session of sessions) console.log(plain(`  ${session.user}: session ${session.id}: ${outcome(session)}`));
  for (const session of ended) {
    const end = `ended ${ago(session.ended)}: ${why(session)}`;
    console.log(plain(`  ${session.user}: session ${session.id}: ${outcome(session)}; ${end}`));
  }
  for (const user of absent) console.log(plain(`  ${user}: has no session on this replica`));
  if (truncated) console.log('  and more than one answer holds');
}

/** @param {Handed} handed */
function outcome({ state, at, acked }) {
  const when = at ? ` ${ago(at)}` : '';
  const got = acked ? ', the device has acknowledged it' : state === 'handed' ? ', no acknowledgement yet' : '';
  return (STATES[state] ?? state) + when + got;
}
