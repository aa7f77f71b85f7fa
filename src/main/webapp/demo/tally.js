/** @import { Task } from '../client/frames.js' */

/**
 * The proof of a burst, as one device sees it: the events of each burst carry 1, 2, 3 … in `n`, so a hole, a repetition
 * and a wrong order all show. Bursts that this page did not publish are not counted.
 */
export class Tally {
  total = 0;
  received = 0;
  missing = 0;
  twice = 0;
  #last = 0;

  /** @param {number} total how many events are about to come */
  begin(total) {
    Object.assign(this, { total, received: 0, missing: 0, twice: 0 });
    this.#last = 0;
  }

  /** @param {Task} task */
  count({ n }) {
    if (typeof n !== 'number' || !this.total) return;
    if (n <= this.#last) this.twice++;
    else {
      this.missing += n - this.#last - 1;
      this.received++;
      this.#last = n;
    }
  }
}
