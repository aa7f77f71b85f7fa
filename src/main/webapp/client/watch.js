/** @import { Runtime } from './runtime.js' */

/** A deadline that a silent partner has. A timer that fires late (a tab that was frozen) proves nothing about the partner. */
export class Watch {
  #runtime;
  /** @type {unknown} */
  #timer;

  /** @param {Runtime} runtime */
  constructor(runtime) {
    this.#runtime = runtime;
  }

  /**
   * Begins anew.
   *
   * @param {number} ms
   * @param {() => void} passed the deadline went by
   * @param {() => void} late it went by long ago
   */
  begin(ms, passed, late = passed) {
    this.end();
    const { now, setTimeout } = this.#runtime;
    const due = now() + ms;
    this.#timer = setTimeout(() => (now() - due > ms ? late() : passed()), ms);
  }

  end() {
    this.#runtime.clearTimeout(/** @type {never} */ (this.#timer));
  }
}
