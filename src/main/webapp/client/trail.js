import { nameOf } from './frames.js';

/** @import { TaskUpdate } from './frames.js' */
/** @import { News, Place } from './delivery.js' */

/** How many messages and how many events are remembered at most. */
const KEPT = 500;

/**
 * The recent past of a tab: where it stood after each message, and what that message brought. With it two tabs find out
 * what one of them has and the other lacks, although nobody but the gateway can compare cursors.
 */
export class Trail {
  /** @type {{ cursor?: string, seen: string[], updates: TaskUpdate[] }[]} */
  #steps = [];
  #events = 0;

  /**
   * @param {News} news
   * @param {Place} place where that led to
   */
  add(news, { cursor, seen }) {
    if (news.some(({ type }) => type === 'reset')) this.clear();
    const updates = /** @type {TaskUpdate[]} */ (news.filter(({ type }) => type === 'task_update'));
    this.#steps.push({ cursor, seen: [...seen], updates });
    this.#events += updates.length;
    while (this.#steps.length > KEPT || (this.#events > KEPT && this.#steps.length > 1)) {
      this.#events -= this.#steps.shift()?.updates.length ?? 0;
    }
  }

  clear() {
    this.#steps = [];
    this.#events = 0;
  }

  /**
   * What came after a cursor, if it is known: the events, and what had been seen beyond that cursor when it was new.
   * Overlapping sessions may pass the same cursor twice; counted from the first, nothing is left out.
   *
   * @param {string | undefined} cursor
   */
  after(cursor) {
    const at = this.#steps.findIndex((step) => step.cursor === cursor);
    if (cursor === undefined || at < 0) return undefined;
    return { seen: this.#steps[at].seen, updates: this.#steps.slice(at + 1).flatMap(({ updates }) => updates) };
  }

  /**
   * How a tab that has this trail goes on behind a leader: the news that it lacks, and the events `ahead` that it has and
   * the leader may still bring. If neither knows where the other stands, the tab is reset.
   *
   * @param {Place} own where the tab stands
   * @param {Place} place where the leader stands
   * @param {TaskUpdate[]} [missed] what the leader's trail has after the tab's cursor, if it knows that
   * @returns {{ news: News, ahead: string[] }}
   */
  bridge({ cursor, seen }, place, missed) {
    const mine = this.after(place.cursor);
    const ahead = mine ? [...mine.seen, ...mine.updates.map(nameOf)] : seen;
    const complete = missed ?? (mine && place.seen.every((id) => ahead.includes(id)));
    if (cursor && complete) return { news: missed ?? [], ahead };
    return { news: [{ type: 'reset', reason: cursor ? 'out_of_window' : 'fresh' }], ahead: [] };
  }
}
