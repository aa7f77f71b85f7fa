import { streamUrl } from './search.js';

/** @import { Settings } from './taskcast.js' */
/** @import { Kind } from './transport.js' */
/** @import { Way } from './way.js' */

/** A problem of the gateway, or a stream where a proxy adds a token. What others answer is something else. */
const ANSWER = /^(401 application\/problem\+json|200 text\/event-stream)/i;

/**
 * Counts an attempt that ended without a word, if HTTP answers now. Loaded only when it is needed.
 *
 * @param {Way} way
 * @param {Kind} kind of the transport that did not get through
 */
export async function probe(way, kind) {
  if (!(await answers(way.settings))) way.once = false;
  else way.count(kind);
}

/**
 * Whether the gateway answers HTTP in time. It is asked for a stream without a token, so that nothing begins.
 *
 * @param {Settings} settings
 */
async function answers({ runtime, url, probeTimeoutMs }) {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = runtime.setTimeout(() => controller.abort(), probeTimeoutMs);
  try {
    const address = streamUrl(url).replace(/([?&])token=[^&]*/g, '$1');
    const how = /** @type {const} */ ({ cache: 'no-store', credentials: 'omit', redirect: 'error' });
    const { status, headers } = await runtime.fetch(address, { ...how, signal });
    return !signal.aborted && ANSWER.test(`${status} ${headers.get('content-type')}`);
  } catch {
    return false;
  } finally {
    runtime.clearTimeout(/** @type {never} */ (timer));
    controller.abort(); // a stream does not end by itself
  }
}
