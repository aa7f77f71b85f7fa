import { EventParser } from './event-parser.js';
import { searchOf } from './search.js';

/** @import { Settings } from './taskcast.js' */
/** @import { Medium, MediumOwner } from './transport.js' */

/** The close code with the same advice as a status by which a stream is refused; any other status is a lost line. */
const CODES = /** @type {Record<number, number>} */ ({ 401: 4001, 403: 4003, 429: 1013, 503: 1013 });

const LONGEST_WAIT_MS = 300_000;

const NO_STREAMS =
  'taskcast: the fetch of this platform gives no streams, so there are no server-sent events: only WebSockets work here';

/**
 * Opens an event stream by `fetch`; the token goes into a header. Loaded only when it is needed.
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
async function read({ streamUrl, runtime }, owner, signal) {
  const { cursor, filter } = owner.resume();
  const query = new URLSearchParams(searchOf(filter));
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${owner.token}` };
  const response = await runtime.fetch(`${streamUrl}${streamUrl.includes('?') ? '&' : '?'}${query}`, {
    headers: cursor ? { ...headers, 'last-event-id': cursor } : headers,
    cache: 'no-store',
    credentials: 'omit',
    signal,
  });
  if (!response.ok) return refused(response, owner, runtime.now());
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return owner.end(0, 'no-event-stream');
  if (!response.body) return owner.end(0, 'cannot-open', new Error(NO_STREAMS));
  const parser = new EventParser();
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return owner.end(1006, '');
    owner.alive();
    for (const { data, retryMs } of parser.push(value)) {
      const frame = /** @type {{ type?: string, code?: number, reason?: string } | undefined} */ (owner.hear(data));
      if (frame?.type !== 'close') continue;
      const code = Number(frame.code) || 1006;
      return owner.end(code, frame.reason ?? '', undefined, retryMs);
    }
  }
}

/**
 * Says why with the words of the problem document (RFC 9457), and when to come back.
 *
 * @param {Response} response
 * @param {MediumOwner} owner
 * @param {number} now
 */
async function refused(response, owner, now) {
  const { title, detail } = await response.json().catch(() => ({}));
  const after = response.headers.get('retry-after') ?? '';
  const ms = /^\d+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - now;
  const reason = detail ?? title ?? `http-${response.status}`;
  owner.end(CODES[response.status] ?? 1006, String(reason), undefined, Math.min(Math.max(0, ms || 0), LONGEST_WAIT_MS));
}
