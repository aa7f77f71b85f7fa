import { EventParser } from './event-parser.js';

/** @import { Medium, MediumTelling, Opening } from './transport.js' */

/** The close code with the same advice as a status by which a stream is refused; any other status is a lost line. */
const CODES = /** @type {Record<number, number>} */ ({ 401: 4001, 403: 4003, 429: 1013, 503: 1013 });

const LONGEST_WAIT_MS = 300_000;

const NO_STREAMS =
  'taskcast: the fetch of this platform gives no streams, so there are no server-sent events: only WebSockets work here';

/**
 * Opens an event stream by `fetch`; the token goes into a header. Loaded only when it is needed.
 *
 * @param {Opening} opening
 * @param {string} token
 * @param {MediumTelling} tell
 * @returns {Medium}
 */
export function openStream(opening, token, tell) {
  if (!globalThis.ReadableStream) throw new Error(NO_STREAMS);
  const controller = new AbortController();
  read(opening, token, tell, controller.signal).catch(() => tell.end(1006, ''));
  return { shut: () => controller.abort() };
}

/**
 * @param {Opening} opening
 * @param {string} token
 * @param {MediumTelling} tell
 * @param {AbortSignal} signal
 */
async function read({ streamUrl, resume, runtime }, token, tell, signal) {
  const { cursor, filter } = resume();
  const query = new URLSearchParams({ accept: 'batch' });
  const { events = [], channels = [] } = filter || {};
  for (const event of events) query.append('event', event);
  for (const channel of channels) query.append('channel', channel);
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` };
  const response = await runtime.fetch(`${streamUrl}${streamUrl.includes('?') ? '&' : '?'}${query}`, {
    headers: cursor ? { ...headers, 'last-event-id': cursor } : headers,
    cache: 'no-store',
    credentials: 'omit',
    signal,
  });
  if (!response.ok) return refused(response, tell, runtime.now());
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return tell.end(0, 'no-event-stream');
  if (!response.body) return tell.end(0, 'cannot-open', new Error(NO_STREAMS));
  const parser = new EventParser();
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return tell.end(1006, '');
    tell.alive();
    for (const { data, retryMs } of parser.push(value)) {
      const frame = /** @type {{ type?: string, code?: number, reason?: string } | undefined} */ (tell.hear(data));
      if (frame?.type !== 'close') continue;
      const code = Number(frame.code) || 1006;
      return tell.end(code, frame.reason ?? '', undefined, retryMs);
    }
  }
}

/**
 * Says why with the words of the problem document (RFC 9457), and when to come back.
 *
 * @param {Response} response
 * @param {MediumTelling} tell
 * @param {number} now
 */
async function refused(response, tell, now) {
  const { title, detail } = await response.json().catch(() => ({}));
  const after = response.headers.get('retry-after') ?? '';
  const ms = /^\d+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - now;
  const reason = detail ?? title ?? `http-${response.status}`;
  tell.end(CODES[response.status] ?? 1006, String(reason), undefined, Math.min(Math.max(0, ms || 0), LONGEST_WAIT_MS));
}
