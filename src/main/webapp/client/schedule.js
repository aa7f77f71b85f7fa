import { Timer } from './timer.js';

/** @import { Settings } from './taskcast.js' */

/** A session that lasted this long was stable: the schedule starts again after it. */
const STABLE_MS = 5_000;

/**
 * When to try again: exponential backoff with full jitter, without an end.
 *
 * The delay of attempt n is a random number between 0 and `min(backoffCapMs, backoffMs * 2 ** n)`. So a million clients
 * that lost the same server do not return together, not even at the cap.
 *
 * @example
 * backoff(0, { backoffMs: 1000, backoffCapMs: 30000, runtime: Math }); // 0 … 1 s
 * backoff(3, { backoffMs: 1000, backoffCapMs: 30000, runtime: Math }); // 0 … 8 s
 * backoff(9, { backoffMs: 1000, backoffCapMs: 30000, runtime: Math }); // 0 … 30 s, and the same for every later attempt
 *
 * @param {number} attempt how many attempts failed in a row before this one
 * @param {{ backoffMs: number, backoffCapMs: number, runtime: { random: () => number } }} limits
 * @returns {number} milliseconds
 */
export const backoff = (attempt, { backoffMs, backoffCapMs, runtime }) =>
  runtime.random() * Math.min(backoffCapMs, backoffMs * 2 ** attempt);

/** When the next session begins, and what failed since the last stable session. */
export class Schedule {
  #settings;
  #due;
  #timer;
  /** A server that sent this client away wants it back no earlier. */
  #notBefore = 0;
  #since = 0;
  /** How many attempts failed in a row. */
  attempt = 0;
  /** Whether the token was refused in one of these attempts. */
  refused = false;
  /** When the next attempt is due, if the timer runs. */
  at = Infinity;

  /**
   * @param {Settings} settings
   * @param {() => void} due called when the next attempt is due
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

  /** A session has ended: if it was stable, earlier failures are forgotten. */
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
   * Schedules the next attempt after one more failure.
   *
   * @param {number} ms how long the client must not come back
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
