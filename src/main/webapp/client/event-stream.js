import { EventParser } from './event-parser.js';
import { searchOf, streamUrl } from './search.js';

/** @import { Settings } from './taskcast.js' */
/** @import { Medium, MediumOwner } from './transport.js' */

/**
 * The close code with the same advice as an HTTP status by which the gateway refuses a stream. Any other status means a
 * lost connection.
 */
const CODES = /** @type {Record<number, number>} */ ({
  400: 1007,
  401: 4001,
  403: 4003,
  405: 1003,
  406: 1003,
  429: 1013,
  503: 1013,
});

const LONGEST_WAIT_MS = 300_000;

const NO_STREAMS =
  'taskcast: the fetch of this platform gives no streams, so there are no server-sent events: only WebSockets work here';

/** A server that cannot be pinged may be silent for a heartbeat plus this time, for any `deadAfterMs`. */
const SLACK_MS = 5_000;

/**
 * Opens an event stream with `fetch`; the token goes into a header. Loaded only when it is needed.
 *
 * @param {Settings} settings
 * @param {MediumOwner} owner
 * @returns {Medium}
 */
export function openStream(settings, owner) {
  if (!globalThis.ReadableStream) throw new Error(NO_STREAMS);
  const controller = new AbortController();
  read(settings, owner, controller.signal).catch(() => owner.end(1006, ''));
  return { shut: () => controller.abort() };
}

/**
 * @param {Settings} settings
 * @param {MediumOwner} owner
 * @param {AbortSignal} signal
 */
async function read({ url, runtime, client }, owner, signal) {
  const { cursor, filter } = owner.resume();
  const query = new URLSearchParams(searchOf(filter));
  if (client) query.set('client', client);
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${owner.token}` };
  const address = streamUrl(url);
  const response = await runtime.fetch(`${address}${address.includes('?') ? '&' : '?'}${query}`, {
    headers: cursor ? { ...headers, 'last-event-id': cursor } : headers,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    signal,
  });
  if (!response.ok) return refused(response, owner, runtime.now());
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return owner.end(0, 'no-event-stream');
  if (!response.body) return owner.end(0, 'cannot-open', new Error(NO_STREAMS));
  const parser = new EventParser();
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (signal.aborted) return;
    if (done) return owner.end(1006, '');
    owner.alive();
    for (const { data, retryMs } of parser.push(value)) {
      const frame = /** @type {{ type?: string, code?: number, reason?: string, heartbeat_ms?: number } | undefined} */ (owner.hear(data));
      const { heartbeat_ms = 0 } = frame ?? {};
      if (heartbeat_ms > owner.quietMs) owner.quietMs = heartbeat_ms + SLACK_MS;
      if (frame?.type !== 'close') continue;
      const code = Number(frame.code) || 1006;
      return owner.end(code, frame.reason ?? '', undefined, retryMs);
    }
  }
}

/**
 * Takes the reason from the problem document (RFC 9457), and the time to return from a header. If there is no such
 * document, the answer is not the gateway's. It comes from something on the way, such as a login page or a proxy.
 *
 * @param {Response} response
 * @param {MediumOwner} owner
 * @param {number} now
 */
async function refused(response, owner, now) {
  const problem = /^application\/problem\+json/i.test(response.headers.get('content-type') ?? '');
  const { title, detail } = problem ? await response.json().catch(() => ({})) : {};
  const after = response.headers.get('retry-after') ?? '';
  const ms = /^\d+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - now;
  const reason = detail ?? title ?? `http-${response.status}`;
  const code = (problem && CODES[response.status]) || 1006;
  owner.end(code, String(reason), undefined, Math.min(Math.max(0, ms || 0), LONGEST_WAIT_MS));
}
