import { backoff } from './schedule.js';
import { Timer } from './timer.js';

/** @import { TaskUpdate } from './frames.js' */
/** @import { Place } from './delivery.js' */
/** @import { Settings } from './taskcast.js' */
/** @typedef {{ reason: string, signal: AbortSignal }} Reset */

/**
 * What is told of it. `event` gives back something where the connection ended before all listeners were called.
 *
 * @typedef {{
 *   event: (update: TaskUpdate) => unknown,
 *   problem: (problem: unknown, code: 'snapshot' | 'listener' | 'store') => void,
 *   settled: () => void,
 *   over: () => boolean,
 * }} Outlet
 */

/**
 * A listener that loads a snapshot: `owes` until it is there, `holds` while events wait for it. `last` is its call under way.
 *
 * @typedef {{ load: (reset: Reset) => unknown, stop: () => void, owes?: boolean, holds?: boolean, last?: unknown }} Loader
 */

/** @typedef {[update: TaskUpdate, before: Partial<Place>]} Held an event, and the place before it */

/**
 * Where events wait while the application loads its snapshots; what it then has taken over is what the store keeps.
 *
 * Each loader is on its own: one that fails, or takes too long, is called again later, and events go on meanwhile. Why
 * its snapshot is right nevertheless. Events that come while it is loaded may be newer than it. So when it can be loaded
 * again, it is loaded once more, and now events wait. After a reset it is called when the call before, whose snapshot is older,
 * is done or took too long. One that is done late may have replaced a newer snapshot: so it is loaded once more. Until all
 * snapshots are there the store keeps the place of before: a page that starts from it lacks nothing.
 */
export class Hold {
  /** @type {Set<Loader>} */
  #loaders = new Set();
  /** @type {Held[]} */
  #held = [];
  #begun = false;
  /** @type {Place | undefined} where the events stand that came so far */
  place;

  /**
   * @param {Outlet} out
   * @param {Settings} settings
   */
  constructor(out, settings) {
    this.out = out;
    this.settings = settings;
  }

  /** True while events wait. */
  get waits() {
    return [...this.#loaders].some(({ holds }) => holds);
  }

  /** True while a snapshot is not there. */
  get owes() {
    return [...this.#loaders].some(({ owes }) => owes);
  }

  /**
   * @param {Loader['load']} load
   * @returns {() => void} forgets it
   */
  add(load) {
    /** @type {Loader} */
    const loader = { load, stop() {} };
    this.#loaders.add(loader);
    if (this.#begun) this.#load(loader, 'late');
    return () => {
      loader.stop();
      this.#loaders.delete(loader);
      this.#flush();
    };
  }

  /**
   * @param {TaskUpdate} update
   * @param {Partial<Place>} before the place of before; where the connection ends among the listeners, that one is kept
   */
  event(update, before) {
    this.#held.push([update, before]);
    this.#give();
    if (this.#held.length > this.settings.holdLimit) this.reset('overflow');
  }

  /** @param {string} reason */
  reset(reason) {
    this.#begun = true;
    this.#held = [];
    for (const loader of [...this.#loaders]) this.#load(loader, reason);
  }

  /** No snapshot is loaded any more; if one is not there, no place is stored any more either. */
  stop() {
    if (this.owes) this.place = undefined;
    this.#begun = false;
    for (const { stop } of this.#loaders) stop();
  }

  /**
   * Keeps the place, if the page has all that leads to it.
   *
   * @param {Partial<Place>} [other] what of it is otherwise
   */
  save(other) {
    if (!this.owes && this.place?.cursor) this.settings.store?.save(JSON.stringify({ ...this.place, ...other }));
  }

  /** Events that wait no longer; those that somebody has not heard when the connection ends come to the next page. */
  #give() {
    while (this.#held.length && !this.waits && !this.out.over()) {
      const [update, before] = /** @type {Held} */ (this.#held.shift());
      const missed = this.out.event(update);
      if (this.out.over()) this.save(missed ? before : { ...before, cursor: update.cursor });
    }
  }

  #flush() {
    this.#give();
    if (!this.waits && !this.out.over()) {
      this.save();
      this.out.settled();
    }
  }

  /**
   * @param {Loader} loader
   * @param {string} reason
   */
  #load(loader, reason, attempt = 0) {
    const timer = new Timer(this.settings.runtime);
    const { last } = loader;
    loader.stop(); // a snapshot that is on its way is too old
    const control = new AbortController();
    const { signal } = control;
    const failed = (/** @type {unknown} */ problem) => {
      if (signal.aborted) return;
      loader.stop();
      loader.owes = true;
      timer.start(backoff(attempt, this.settings), () => this.#load(loader, reason, attempt + 1));
      this.out.problem(problem, 'snapshot');
      this.#flush();
    };
    timer.start(this.settings.snapshotTimeoutMs, () => failed('timeout'));
    loader.owes = true;
    loader.holds = !attempt;
    loader.stop = () => {
      loader.last = loader.owes = loader.holds = undefined;
      timer.stop();
      control.abort();
    };
    (async () => {
      if (last) await Promise.allSettled([last]);
      if (!signal.aborted) await (loader.last = loader.load({ reason, signal }));
      if (signal.aborted) {
        if (loader.owes === false) this.#load(loader, reason); // it replaced a newer one
      } else if (attempt) this.#load(loader, reason); // events came meanwhile
      else {
        loader.stop();
        loader.owes = false;
        this.#flush();
      }
    })().catch(failed);
  }
}
