import { streamUrl } from './search.js';

/** @import { Settings } from './taskcast.js' */
/** @import { Kind } from './transport.js' */
/** @import { Way } from './way.js' */

/**
 * An answer of the gateway: a problem document, or a stream if a proxy adds a token. Other servers answer differently.
 */
const ANSWER = /^(401 application\/problem\+json|200 text\/event-stream)/i;

/**
 * Counts an attempt that ended without an answer, if HTTP works now. Loaded only when it is needed.
 *
 * @param {Way} way
 * @param {Kind} kind the transport that failed
 */
export async function probe(way, kind) {
  if (!(await answers(way.settings))) way.once = false;
  else way.count(kind);
}

/**
 * Whether the gateway answers HTTP in time. The request asks for a stream without a token, so that no session begins.
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
    controller.abort(); // a stream does not end on its own
  }
}
