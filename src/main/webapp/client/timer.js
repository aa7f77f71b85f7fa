/** @import { Runtime } from './runtime.js' */

/** A timer that can be started again. */
export class Timer {
  #runtime;
  /** @type {unknown} */
  #id;

  /** @param {Runtime} runtime */
  constructor(runtime) {
    this.#runtime = runtime;
  }

  get runs() {
    return !!this.#id;
  }

  /**
   * Starts the timer again.
   *
   * @param {number} ms
   * @param {() => void} passed called when the time is over
   */
  start(ms, passed) {
    this.stop();
    this.#id = this.#runtime.setTimeout(() => {
      this.#id = undefined;
      passed();
    }, ms);
  }

  stop() {
    this.#id = void this.#runtime.clearTimeout(/** @type {never} */ (this.#id));
  }
}
