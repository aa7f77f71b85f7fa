import { Listeners } from './listeners.js';
import { part } from './part.js';
import { TaskList } from './task-list.js';

/** @import { Filter } from './filter.js' */
/** @import { TaskUpdate } from './frames.js' */
/** @import { Reset } from './hold.js' */
/** @import { ListOptions } from './task-list.js' */
/** @import { Status, TaskcastConnection } from './taskcast.js' */

/** @type {Status} */
const NOT_YET = Object.freeze({ state: 'connecting' });

/**
 * Where components and a connection meet. Components come first (effects of children run before those of their parent)
 * and stay. Connections come and go, twice in a row under StrictMode. Only the connection that entered last counts.
 */
export class Room {
  #report = (/** @type {unknown} */ error) => console.error('taskcast:', error);
  /** @type {Listeners<TaskUpdate>} */
  events = new Listeners(this.#report);
  /** @type {Map<(reset: Reset) => unknown, (() => void) | undefined>} */
  #resets = new Map();
  /** @type {Listeners<void>} */
  #changes = new Listeners(this.#report);
  /** @type {TaskcastConnection | undefined} */
  #connection;
  /** @type {Map<string, { list: TaskList, users: number, stop: () => void }>} the lists of tasks, by their keys */
  #lists = new Map();
  /** @type {Map<string, TaskList>} unused lists that are still in a cache */
  #cached = new Map();
  /** Connects again; the hook that connects sets it. */
  again = () => {};

  /** @param {() => void} again connects again, from now on */
  beginBy(again) {
    this.again = again;
  }

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
   * @param {(reset: Reset) => unknown} handler
   * @returns {() => void} stops listening
   */
  onReset(handler) {
    const own = (/** @type {Reset} */ reset) => handler(reset);
    this.#resets.set(own, this.#connection?.onReset(own));
    return () => {
      this.#resets.get(own)?.();
      this.#resets.delete(own);
    };
  }

  /**
   * The list of this key. It is kept and updated only while a component uses it.
   *
   * @param {string} key
   * @param {ListOptions['queryClient']} [queryClient]
   */
  list(key, queryClient) {
    const known = this.#lists.get(key);
    if (known) return known.list;
    const list = new TaskList({ load: () => [], key: JSON.parse(key), queryClient });
    this.#lists.set(key, { list, users: 0, stop: () => {} });
    return list;
  }

  /**
   * @param {string} key
   * @param {TaskList} list
   * @returns {() => void} ends this use
   */
  use(key, list) {
    const entry = this.#lists.get(key) ?? { list, users: 0, stop: () => {} };
    this.#lists.set(key, entry);
    if (!entry.users++) this.#attach(entry);
    return () => {
      if (--entry.users) return;
      entry.stop();
      this.#lists.delete(key);
      if (list.cached) this.#cached.set(key, list);
    };
  }

  /**
   * Makes a list a part of the page: it waits for its own snapshot, and the rest of the page does not.
   *
   * @param {{ list: TaskList, users: number, stop: () => void }} entry
   */
  #attach(entry) {
    entry.stop();
    if (!this.#connection || !entry.users) return;
    const own = part(/** @type {any} */ (this.#connection));
    entry.stop = entry.list.attach((take) => own.on('*', take), (load) => own.onReset(load));
  }

  /** @param {TaskcastConnection} connection */
  enter(connection) {
    this.#connection = connection;
    for (const entry of this.#lists.values()) this.#attach(entry);
    connection.on('*', (update) => this.events.emit(update));
    for (const handler of this.#resets.keys()) this.#resets.set(handler, connection.onReset(handler));
    connection.onStatus(() => this.#changes.emit());
    this.#changes.emit();
  }

  /** @param {TaskcastConnection} connection */
  leave(connection) {
    connection.close();
    for (const list of this.#cached.values()) list.clear();
    for (const { list } of this.#lists.values()) list.clear();
    this.#cached.clear();
    if (this.#connection === connection) this.#connection = undefined;
    this.#changes.emit();
  }
}
