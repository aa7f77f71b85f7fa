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

/** A lasting connection to Taskcast: the events of a user, each exactly once and in order, whatever the line does. */
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
    /** Where events wait; for `part.js`. */
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

  /** Where the connection stands; the same frozen object until it changes. */
  get status() {
    return this.#link.status;
  }

  /** True while a session is there: live, or catching up. */
  get isConnected() {
    return !!this.transport;
  }

  /** What carries the session that is there: `websocket` or `sse`. */
  get transport() {
    return this.status.transport;
  }

  /** What has come so far: the place after it, for the `since` of another connection. */
  get cursor() {
    return this.#delivery.cursor;
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
    const listeners = this.#events.get(event) ?? new Listeners(this.#thrown);
    this.#events.set(event, listeners);
    return listeners.add(/** @type {(update: TaskUpdate) => unknown} */ (listener));
  }

  /**
   * Called whenever events alone do not tell the state: at the first connection (`fresh`), and when the gap is older
   * than what the server keeps. Load your snapshot and return the promise: events wait until it is done, then come in
   * order. A promise that rejects, or takes longer than `snapshotTimeoutMs`, goes to `onError` and is tried again after a
   * while; the events and the other listeners go on meanwhile. A listener that is added later (a part of the page that
   * comes later) is called at once, with the reason `late`.
   *
   * @param {(reset: import('./hold.js').Reset) => unknown} listener
   * @returns {() => void} stops listening
   */
  onReset(listener) {
    return this.hold.add(listener);
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
   * Called with what went wrong and is not the end: an `error` frame, or a `TaskcastError` that says where (`code`).
   * Without a listener it goes to the console.
   *
   * @param {(problem: Problem) => unknown} listener
   * @returns {() => void} stops listening
   */
  onError(listener) {
    return this.#problems.add(listener);
  }

  /**
   * Every event from now on; done when the connection is closed, fails when the server ends it for good.
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
   * How good the line is now: how long an answer of the gateway takes, and how old the newest event was when it came. It asks
   * the gateway.
   *
   * @returns {Promise<Quality>}
   */
  async quality() {
    return (await import('./quality.js')).quality(this.#link, this.#settings);
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
    else if (type !== 'visibilitychange' || !this.#settings.runtime.hidden()) this.wake();
  }
}
