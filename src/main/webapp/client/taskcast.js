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

export { CLOSE_CODES } from './close-codes.js';
export { TaskcastError } from './errors.js';
export { sessionStore } from './store.js';

/** @import { Store } from './delivery.js' */
/** @import { Filter } from './filter.js' */
/** @import { MakeLine } from './line.js' */
/** @import { Runtime } from './runtime.js' */
/** @import { Kind } from './transport.js' */
/** @typedef {import('./connection.js').Connection} TaskcastConnection */

/**
 * Where a connection stands. `reconnecting` carries `retryAt` (milliseconds since 1970) and why the last session
 * ended (`reason`, `code`). `stopped` is the end: `closed` by you, `signed-out` by `token`, or `fatal`. Then the server
 * refused with this `code` and, in its words, this `reason`. `stale` comes with `live` and `catching-up`: nothing was heard
 * for too long, and what is shown may be old, until that is found out.
 *
 * @typedef {{
 *   state: 'connecting' | 'catching-up' | 'live' | 'reconnecting' | 'offline' | 'stopped',
 *   attempt?: number, retryAt?: number, reason?: string, code?: number, fatal?: boolean, stale?: boolean,
 * }} Status
 */

/**
 * How to connect.
 *
 * - `token`: the token, or a function that fetches one, or gives `null` if the user signed out: then the connection stops. It is
 *   asked before every connection, when the server says that the token is about to expire, and once more when one was
 *   refused; never twice at once, and every 10 s at most while a session lives. A plain string that expires is the end.
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
 * - `deadAfterMs`: after so long without a word of the server a line is dead. @default 30000
 * - `probeTimeoutMs`: how long a server may take to answer when it fell silent. @default 5000
 * - `snapshotTimeoutMs`: how long a listener of `onReset` may take before events no longer wait for it. @default 30000
 * - `debug`: writes each step to the console; never a token, never a task. @default false
 * - `holdLimit`: how many events may wait for a snapshot or an iterator. @default 10000
 * - `runtime`: replacements for what the platform provides; `{ WebSocket }` from `ws` on Node 20, else it goes by `sse`.
 *
 * @typedef {{
 *   token: string | ((why: { reason: 'connect' | 'refused' | 'expiring' }) => string | null | Promise<string | null>),
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
 *   deadAfterMs?: number,
 *   probeTimeoutMs?: number,
 *   snapshotTimeoutMs?: number,
 *   debug?: boolean,
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
  deadAfterMs: 30_000,
  probeTimeoutMs: 5_000,
  snapshotTimeoutMs: 30_000,
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
  const runtime = { ...platform, ...options.runtime };
  /** @type {Record<string, unknown>} */
  const settings = { ...options, url, narrow: filterText(options.narrow), runtime };
  for (const [name, value] of Object.entries(DEFAULTS)) settings[name] ??= value;
  return new Connection(/** @type {any} */ (settings));
}
