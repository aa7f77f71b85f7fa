/**
 * The tasks of a user as a list that stays right: a snapshot, the events since then, and what this page has changed and the
 * backend has not confirmed yet.
 *
 * @module
 */
import { Listeners } from './listeners.js';

/** @import { Task, TaskUpdate } from './frames.js' */

/**
 * What of TanStack Query's client is needed.
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
 * - `load`: gives all tasks, of the backend.
 * - `key`: what the list is called; in TanStack Query's cache too.
 * - `queryClient`: whose cache has the list.
 *
 * @typedef {{ load: () => Promise<readonly Task[]> | readonly Task[], key?: unknown, queryClient?: QueryClient }} ListOptions
 */

/** @typedef {Readonly<{ tasks: readonly Task[], isLoading: boolean, error: unknown }>} ListState */

/**
 * A change that the backend has not confirmed: `patch` is what becomes of the task, `null` that it goes. `met`: an event of the
 * task came meanwhile, which knows better.
 *
 * @typedef {{ id: Task['id'], patch: Record<string, unknown> | null, met: boolean }} Change
 */

/**
 * Why it is right. What the backend said (`#base`) and what this page wishes (`#changes`) are kept apart, and shown together. So
 * a change that fails leaves nothing behind, and what others changed meanwhile stays. A snapshot replaces only the former.
 */
export class TaskList {
  /** @type {Map<Task['id'], Task>} */
  #base = new Map();
  /** @type {Set<Change>} */
  #changes = new Set();
  /** @type {TaskUpdate[] | undefined} what came by events since the cache began to load */
  #since;
  /** @type {Listeners<ListState>} */
  #listeners = new Listeners((error) => console.error('taskcast:', error));
  #key;
  #client;
  #fetch;
  /** @type {ListState} the same frozen object until it changes */
  state = Object.freeze({ tasks: [], isLoading: true, error: undefined });
  /** Which load is the latest; what an older one brings is dropped. */
  #turn = 0;

  /** @param {ListOptions} options */
  constructor({ load, key = 'tasks', queryClient }) {
    this.#fetch = load;
    this.#key = Array.isArray(key) ? key : [key];
    this.#client = queryClient;
    const known = queryClient?.getQueryData(this.#key);
    if (known) this.#replace(known);
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
   * Takes what a connection brings.
   *
   * @param {(listener: (update: TaskUpdate) => void) => () => void} onEvent
   * @param {(listener: () => unknown) => () => void} onReset
   * @returns {() => void} stops that
   */
  attach(onEvent, onReset) {
    const stops = [onEvent((update) => this.#take(update)), onReset(() => this.#load())];
    const watch = this.#client?.getQueryCache().subscribe((change) => this.#watch(change));
    if (watch) stops.push(watch);
    return () => stops.forEach((stop) => stop());
  }

  /**
   * Changes a task at once, and tells the backend. If that fails, the change is taken back, and so does this promise.
   *
   * @template R
   * @param {Task['id']} id
   * @param {Record<string, unknown> | null} patch what becomes of it; `null`: it goes
   * @param {() => Promise<R> | R} send tells the backend; may give the task as it then is, with another `id` where it is a new one
   * @returns {Promise<R>}
   */
  async change(id, patch, send) {
    const change = { id, patch, met: false };
    this.#changes.add(change);
    this.#show();
    try {
      const result = await send();
      if (!this.#changes.has(change)) return result; // it was of somebody else
      const task = /** @type {any} */ (result)?.id === undefined ? undefined : /** @type {Task} */ (result);
      const known = task && task.id !== id && this.#base.has(task.id); // its event was faster than the answer
      if (!change.met && !known) this.#put(task && patch ? { id: task.id, patch: task } : change);
      return result;
    } finally {
      this.#changes.delete(change);
      this.#show();
    }
  }

  /** Forgets all, for it was of somebody else. */
  clear() {
    this.#turn++;
    this.#client?.setQueryData(this.#key, []); // for who shows it at this moment
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
   * Into the cache, of which it is taken (`#watch`). One that began before may lack what is now to be loaded: it is not joined.
   *
   * @param {QueryClient} client
   * @param {() => boolean} latest
   */
  async #loadCached(client, latest) {
    await client.cancelQueries({ queryKey: this.#key, exact: true });
    if (latest()) await client.fetchQuery({ queryKey: this.#key, queryFn: () => this.#fetch(), staleTime: 0 });
  }

  /**
   * Takes what is loaded into the cache, whoever loads it. What came by events meanwhile may be newer, and is applied again.
   *
   * @param {{ type: string, action?: any, query: any }} change
   */
  #watch({ type, action, query }) {
    if (type !== 'updated' || JSON.stringify(query.queryKey) !== JSON.stringify(this.#key)) return;
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
    for (const change of this.#changes) change.met ||= change.id === task.id;
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
    for (const change of this.#changes) this.#put(change, all);
    const tasks = Object.freeze([...all.values()]);
    this.state = Object.freeze({ ...this.state, ...other, tasks });
    if (this.#client && !this.state.isLoading) this.#client.setQueryData(this.#key, [...tasks]);
    this.#listeners.emit(this.state);
  }
}
