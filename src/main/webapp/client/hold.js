/** @import { TaskUpdate } from './frames.js' */
/** @import { Place, Store } from './delivery.js' */

/**
 * @typedef {{
 *   event: (update: TaskUpdate) => void,
 *   reset: (reason: string, wanted: () => boolean) => Promise<unknown>,
 *   settled: () => void,
 *   over: () => boolean,
 *   overflow: number,
 *   store?: Store,
 * }} Outlet
 */

/** Where events wait while the application loads its snapshot; what it then has taken over is what the store keeps. */
export class Hold {
  #out;
  /** @type {TaskUpdate[] | undefined} */
  #held;
  #turn = 0;
  #loads = 0;
  /** @type {Place | undefined} */
  #place;

  /** @param {Outlet} out */
  constructor(out) {
    this.#out = out;
  }

  /** True while events wait. */
  get waits() {
    return !!this.#held;
  }

  /** @param {TaskUpdate} update */
  event(update) {
    if (!this.#held) this.#out.event(update);
    else if (this.#held.push(update) > this.#out.overflow) this.reset('overflow');
  }

  /** @param {string} reason */
  reset(reason) {
    this.#turn++; // snapshots that are on their way are too old
    this.#loads = 0;
    this.#held = [];
    this.load((wanted) => this.#out.reset(reason, wanted));
  }

  /**
   * Events wait until this snapshot is there, too.
   *
   * @param {(wanted: () => boolean) => Promise<unknown>} snapshot
   */
  async load(snapshot) {
    const turn = this.#turn;
    this.#held ??= [];
    this.#loads++;
    await snapshot(() => turn === this.#turn);
    if (turn !== this.#turn || --this.#loads) return;
    const held = this.#held;
    this.#held = undefined;
    held.forEach(this.#out.event);
    this.save(this.#place);
    this.#out.settled();
  }

  /** @param {Place} [place] where the events stand that came so far */
  save(place) {
    this.#place = place;
    if (!this.#held && place?.cursor) this.#out.store?.save(JSON.stringify(place));
  }
}
