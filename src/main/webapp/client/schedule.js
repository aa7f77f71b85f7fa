import { Timer } from './timer.js';

/** @import { Settings } from './taskcast.js' */

/** A session that lasted this long was a good one: the schedule starts anew after it. */
const STABLE_MS = 5_000;

/**
 * When to try again: exponential backoff with full jitter, for ever.
 *
 * The delay of attempt n is a random number between nothing and `min(backoffCapMs, backoffMs * 2 ** n)`, so that a
 * million clients that lost the same server do not come back together, not even once they are at the cap.
 *
 * @example
 * backoff(0, { backoffMs: 1000, backoffCapMs: 30000, runtime: Math }); // 0 … 1 s
 * backoff(3, { backoffMs: 1000, backoffCapMs: 30000, runtime: Math }); // 0 … 8 s
 * backoff(9, { backoffMs: 1000, backoffCapMs: 30000, runtime: Math }); // 0 … 30 s, and so from here on
 *
 * @param {number} attempt how many attempts failed in a row before this one
 * @param {{ backoffMs: number, backoffCapMs: number, runtime: { random: () => number } }} limits
 * @returns {number} milliseconds
 */
export const backoff = (attempt, { backoffMs, backoffCapMs, runtime }) =>
  runtime.random() * Math.min(backoffCapMs, backoffMs * 2 ** attempt);

/** When the next session begins, and what went wrong since the last good one. */
export class Schedule {
  #settings;
  #due;
  #timer;
  /** When a server that sent us away wants us back. */
  #notBefore = 0;
  #since = 0;
  /** How many attempts failed in a row. */
  attempt = 0;
  /** One of them since its token was refused. */
  refused = false;
  /** When it is time, if it runs. */
  at = Infinity;

  /**
   * @param {Settings} settings
   * @param {() => void} due called when it is time
   */
  constructor(settings, due) {
    this.#settings = settings;
    this.#due = due;
    this.#timer = new Timer(settings.runtime);
  }

  /** A session begins. */
  begin() {
    this.#since = this.#settings.runtime.now();
    this.stop();
  }

  /** A session is over: if it was a good one, what went wrong before it is forgotten. */
  end() {
    if (this.#settings.runtime.now() - this.#since < STABLE_MS) return;
    this.attempt = 0;
    this.refused = false;
  }

  /** @param {number} ms */
  in(ms) {
    this.at = this.#settings.runtime.now() + ms;
    this.#timer.start(ms, this.#due);
  }

  /**
   * After one more attempt that failed.
   *
   * @param {number} ms so long the server wants nobody back
   */
  after(ms) {
    this.in(ms + backoff(this.attempt++, this.#settings));
    this.#notBefore = this.#settings.runtime.now() + ms;
  }

  /** Shortens a long wait. */
  hurry() {
    const now = this.#settings.runtime.now();
    this.in(Math.max(0, this.#notBefore - now, Math.min(this.at - now, backoff(0, this.#settings))));
  }

  stop() {
    this.at = Infinity;
    this.#timer.stop();
  }
}
