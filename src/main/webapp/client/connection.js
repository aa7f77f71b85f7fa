import { Delivery } from './delivery.js';
import { TaskcastError } from './errors.js';
import { covers, filterText } from './filter.js';
import { link } from './link.js';
import { Listeners } from './listeners.js';

/** @import { Filter } from './filter.js' */
/** @import { ProblemCode } from './errors.js' */
/** @import { Quality } from './quality.js' */
/** @import { ErrorFrame, TaskEvents, TaskUpdate } from './frames.js' */
/** @import { Settings, Status } from './taskcast.js' */

/** @typedef {TaskcastError | ErrorFrame} Problem */

const complain = (/** @type {unknown} */ problem) => console.error('taskcast:', problem);

/** A lasting connection to Taskcast: the events of a user, each exactly once and in order, over any network. */
export class Connection {
  #settings;
  #delivery;
  #link;
  #over = new AbortController();
  /** @type {Listeners<Problem>} */
  #problems = new Listeners(complain);
  #report = (/** @type {unknown} */ error, /** @type {ProblemCode | undefined} */ code) => {
    const problem = code ? new TaskcastError(code, error) : /** @type {Problem} */ (error);
    if (this.#problems.size) this.#problems.emit(problem);
    else complain(problem);
  };
  #thrown = (/** @type {unknown} */ error) => this.#report(error, 'listener');
  /** @type {Listeners<Status>} */
  #statuses = new Listeners(this.#thrown);
  /** @type {Map<string, Listeners<TaskUpdate>>} */
  #events = new Map();

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
    const over = () => this.status.state === 'stopped';
    this.#delivery = new Delivery(
      {
        event: (update) => [update.event, '*'].filter((event) => this.#events.get(event)?.emit(update, over))[0],
        problem: this.#report,
        settled: () => this.#link.settle(),
        over,
      },
      settings,
    );
    /** The queue in which events wait; for `part.js`. */
    this.hold = this.#delivery.hold;
    this.#link = (settings.tabs ?? link)(settings, this.#delivery, {
      status: (status) => {
        if (over()) this.hold.stop();
        this.#statuses.emit(status);
      },
      problem: this.#report,
    });
    settings.signal?.addEventListener('abort', this, this.#over);
    if (settings.signal?.aborted) this.close();
    Promise.allSettled([
      (settings.store || settings.since || settings.debug) &&
        import('./place.js').then(({ load }) => load(this, settings, this.#delivery, covers)),
    ]).then(() => {
      for (const [target, event] of settings.runtime.wakers) target?.addEventListener?.(event, this, this.#over);
      this.#link.connect();
    });
  }

  /** The state of the connection; the same frozen object until it changes. */
  get status() {
    return this.#link.status;
  }

  /** True while there is a session: live, or catching up. */
  get isConnected() {
    return !!this.transport;
  }

  /** The transport of the current session: `websocket` or `sse`. */
  get transport() {
    return this.status.transport;
  }

  /** The position after the events so far, for the `since` of another connection. */
  get cursor() {
    return this.#delivery.cursor;
  }

  /** The user that the token proved, once a session was welcomed. */
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
    const listeners = this.#events.get(event) ?? new Listeners(this.#thrown);
    this.#events.set(event, listeners);
    return listeners.add(/** @type {(update: TaskUpdate) => unknown} */ (listener));
  }

  /**
   * Called whenever events alone do not give the state: at the first connection (`fresh`), and when the gap is older
   * than what the server keeps. Load your snapshot and return the promise: events wait until it resolves, then come in
   * order.
   *
   * If a promise rejects, or takes longer than `snapshotTimeoutMs`, `onError` gets the reason and the listener is
   * called again later. Events and the other listeners continue meanwhile. A listener that is added later (for a part
   * of the page that appears later) is called immediately, with the reason `late`.
   *
   * @param {(reset: import('./hold.js').Reset) => unknown} listener
   * @returns {() => void} stops listening
   */
  onReset(listener) {
    return this.hold.add(listener);
  }

  /**
   * From now on the page wants only these of the user's events; `{}` means all of them. The gateway then leaves out the
   * others. If the new filter passes more than the old one, `onReset` is called with the reason `widened`.
   *
   * @param {Filter} filter
   * @throws {TypeError} if the gateway would refuse the filter
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
   * Called with each problem that does not end the connection: an `error` frame, or a `TaskcastError` whose `code` says
   * where it occurred. Without a listener, the problem goes to the console.
   *
   * @param {(problem: Problem) => unknown} listener
   * @returns {() => void} stops listening
   */
  onError(listener) {
    return this.#problems.add(listener);
  }

  /**
   * Every event from now on. The iteration ends when the connection is closed, and fails when the server ends it
   * permanently.
   *
   * @returns {AsyncGenerator<TaskUpdate, void, undefined>}
   */
  async *[Symbol.asyncIterator]() {
    /** @type {TaskUpdate[]} */
    const first = [];
    const stop = this.on('*', (update) => first.push(update));
    const { updates } = await import('./updates.js').catch((error) => {
      stop();
      throw new TaskcastError('stopped', error);
    });
    yield* updates(this, this.#settings.holdLimit, first, stop, TaskcastError);
  }

  /**
   * The current quality of the connection: how long an answer of the gateway takes, and how old the newest event was on
   * arrival. This call asks the gateway.
   *
   * @returns {Promise<Quality>}
   */
  async quality() {
    return (await import('./quality.js')).quality(this.#link, this.#settings);
  }

  /** Checks the connection now instead of later; for platforms that wake up without one of the usual events. */
  wake() {
    this.#link.wake();
  }

  /** Ends the connection permanently; no event listener is called after this. */
  close() {
    this.#over.abort();
    this.#link.stop('closed');
  }

  /** @param {Event} event the platform woke up, or the caller's signal was aborted */
  handleEvent({ type }) {
    if (type === 'abort') this.close();
    else if (type !== 'visibilitychange' || !this.#settings.runtime.hidden()) this.wake();
  }
}
