import { addresses, ago, askAll, missing, plain } from './replicas.js';

/** @import { Options } from './taskcast.js' */

/**
 * What became of one event on one replica.
 *
 * @typedef {{ id: string, user: string, state: string, at?: string, acked?: boolean }} Handed
 * @typedef {{
 *   event?: string, partition: number, offset: number, age_ms: number, users: string[], everyone?: boolean,
 *   sessions: Handed[], absent: string[],
 * }} Found
 * @typedef {{ partition: number, offset: number, reason: string, at: string }} Unusable
 * @typedef {{ replica: string, found: Found[], unusable: Unusable[] }} Story
 */

/** @type {Record<string, string>} */
const STATES = {
  handed: 'was handed over',
  not_yet: 'waits: it was not handed over yet',
  filtered: 'was not sent: this device narrowed to other events',
  before: 'is older than what this device asked for, or it had it already',
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
  const path = event ? `admin/events/${encodeURIComponent(event)}` : `admin/events?user=${encodeURIComponent(user ?? '')}`;
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
function print(address, { replica, found = [], unusable = [] }) {
  console.log(`# ${plain(replica)} (${address})`);
  for (const event of found) printEvent(event);
  for (const { partition, offset, reason, at } of unusable) {
    console.log(`record ${partition}-${offset} cannot be used: ${plain(reason)} (${ago(at)})`);
  }
  if (!found.length && !unusable.length) {
    console.log('nothing: it never came to the topic, was forgotten by this replica, or has another id');
  }
}

/** @param {Found} found */
function printEvent({ event, partition, offset, age_ms, users, everyone, sessions, absent }) {
  const whom = everyone ? 'everyone' : users.join(', ');
  const name = event ? `event ${event}, ` : '';
  console.log(plain(`${name}record ${partition}-${offset}, ${(age_ms / 1000).toFixed(1)} s old, for ${whom}`));
  for (const { id, user, state, at, acked } of sessions) {
    const when = at ? ` ${ago(at)}` : '';
    const got = acked ? '; the device has acknowledged it' : state === 'handed' ? '; no acknowledgement yet' : '';
    console.log(plain(`  ${user}: session ${id}: ${STATES[state] ?? state}${when}${got}`));
  }
  for (const user of absent ?? []) console.log(plain(`  ${user}: has no session on this replica`));
}
