/**
 * A set of listeners that cannot harm each other or the caller: an error is reported, and the next listener is called.
 *
 * @template T
 */
export class Listeners {
  /** @type {Set<(value: T) => unknown>} */
  #set = new Set();
  #report;

  /** @param {(error: unknown) => void} report */
  constructor(report) {
    this.#report = report;
  }

  get size() {
    return this.#set.size;
  }

  /**
   * Adds a listener.
   *
   * @param {(value: T) => unknown} listener
   * @returns {() => void} removes it
   */
  add(listener) {
    const own = (/** @type {T} */ value) => listener(value);
    this.#set.add(own);
    return () => this.#set.delete(own);
  }

  /**
   * @param {T} value
   * @param {() => boolean} [over] true once no further listener may be called
   * @returns {boolean | undefined} whether a listener was not called
   */
  emit(value, over) {
    for (const listener of this.#set) {
      if (over?.()) return true;
      try {
        const result = /** @type {any} */ (listener(value));
        result?.catch?.(this.#report);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}
