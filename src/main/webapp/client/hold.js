import { backoff } from './schedule.js';
import { Timer } from './timer.js';

/** @import { TaskUpdate } from './frames.js' */
/** @import { Place } from './delivery.js' */
/** @import { Settings } from './taskcast.js' */

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
 * A listener that loads a snapshot: `owes` until it is there, `holds` while events wait for it.
 *
 * @typedef {{ load: (reset: { reason: string }) => unknown, stop: () => void, owes?: boolean, holds?: boolean }} Loader
 */

/** @typedef {[update: TaskUpdate, before: Partial<Place>]} Held an event, and the place before it */

/**
 * Where events wait while the application loads its snapshots; what it then has taken over is what the store keeps.
 *
 * Each loader is on its own: one that fails, or takes too long, is called again later, and events go on meanwhile. Why
 * its snapshot is right nevertheless. Events that come while it is loaded may be newer than it. So when it can be loaded
 * again, it is loaded once more, and now events wait. Until all snapshots are there the store keeps the place of before: a
 * page that starts from it lacks nothing.
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
    const loader = { load, stop: () => {} };
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
    if (this.waits || this.out.over()) return;
    this.save();
    this.out.settled();
  }

  /**
   * @param {Loader} loader
   * @param {string} reason
   */
  async #load(loader, reason) {
    const { runtime, snapshotTimeoutMs } = this.settings;
    const timer = new Timer(runtime);
    loader.stop(); // a snapshot that is on its way is too old
    let on = (loader.owes = loader.holds = true);
    loader.stop = () => {
      on = loader.owes = loader.holds = false;
      timer.stop();
    };
    const passed = (/** @type {number} */ ms) => new Promise((resolve) => timer.start(ms, /** @type {() => void} */ (resolve)));
    for (let attempt = 0; on; attempt++) {
      const late = passed(snapshotTimeoutMs).then(() => Promise.reject('timeout'));
      const done = await Promise.race([(async () => loader.load({ reason }))(), late]).then(
        () => true,
        (error) => on && this.out.problem(error, 'snapshot'),
      );
      if (!on) return;
      timer.stop();
      if (done && loader.holds) loader.stop();
      else loader.holds = !!done;
      this.#flush();
      if (on && !done) await passed(backoff(attempt, this.settings));
    }
  }
}
