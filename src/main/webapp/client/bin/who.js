import { addresses, ago, askAll, missing, plain, table, why } from './replicas.js';

/** @import { Options } from './taskcast.js' */

/**
 * A session, as a replica tells of it.
 *
 * @typedef {{
 *   id: string, user: string, transport: string, address: string, client: string | null, since: string,
 *   cursor: string | null, behind_events: number, last_sent: string, last_seen: string, acked: string | null,
 *   state: string, reset: string | null,
 * }} SessionReport
 * @typedef {{ id: string, user: string, since: string, ended: string, code?: number, reason: string | null }} Ended
 * @typedef {{ replica: string, sessions: SessionReport[], truncated: boolean, ended: Ended[] }} Sessions
 */

const HEAD = ['USER', 'SESSION', 'STATE', 'BEHIND', 'RESET', 'SINCE', 'SENT', 'SEEN', 'BY', 'ADDRESS', 'CLIENT'];
const ENDED = ['USER', 'SESSION', 'SINCE', 'ENDED', 'WHY'];

/**
 * Prints who is connected, replica by replica.
 *
 * @param {Options} options
 * @param {string[]} words addresses
 */
export async function who(options, words) {
  const { user, token, json } = options;
  const query = user ? `?user=${encodeURIComponent(user)}` : '';
  /** @type {import('./replicas.js').Said<Sessions>[]} */
  const said = await askAll(await addresses(options, words), `admin/sessions${query}`, token);
  const status = missing(said);
  for (const { address, answer } of said) {
    if (!answer) continue;
    if (json) {
      console.log(JSON.stringify(answer));
      continue;
    }
    const { replica, sessions, truncated, ended } = answer;
    console.log(`# ${plain(replica)} (${address}): ${sessions.length}${truncated ? ' and more' : ''} sessions`);
    if (sessions.length) table(HEAD, sessions.map(row));
    if (!ended.length) continue;
    console.log('# ended lately:');
    table(ENDED, ended.map((one) => [one.user, one.id, ago(one.since), ago(one.ended), why(one)].map(plain)));
  }
  return status;
}

/** @param {SessionReport} session */
function row({ user, id, state, behind_events, reset, since, last_sent, last_seen, transport, address, client }) {
  const times = [since, last_sent, last_seen].map(ago);
  return [user, id, state, behind_events, reset, ...times, transport, address || '-', client].map(plain);
}
