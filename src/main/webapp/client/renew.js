/** @import { Link } from './link.js' */
/** @import { Settings } from './taskcast.js' */
/** @import { Transport } from './transport.js' */

/** While a session lives, its token is renewed at most once in this time, even if a server announces more often. */
const RENEW_MS = 10_000;

/**
 * Renews the tokens of a link: when a token is about to expire, but not too soon after the last renewal. Announcements
 * in between change nothing. A failed renewal is retried as long as the session lives.
 *
 * @param {Link} link
 * @param {Settings} settings
 * @returns {{ renew: (transport: Transport) => void, end: () => void }}
 */
export function renewals(link, { runtime, token: source }) {
  /** @type {unknown} */
  let timer;
  let last = -Infinity;
  /** @type {Transport | undefined} the transport whose token is being fetched */
  let busy;

  /** @param {Transport} transport */
  async function fetch(transport) {
    last = runtime.now();
    const token = await link.token('expiring').finally(() => (busy = busy === transport ? undefined : busy));
    if (!token || transport.over) return;
    const same = token === transport.token; // the same token would end as early
    transport.token = token;
    if (transport.kind !== 'sse') transport.send({ type: 'auth', token });
    else if (!same) link.connect();
  }

  /** @type {(transport: Transport, error: unknown) => void} retries while the session lives */
  const failed = (transport, error) => {
    if (transport.over) return;
    last = runtime.now();
    link.problem(error, 'token');
    renewal.renew(transport);
  };

  /** @type {ReturnType<typeof renewals>} */
  const renewal = {
    renew(transport) {
      if (typeof source === 'string' || busy === transport) return;
      busy = transport;
      const wait = RENEW_MS - Math.abs(runtime.now() - last); // a clock may be set back
      const due = () => {
        if (!transport.over) fetch(transport).catch((error) => failed(transport, error));
      };
      runtime.clearTimeout(/** @type {never} */ (timer));
      if (wait > 0) timer = runtime.setTimeout(due, wait);
      else due();
    },
    end: () => runtime.clearTimeout(/** @type {never} */ (timer)),
  };
  return renewal;
}
