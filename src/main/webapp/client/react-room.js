import { Listeners } from './listeners.js';

/** @import { Filter } from './filter.js' */
/** @import { TaskUpdate } from './frames.js' */
/** @import { Status, TaskcastConnection } from './taskcast.js' */

/** @type {Status} */
const NOT_YET = Object.freeze({ state: 'connecting' });

/**
 * Where components and a connection meet. Components come first (effects of children run before those of their parent)
 * and stay; connections come and go, twice at once under StrictMode. Only the last one that entered is heard.
 */
export class Room {
  #report = (/** @type {unknown} */ error) => console.error('taskcast:', error);
  /** @type {Listeners<TaskUpdate>} */
  events = new Listeners(this.#report);
  /** @type {Map<(reset: { reason: string }) => unknown, (() => void) | undefined>} */
  #resets = new Map();
  /** @type {Listeners<void>} */
  #changes = new Listeners(this.#report);
  /** @type {TaskcastConnection | undefined} */
  #connection;
  /** Begins anew; the hook that connects sets it. */
  again = () => {};

  /** @type {Status} */
  get status() {
    return this.#connection?.status ?? NOT_YET;
  }

  get user() {
    return this.#connection?.user;
  }

  /** @param {Filter} [filter] */
  narrow(filter) {
    this.#connection?.narrow(filter ?? {});
  }

  /** @param {() => void} listener */
  subscribe = (listener) => this.#changes.add(listener);

  snapshot = () => this.status;

  /**
   * @param {(reset: { reason: string }) => unknown} handler
   * @returns {() => void} stops listening
   */
  onReset(handler) {
    const own = (/** @type {{ reason: string }} */ reset) => handler(reset);
    this.#resets.set(own, this.#connection?.onReset(own));
    return () => {
      this.#resets.get(own)?.();
      this.#resets.delete(own);
    };
  }

  /** @param {TaskcastConnection} connection */
  enter(connection) {
    this.#connection = connection;
    connection.on('*', (update) => this.events.emit(update));
    for (const handler of this.#resets.keys()) this.#resets.set(handler, connection.onReset(handler));
    connection.onStatus(() => this.#changes.emit());
    this.#changes.emit();
  }

  /** @param {TaskcastConnection} connection */
  leave(connection) {
    connection.close();
    if (this.#connection === connection) this.#connection = undefined;
    this.#changes.emit();
  }
}
