import { nameOf } from './frames.js';

/** @import { TaskUpdate } from './frames.js' */
/** @import { News, Place } from './delivery.js' */

/** How many messages and how many events are remembered at most. */
const KEPT = 500;

/**
 * The recent past of a tab: its position after each message, and the events of that message. With it two tabs find out
 * which events one of them has and the other lacks, although only the gateway can compare cursors.
 */
export class Trail {
  /** @type {{ cursor?: string, seen: string[], updates: TaskUpdate[] }[]} */
  #steps = [];
  #events = 0;

  /**
   * @param {News} news
   * @param {Place} place the position after the news
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
   * What came after a cursor, if the cursor is known: the events, and what had been seen beyond that cursor when it was
   * new. It also has the seen events, as far as they are remembered, because another tab at that cursor might not have
   * had them. Overlapping sessions may pass the same cursor twice; counted from the first time, nothing is left out.
   *
   * @param {string | undefined} cursor
   */
  after(cursor) {
    const at = this.#steps.findIndex((step) => step.cursor === cursor);
    if (cursor === undefined || at < 0) return undefined;
    const { seen } = this.#steps[at];
    const events = this.#steps.map(({ updates }) => updates);
    const before = events.slice(0, at + 1).flat().filter((update) => seen.includes(nameOf(update)));
    return { seen, before, updates: events.slice(at + 1).flat() };
  }

  /**
   * How a tab with this trail continues behind a leader. It returns two lists. `news` are the news that the tab lacks;
   * it may have had some of them. `ahead` are the events that the tab has and the leader may still deliver. If neither
   * tab knows the other's position, the tab is reset.
   *
   * Why it is exact. A tab has everything up to its cursor, and what it has `seen` beyond. When the leader passed the
   * tab's cursor, the leader had everything up to it too, and what the leader had seen beyond. So the tab may lack only
   * that, and everything that the leader has had since. The same holds the other way round, if the tab's trail knows
   * the leader's cursor; then the tab must lack nothing.
   *
   * @param {Place} own the tab's position
   * @param {Place} place the leader's position
   * @param {TaskUpdate[]} [missed] what the leader has beyond the tab's cursor, if the leader knows that cursor
   * @param {string[]} [known] the names of some of these; the tab must have had those that are not in `missed`
   * @returns {{ news: News, ahead: string[] }}
   */
  bridge({ cursor, seen }, place, missed, known = []) {
    const names = new Set([...seen, ...(missed ?? []).map(nameOf)]);
    if (cursor && missed && known.every((name) => names.has(name))) return { news: missed, ahead: seen };
    const mine = this.after(place.cursor);
    const ahead = mine ? [...mine.seen, ...mine.updates.map(nameOf)] : [];
    if (cursor && mine && place.seen.every((name) => ahead.includes(name))) return { news: [], ahead };
    return { news: [{ type: 'reset', reason: cursor ? 'out_of_window' : 'fresh' }], ahead: [] };
  }
}
