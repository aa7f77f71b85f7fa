/** @import { Runtime } from './runtime.js' */

/** A timer that is started anew. One that fires late (a throttled tab, a machine that slept) proves nothing about others. */
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
   * @param {() => void} late it went by long ago
   */
  start(ms, passed, late = passed) {
    this.stop();
    const due = this.#runtime.now() + ms;
    this.#id = this.#runtime.setTimeout(() => {
      this.#id = undefined;
      if (this.#runtime.now() - due > ms) late();
      else passed();
    }, ms);
  }

  stop() {
    this.#runtime.clearTimeout(/** @type {never} */ (this.#id));
    this.#id = undefined;
  }
}
