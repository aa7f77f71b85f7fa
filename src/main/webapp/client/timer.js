/** @import { Runtime } from './runtime.js' */

/** A timer that is started anew. */
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
   * Starts it anew.
   *
   * @param {number} ms
   * @param {() => void} passed the time went by
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
