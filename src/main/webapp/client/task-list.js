/**
 * The tasks of a user as a list that stays correct. It combines a snapshot, the events since then, and this page's
 * changes that the backend has not confirmed yet.
 *
 * @module
 */
import { Listeners } from './listeners.js';

/** @import { Task, TaskUpdate } from './frames.js' */

/**
 * The parts of TanStack Query's client that this list uses.
 *
 * @typedef {{
 *   fetchQuery: (options: any) => Promise<any>,
 *   cancelQueries: (filter: any) => Promise<unknown>,
 *   removeQueries: (filter: any) => unknown,
 *   getQueryData: (key: any) => any,
 *   setQueryData: (key: any, data: any) => unknown,
 *   getQueryCache: () => { subscribe: (listener: (event: any) => void) => () => void },
 * }} QueryClient
 */

/**
 * - `load`: returns all tasks, from the backend.
 * - `key`: the name of the list, also in TanStack Query's cache.
 * - `queryClient`: the client whose cache has the list.
 *
 * @typedef {{ load: () => Promise<readonly Task[]> | readonly Task[], key?: unknown, queryClient?: QueryClient }} ListOptions
 */

/** @typedef {Readonly<{ tasks: readonly Task[], isLoading: boolean, error: unknown }>} ListState */

/**
 * The name of a key. It is the same for each way to write the key: `'tasks'` is `['tasks']`, and the order of an
 * object's fields does not count.
 *
 * @param {unknown} key
 * @returns {string} the key as JSON
 */
export const listName = (key) =>
  JSON.stringify([key].flat(), (_, value) =>
    value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort()) : value,
  );

/** How long at most a confirmed change is shown before its own event comes: older events may come before it. */
const OWN_EVENT_MS = 5_000;

/**
 * A change. `patch` is what becomes of the task; `null` deletes it. `met`: an event of the task came meanwhile. `own`:
 * the event of this change came. `sure`: the backend confirmed it.
 *
 * @typedef {{ id: Task['id'], patch: Record<string, unknown> | null, met: boolean, own: boolean, sure: boolean }} Change
 */

/**
 * Whether the task is as the patch made it.
 *
 * @param {Change['patch']} patch
 * @param {Record<string, unknown>} [task]
 */
const agrees = (patch, task) =>
  !!patch && !!task && Object.entries(patch).every(([name, value]) => JSON.stringify(task[name]) === JSON.stringify(value));

/**
 * Why it is right. What the backend said (`#base`) and what this page wants (`#changes`) are kept apart, and shown
 * together. So a failed change leaves nothing behind, and other users' changes stay. A snapshot replaces only `#base`.
 */
export class TaskList {
  /** @type {Map<Task['id'], Task>} */
  #base = new Map();
  /** @type {Set<Change>} */
  #changes = new Set();
  /** @type {TaskUpdate[] | undefined} the events since the cache began to load */
  #since;
  /** @type {Listeners<ListState>} */
  #listeners = new Listeners((error) => console.error('taskcast:', error));
  #key;
  #client;
  #fetch;
  /** @type {ListState} the same frozen object until it changes */
  state = Object.freeze({ tasks: [], isLoading: true, error: undefined });
  #attached = 0;
  /** The number of the latest load; the results of older loads are dropped. */
  #turn = 0;

  /** @param {ListOptions} options */
  constructor({ load, key = 'tasks', queryClient }) {
    this.#fetch = load;
    this.#key = [key].flat();
    this.#client = queryClient;
    const known = queryClient?.getQueryData(this.#key);
    if (known) this.#replace(known);
  }

  /** True if the list is in the cache of TanStack Query too. */
  get cached() {
    return !!this.#client;
  }

  /** @param {ListOptions['load']} load loads the snapshots from now on */
  loadBy(load) {
    this.#fetch = load;
  }

  /** @param {(state: ListState) => unknown} listener */
  onChange(listener) {
    return this.#listeners.add(listener);
  }

  /**
   * Takes the events and resets of a connection.
   *
   * @param {(listener: (update: TaskUpdate) => void) => () => void} onEvent
   * @param {(listener: () => unknown) => () => void} onReset
   * @returns {() => void} ends that
   */
  attach(onEvent, onReset) {
    const stops = [onEvent((update) => this.#take(update)), onReset(() => this.#load())];
    const watch = this.#client?.getQueryCache().subscribe((change) => this.#watch(change));
    if (watch) stops.push(watch);
    this.#attached++;
    stops.push(() => this.#attached--);
    return () => stops.forEach((stop) => stop());
  }

  /**
   * Changes a task immediately, and sends the change to the backend. If that fails, the change is undone and this
   * promise rejects.
   *
   * @template R
   * @param {Task['id']} id
   * @param {Record<string, unknown> | null} patch what becomes of it; `null` deletes it
   * @param {() => Promise<R> | R} send sends it; may return the resulting task, with another `id` for a new task
   * @returns {Promise<R>}
   */
  async change(id, patch, send) {
    const change = { id, patch, met: false, own: false, sure: false };
    this.#changes.add(change);
    this.#show();
    try {
      const result = await send();
      if (this.#changes.has(change)) this.#confirm(change, result); // otherwise the change was another user's
      return result;
    } finally {
      if (!change.sure) this.#changes.delete(change);
      this.#show();
    }
  }

  /**
   * @param {Change} change
   * @param {any} result the backend's answer
   */
  #confirm(change, result) {
    const { id, patch, met } = change;
    const task = patch && result?.id !== undefined ? /** @type {Task} */ (result) : undefined;
    if (task && task.id !== id) {
      if (!this.#base.has(task.id)) this.#put({ id: task.id, patch: task }); // otherwise its event was faster than the answer
      return;
    }
    const whole = patch && { ...patch, ...task };
    change.patch = patch && Object.fromEntries(Object.keys(patch).map((name) => [name, whole?.[name]])); // with the backend's values
    change.own ||= met && agrees(change.patch, this.#base.get(id));
    if (patch ? !met : !change.own) this.#put({ id, patch: whole });
    if (change.own) return;
    change.sure = true;
    const timer = setTimeout(() => this.#changes.delete(change) && this.#attached && this.#show(), OWN_EVENT_MS);
    /** @type {any} */ (timer)?.unref?.(); // so that Node does not wait for it
  }

  /** Forgets everything, because it belonged to another user. */
  clear() {
    this.#turn++;
    this.#client?.setQueryData(this.#key, []); // for components that show it at this moment
    this.#client?.removeQueries({ queryKey: this.#key, exact: true });
    this.#since = undefined;
    this.#base.clear();
    this.#changes.clear();
    this.#show({ isLoading: true, error: undefined });
  }

  async #load() {
    const turn = ++this.#turn;
    const latest = () => turn === this.#turn;
    try {
      if (this.#client) return await this.#loadCached(this.#client, latest);
      const tasks = await this.#fetch();
      if (latest()) this.#replace(tasks);
    } catch (error) {
      if (latest()) this.#show({ isLoading: false, error });
      throw error; // the connection tries it again
    }
  }

  /**
   * Loads into the cache, from which `#watch` takes the tasks. An earlier load may lack what must be loaded now, so it
   * is cancelled.
   *
   * @param {QueryClient} client
   * @param {() => boolean} latest
   */
  async #loadCached(client, latest) {
    await client.cancelQueries({ queryKey: this.#key, exact: true });
    if (latest()) await client.fetchQuery({ queryKey: this.#key, queryFn: () => this.#fetch(), staleTime: 0 });
  }

  /**
   * Takes what any caller loads into the cache. Events that came meanwhile may be newer, so they are applied again.
   *
   * @param {{ type: string, action?: any, query: any }} change
   */
  #watch({ type, action, query }) {
    if (type !== 'updated' || listName(query.queryKey) !== listName(this.#key)) return;
    if (action.type === 'fetch') this.#since = [];
    const since = this.#since ?? [];
    if (query.state.fetchStatus === 'idle') this.#since = undefined;
    if (action.type !== 'success' || action.manual) return;
    this.#base = new Map(query.state.data.map((/** @type {Task} */ task) => [task.id, task]));
    for (const update of since) this.#apply(update);
    this.#show({ isLoading: false, error: undefined });
  }

  /** @param {readonly Task[]} tasks */
  #replace(tasks) {
    this.#base = new Map(tasks.map((task) => [task.id, task]));
    this.#show({ isLoading: false, error: undefined });
  }

  /** @param {TaskUpdate} update */
  #take(update) {
    const { event, task } = update;
    if (!/^task\.(created|updated|completed|deleted)$/.test(event)) return;
    for (const change of this.#changes) {
      if (change.id !== task.id) continue;
      change.met = true;
      change.own ||= event === 'task.deleted' || agrees(change.patch, task);
      if (change.own && change.sure) this.#changes.delete(change);
    }
    this.#since?.push(update);
    this.#apply(update);
    this.#show();
  }

  /** @param {TaskUpdate} update */
  #apply({ event, task }) {
    this.#put({ id: task.id, patch: event === 'task.deleted' ? null : task });
  }

  /** @param {Pick<Change, 'id' | 'patch'>} change */
  #put({ id, patch }, map = this.#base) {
    if (patch) map.set(id, { ...map.get(id), ...patch, id });
    else map.delete(id);
  }

  /** @param {Partial<ListState>} [other] */
  #show(other) {
    const all = new Map(this.#base);
    for (const change of this.#changes) if (!change.sure || all.has(change.id)) this.#put(change, all);
    const tasks = Object.freeze([...all.values()]);
    this.state = Object.freeze({ ...this.state, ...other, tasks });
    if (this.#client && !this.state.isLoading) this.#client.setQueryData(this.#key, [...tasks]);
    this.#listeners.emit(this.state);
  }
}
