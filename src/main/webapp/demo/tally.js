/** @import { Task } from '../client/frames.js' */

/** @typedef {{ total: number, received: number, missing: number, twice: number }} Sum */
/** @typedef {Sum & { last: number }} Burst */

/**
 * The proof of a burst, for one device. The events of each burst carry 1, 2, 3 … in `n`, so a gap, a repetition and a
 * wrong order all show. Bursts that overlap are counted separately and shown as a sum. A burst of another window counts
 * too, from its first event on. A burst that began before the device connected does not count.
 */
export class Tally {
  /** @type {Map<string, Burst>} by the id of the burst */
  #bursts = new Map();

  /**
   * @param {string} id of the burst
   * @param {number} total how many events will come
   */
  begin(id, total) {
    const known = this.#bursts.get(id);
    if (known) return known;
    if ([...this.#bursts.values()].every(({ received, missing, total: all }) => received + missing >= all)) this.#bursts.clear();
    const burst = { total, received: 0, missing: 0, twice: 0, last: 0 };
    this.#bursts.set(id, burst);
    return burst;
  }

  /** @param {string} id of a burst that was not published */
  forget(id) {
    this.#bursts.delete(id);
  }

  /** The device was told that it missed too much, so earlier bursts can no longer be proven. */
  clear() {
    this.#bursts.clear();
  }

  /** @param {Task} task */
  count({ burst, n, of }) {
    if (typeof burst !== 'string' || typeof n !== 'number' || typeof of !== 'number') return;
    const at = this.#bursts.get(burst) ?? (n === 1 ? this.begin(burst, of) : undefined);
    if (!at) return;
    if (n <= at.last) at.twice++;
    else {
      at.missing += n - at.last - 1;
      at.received++;
      at.last = n;
    }
  }

  /** @returns {Sum} */
  get sum() {
    return sum([...this.#bursts.values()]);
  }
}

/**
 * @param {Sum[]} parts
 * @returns {Sum}
 */
export function sum(parts) {
  const all = { total: 0, received: 0, missing: 0, twice: 0 };
  for (const { total, received, missing, twice } of parts) {
    all.total += total;
    all.received += received;
    all.missing += missing;
    all.twice += twice;
  }
  return all;
}

/** @param {Sum} sum */
export const inWords = ({ total, received, missing, twice }) =>
  `${received} of ${total} · ${missing} missing · ${twice} twice`;

/**
 * Whether a burst came as it should: `good`, `bad`, or not decided yet.
 *
 * @param {Sum} sum
 */
export function verdict({ total, received, missing, twice }) {
  if (missing || twice) return 'bad';
  return total && received === total ? 'good' : '';
}
