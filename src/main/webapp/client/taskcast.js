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
export { part } from './part.js';
export { sessionStore } from './store.js';

/** @import { Filter } from './filter.js' */
/** @import { MakeLine } from './line.js' */
/** @import { Runtime } from './runtime.js' */
/** @import { Kind } from './transport.js' */
/** @typedef {import('./connection.js').Connection} TaskcastConnection */

/** @typedef {import('./types/taskcast.d.ts').Status} PublicStatus */

/**
 * The state of a connection, with all possible fields; `types/taskcast.d.ts` says which fields each state has.
 *
 * @typedef {{
 *   state: PublicStatus['state'], attempt?: number, retryAt?: number, reason?: string, code?: number, fatal?: boolean,
 *   stale?: boolean, transport?: Kind,
 * }} Status
 */

/**
 * How to connect; `types/taskcast.d.ts` explains each option.
 *
 * @typedef {Omit<import('./types/taskcast.d.ts').Options<string>, 'tabs' | 'narrow'> & { tabs?: MakeLine, narrow?: Filter }} Options
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
 *   & { url: string, narrow?: string, runtime: Runtime }} Settings
 */

/**
 * Connects, and stays connected until `close()` or until the server says stop. Returns immediately; listeners that are
 * added directly after this call miss nothing.
 *
 * @param {Options} options
 * @returns {TaskcastConnection}
 * @throws {TypeError} if `url` is not an address, or `narrow` not a filter
 */
export function connect(options) {
  const given = /** @type {any} */ (options.url ?? '/ws');
  const whole = /^\w+:..[^/]+\//.test(given); // without React Native's `URL`, which ends every address with a slash
  const url = `${whole ? given : new URL(given, /** @type {any} */ (globalThis.location))}`.replace(/^http/, 'ws');
  const runtime = { ...platform, ...options.runtime };
  /** @type {Record<string, unknown>} */
  const settings = { ...options, url, narrow: filterText(options.narrow), runtime };
  for (const [name, value] of Object.entries(DEFAULTS)) settings[name] ??= value;
  return new Connection(/** @type {any} */ (settings));
}
