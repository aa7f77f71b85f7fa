/**
 * The client of Taskcast, protocol version 1: the task events of a user, live, each exactly once.
 *
 * @example
 * import { connect } from '/client/taskcast.js';
 *
 * const connection = connect({ token: async () => (await (await fetch('/api/auth/token')).json()).token });
 * connection.onReset(async () => tasks.replaceAll(await loadTasks())); // first, and after a gap
 * connection.on('task.created', ({ task }) => tasks.add(task));
 * connection.on('task.deleted', ({ task }) => tasks.remove(task.id));
 * connection.onStatus(({ state }) => showStatus(state));
 *
 * @module
 */
import { Connection } from './connection.js';
import { filterText } from './filter.js';
import { platform } from './runtime.js';

export { CLOSE_CODES } from './frames.js';
export { sessionStore } from './store.js';

/** @import { Store } from './delivery.js' */
/** @import { Filter } from './filter.js' */
/** @import { MakeLine } from './line.js' */
/** @import { Runtime } from './runtime.js' */
/** @import { Kind } from './transport.js' */
/** @typedef {import('./connection.js').Connection} TaskcastConnection */

/**
 * Where a connection stands. `reconnecting` carries `retryAt` (milliseconds since 1970) and why the last session
 * ended (`reason`, `code`); `stopped` carries the same, and is the end.
 *
 * @typedef {{
 *   state: 'connecting' | 'catching-up' | 'live' | 'reconnecting' | 'offline' | 'stopped',
 *   attempt?: number, retryAt?: number, reason?: string, code?: number,
 * }} Status
 */

/**
 * How to connect.
 *
 * - `token`: the token, or a function that fetches one. It is asked before every connection, when the server says that
 *   the token is about to expire, and once more when one was refused. A plain string that expires ends the connection.
 * - `url`: the endpoint; `http(s)` and relative addresses are fine. @default '/ws' of the page's own host
 * - `auth`: how the token is handed over: in the first frame, in the subprotocol header (for gateways that check it at
 *   the handshake), or in the query (it ends up in access logs). Only the first needs no more code. @default 'frame'
 * - `transports`: what may carry the events, the preferred one first. After two attempts in a row that end without a word
 *   from the gateway, though it answers HTTP, the second one is taken, with the same cursor, as long as the page is there.
 *   `sse` is `GET /events` beside `url`, by `fetch`; its code is loaded when it is needed. @default ['websocket', 'sse']
 * - `narrow`: which of the user's events are wanted, see `connection.narrow`. @default all
 * - `client`: which program this is, for the operator, such as `board/2.1`: at most 64 printable characters. @default none
 * - `signal`: aborting it closes the connection.
 * - `store`: keeps the place across reloads of the page, see `sessionStore`. @default none
 * - `tabs`: one socket for all tabs, see `oneSocket` in `tabs.js`. @default a socket per tab
 * - `backoffMs`, `backoffCapMs`: first and largest upper bound of the random delays. @default 1000, 30000
 * - `connectTimeoutMs`: how long token, handshake and welcome may take together. @default 15000
 * - `probeTimeoutMs`: how long a server may take to answer when it fell silent. @default 5000
 * - `holdLimit`: how many events may wait for a snapshot or an iterator. @default 10000
 * - `runtime`: replacements for what the platform provides; `{ WebSocket }` from `ws` on Node 20, else it goes by `sse`.
 *
 * @typedef {{
 *   token: string | ((why: { reason: 'connect' | 'refused' | 'expiring' }) => string | Promise<string>),
 *   url?: string | URL,
 *   auth?: 'frame' | 'subprotocol' | 'query',
 *   transports?: readonly Kind[],
 *   narrow?: Filter,
 *   client?: string,
 *   signal?: AbortSignal,
 *   store?: Store,
 *   tabs?: MakeLine,
 *   backoffMs?: number,
 *   backoffCapMs?: number,
 *   connectTimeoutMs?: number,
 *   probeTimeoutMs?: number,
 *   holdLimit?: number,
 *   runtime?: Partial<Runtime>,
 * }} Options
 */

const DEFAULTS = {
  auth: /** @type {const} */ ('frame'),
  transports: /** @type {readonly Kind[]} */ (['websocket', 'sse']),
  backoffMs: 1_000,
  backoffCapMs: 30_000,
  connectTimeoutMs: 15_000,
  probeTimeoutMs: 5_000,
  holdLimit: 10_000,
};

/**
 * @typedef {Omit<Options, 'url' | 'narrow' | 'runtime'> & Required<Pick<Options, keyof typeof DEFAULTS>>
 *   & { url: URL, narrow?: string, runtime: Runtime }} Settings
 */

/**
 * Connects, and stays connected until `close()` or until the server says stop. Returns at once; listeners that are
 * added right after miss nothing.
 *
 * @param {Options} options
 * @returns {TaskcastConnection}
 * @throws {TypeError} when `url` is not an address, or `narrow` not a filter
 */
export function connect(options) {
  const url = new URL(new URL(options.url ?? '/ws', globalThis.location?.href).href.replace(/^http/, 'ws'));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const narrow = filterText(options.narrow);
  const runtime = { ...platform, ...options.runtime };
  return new Connection(/** @type {Settings} */ ({ ...DEFAULTS, ...given, url, narrow, runtime }));
}
