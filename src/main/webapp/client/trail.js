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
   * What came after a cursor, if it is known: the events, and what had been seen beyond that cursor when it was new. The events
   * also of what had been seen, as far as they are remembered: who stands at that cursor may not have had them.
   * Overlapping sessions may pass the same cursor twice; counted from the first, nothing is left out.
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
   * How a tab that has this trail goes on behind a leader: the news that it lacks (it may have had some of them), and the
   * events `ahead` that it has and the leader may still bring. If neither knows where the other stands, the tab is reset.
   *
   * Why it is exact. A tab has all up to its cursor, and what it has `seen` beyond. When the leader passed the tab's cursor, it
   * had all up to there too, and what it had seen beyond: so all that it has since then, and that, is what the tab may lack. It
   * is the same the other way round, where the tab's trail knows the leader's cursor; then the tab must lack nothing.
   *
   * @param {Place} own where the tab stands
   * @param {Place} place where the leader stands
   * @param {TaskUpdate[]} [missed] what the leader has that the tab's cursor does not cover, if it knows that cursor
   * @param {string[]} [known] the names of some of it; where they are not in `missed`, the tab must have had them
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
