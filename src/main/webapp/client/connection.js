import { Delivery } from './delivery.js';
import { filterText } from './filter.js';
import { link } from './link.js';
import { Listeners } from './listeners.js';
import { backoff } from './schedule.js';
import { updates } from './updates.js';

/** @import { Filter } from './filter.js' */
/** @import { TaskEvents, TaskUpdate } from './frames.js' */
/** @import { Settings, Status } from './taskcast.js' */

const complain = (/** @type {unknown} */ problem) => console.error('taskcast:', problem);

/** A lasting connection to Taskcast: the events of a user, each exactly once and in order, whatever the line does. */
export class Connection {
  #settings;
  #delivery;
  #link;
  #asked = false;
  #over = new AbortController();
  #problems = new Listeners(complain);
  #report = (/** @type {unknown} */ problem) =>
    this.#problems.size ? this.#problems.emit(problem) : complain(problem);
  /** @type {Listeners<Status>} */
  #statuses = new Listeners(this.#report);
  /** @type {Listeners<{ reason: string }>} */
  #resets = new Listeners(this.#report);
  /** @type {Map<string, Listeners<TaskUpdate>>} */
  #events = new Map();

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
    this.#delivery = new Delivery({
      event: (update) => this.#emit(update),
      reset: (reason, wanted) => this.#reload(wanted, () => this.#resets.all({ reason })),
      settled: () => this.#link.settle(),
      over: () => this.status.state === 'stopped',
      overflow: settings.holdLimit,
      store: settings.store,
    });
    this.#link = (settings.tabs ?? link)(settings, this.#delivery, {
      status: (status) => this.#statuses.emit(status),
      problem: this.#report,
    });
    const { signal } = this.#over;
    for (const [target, event] of settings.runtime.wakers) target?.addEventListener(event, this, { signal });
    settings.signal?.addEventListener('abort', this, { signal });
    if (settings.signal?.aborted) this.close();
    this.#delivery.load().then(() => this.#link.connect());
  }

  /** Where the connection stands; the same frozen object until it changes. */
  get status() {
    return this.#link.status;
  }

  /** True while a session is there: live, or catching up. */
  get isConnected() {
    return this.#link.connected;
  }

  /** What carries the session that is there: `websocket` or `sse`; nothing in a tab that shares that of another one. */
  get transport() {
    return this.#link.transport;
  }

  /** The user whom the token proved, once a session was welcomed. */
  get user() {
    return this.#delivery.user;
  }

  /**
   * Listens to one kind of event, or with `*` to all of them.
   *
   * @template {string} E
   * @param {E} event
   * @param {(update: E extends keyof TaskEvents ? TaskEvents[E] : TaskUpdate<E>) => unknown} listener
   * @returns {() => void} stops listening
   */
  on(event, listener) {
    const listeners = this.#events.get(event) ?? new Listeners(this.#report);
    this.#events.set(event, listeners);
    return listeners.add(/** @type {(update: TaskUpdate) => unknown} */ (listener));
  }

  /**
   * Called whenever events alone do not tell the state: at the first connection (`fresh`), and when the gap is older
   * than what the server keeps. Load your snapshot and return the promise: events wait until it is done, then come in
   * order. A promise that rejects is tried again after a while. A listener that is added later than that (a part of the
   * page that comes later) is called at once, with the reason `late`.
   *
   * @param {(reset: { reason: string }) => unknown} listener
   * @returns {() => void} stops listening
   */
  onReset(listener) {
    const load = async () => listener({ reason: 'late' });
    if (this.#asked) this.#delivery.hold.load((wanted) => this.#reload(wanted, load));
    return this.#resets.add(listener);
  }

  /**
   * From now on only these events are wanted, of those of the user; `{}` is all of them. The gateway then leaves out the
   * others. Where more comes than before, `onReset` is called with the reason `widened`.
   *
   * @param {Filter} filter
   * @throws {TypeError} when the gateway would refuse it
   */
  narrow(filter) {
    this.#link.narrow(filterText(filter));
  }

  /**
   * Called at every change of `status`.
   *
   * @param {(status: Status) => unknown} listener
   * @returns {() => void} stops listening
   */
  onStatus(listener) {
    return this.#statuses.add(listener);
  }

  /**
   * Called with what went wrong and is not the end: an `error` frame, an exception of a listener or of `token`.
   * Without a listener it goes to the console.
   *
   * @param {(problem: unknown) => unknown} listener
   * @returns {() => void} stops listening
   */
  onError(listener) {
    return this.#problems.add(listener);
  }

  /** Every event from now on; done when the connection is closed, fails when the server ends it for good. */
  [Symbol.asyncIterator]() {
    return updates(this, this.#settings.holdLimit);
  }

  /** Looks at the line now instead of later; for platforms that wake up without one of the usual events. */
  wake() {
    this.#link.wake();
  }

  /** Ends the connection for good; no listener of events is called after this. */
  close() {
    this.#over.abort();
    this.#link.stop('closed');
  }

  /** @param {Event} event the platform woke up, or the caller's signal was aborted */
  handleEvent({ type }) {
    if (type === 'abort') this.close();
    else if (globalThis.document?.visibilityState !== 'hidden') this.wake();
  }

  /** @param {TaskUpdate} update */
  #emit(update) {
    for (const event of [update.event, '*']) {
      if (this.status.state !== 'stopped') this.#events.get(event)?.emit(update);
    }
  }

  /**
   * @param {() => boolean} wanted
   * @param {() => Promise<unknown>} load
   */
  async #reload(wanted, load) {
    this.#asked = true;
    for (let attempt = 0; wanted() && this.status.state !== 'stopped'; attempt++) {
      try {
        return await load();
      } catch (error) {
        this.#report(error);
        const ms = backoff(attempt, this.#settings);
        await new Promise((resolve) => this.#settings.runtime.setTimeout(() => resolve(0), ms));
      }
    }
  }
}
