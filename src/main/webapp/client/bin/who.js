import { addresses, ago, askAll, missing, plain, table } from './replicas.js';

/** @import { Options } from './taskcast.js' */

/**
 * A session, as a replica tells of it.
 *
 * @typedef {{
 *   id: string, user: string, transport: string, address: string, client: string, since: string, cursor: string,
 *   behind_events: number, last_sent: string, last_seen: string, acked: string, state: string,
 * }} SessionReport
 */

/** @typedef {{ replica: string, sessions: SessionReport[], truncated: boolean }} Sessions */

const HEAD = ['USER', 'SESSION', 'STATE', 'BEHIND', 'SINCE', 'SENT', 'SEEN', 'BY', 'ADDRESS', 'CLIENT'];

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
    const { replica, sessions, truncated } = answer;
    console.log(`# ${plain(replica)} (${address}): ${sessions.length}${truncated ? ' and more' : ''} sessions`);
    if (sessions.length) table(HEAD, sessions.map(row));
  }
  return status;
}

/** @param {SessionReport} session */
function row({ user, id, state, behind_events, since, last_sent, last_seen, transport, address, client }) {
  const times = [since, last_sent, last_seen].map(ago);
  return [user, id, state, behind_events, ...times, transport, address || '-', client || '-'].map(plain);
}
