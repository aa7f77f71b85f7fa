import { backoff } from './schedule.js';
import { Timer } from './timer.js';

/** @import { TaskUpdate } from './frames.js' */
/** @import { Place } from './delivery.js' */
/** @import { Settings } from './taskcast.js' */
/** @typedef {{ reason: string, signal: AbortSignal }} Reset */

/**
 * The functions that it calls. `event` returns something if the connection ended before all listeners were called.
 *
 * @typedef {{
 *   event: (update: TaskUpdate) => unknown,
 *   problem: (problem: unknown, code: 'snapshot' | 'listener' | 'store') => void,
 *   settled: () => void,
 *   over: () => boolean,
 * }} Outlet
 */

/**
 * A listener that loads a snapshot. `owes`: its snapshot is missing. `holds`: events wait for it. `last`: its running
 * call.
 *
 * @typedef {{ load: (reset: Reset) => unknown, stop: () => void, owes?: boolean, holds?: boolean, last?: unknown }} Loader
 */

/** @typedef {[update: TaskUpdate, before: Partial<Place>]} Held an event, and the position before it */

/**
 * Where events wait while the application loads its snapshots. The store keeps a position only once the application has
 * everything up to it.
 *
 * Each loader is independent. If one fails, or takes too long, it is called again later, and events continue meanwhile.
 * Why the snapshot is right nevertheless: events that come while a failed loader loads may be newer than its snapshot.
 * So after it has loaded successfully, it loads once more, and this time events wait.
 *
 * After a reset the loader is called once its earlier call is done or took too long, because that call's snapshot is
 * older. If that call finishes late, it may have replaced a newer snapshot, so the loader is called once more. Until
 * all snapshots are loaded, the store keeps the old position: a page that starts from it misses nothing.
 */
export class Hold {
  /** @type {Set<Loader>} */
  #loaders = new Set();
  /** @type {Held[]} */
  #held = [];
  #begun = false;
  /** @type {Place | undefined} the position after the events so far */
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

  /** True while a snapshot is missing. */
  get owes() {
    return [...this.#loaders].some(({ owes }) => owes);
  }

  /**
   * @param {Loader['load']} load
   * @returns {() => void} removes it
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
   * @param {Partial<Place>} before the old position; it is kept if the connection ends while the listeners are called
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

  /** Loads no more snapshots; if one is missing, no more positions are stored either. */
  stop() {
    if (this.owes) this.place = undefined;
    this.#begun = false;
    for (const { stop } of this.#loaders) stop();
  }

  /**
   * Stores the position, if the page has everything up to it.
   *
   * @param {Partial<Place>} [other] the parts of it that differ
   */
  save(other) {
    if (!this.owes && this.place?.cursor) this.settings.store?.save(JSON.stringify({ ...this.place, ...other }));
  }

  /**
   * Delivers the events that no longer wait. If the connection ends first, the next page gets the events that a
   * listener missed.
   */
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
    loader.stop(); // a snapshot that is being loaded is too old
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
        if (loader.owes === false) this.#load(loader, reason); // it replaced a newer snapshot
      } else if (attempt) this.#load(loader, reason); // events came meanwhile
      else {
        loader.stop();
        loader.owes = false;
        this.#flush();
      }
    })().catch(failed);
  }
}
