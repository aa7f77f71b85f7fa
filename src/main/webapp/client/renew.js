/** @import { Link } from './link.js' */
/** @import { Settings } from './taskcast.js' */
/** @import { Transport } from './transport.js' */

/** A token is renewed once in this time at most, whatever a server announces. */
const RENEW_MS = 1_000;

/**
 * When the last token of a link was fetched, and for which transport if that has not ended.
 *
 * @type {WeakMap<Link, { at: number, transport?: Transport }>}
 */
const fetched = new WeakMap();

/**
 * Gives a session whose token is about to expire a fresh one, unless that is asked too often. Loaded only when it is needed.
 *
 * @param {Transport} transport
 * @param {Link} link
 * @param {Settings} settings
 */
export async function renew(transport, link, { runtime, token: source }) {
  const now = runtime.now();
  const last = fetched.get(link);
  const paced = last && (last.transport === transport || Math.abs(now - last.at) < RENEW_MS); // a clock may be set back
  if (typeof source === 'string' || paced) return;
  /** @type {{ at: number, transport?: Transport }} */
  const mine = { at: now, transport };
  fetched.set(link, mine);
  const token = await link.token('expiring').finally(() => (mine.transport = undefined));
  if (!token || transport.over) return;
  if (transport.kind !== 'sse') transport.send({ type: 'auth', token });
  else if (token !== transport.token) link.connect(token); // the same one would end as early
}
