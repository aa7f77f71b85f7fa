import { Trail } from './trail.js';

/** @import { Delivery, News, Place } from './delivery.js' */
/** @import { TaskUpdate } from './frames.js' */
/** @import { Word } from './tab-words.js' */

/**
 * What a tab takes from its leader, each event once. It remembers its own past, because it may become the leader or get
 * another leader.
 *
 * Why nothing is lost or delivered twice. A tab's position (cursor and `seen`) says exactly which events it has had. It
 * takes news from one leader only, after a `join` that bridged the difference. Either the leader's trail holds what the
 * tab lacks. Or the tab's trail holds what the leader lacks, and the tab skips those events when the leader gets them.
 * If neither trail proves it, the tab is reset and loads its snapshot. The tab ignores everything that a former leader
 * still sends.
 */
export class Follower {
  #delivery;
  #other;
  #trail = new Trail();
  /** @type {string[]} events that the leader may still deliver although this tab has had them */
  #ahead = [];

  /**
   * @param {Delivery} delivery
   * @param {() => void} other called instead if another user signed in over there
   */
  constructor(delivery, other) {
    this.#delivery = delivery;
    this.#other = other;
  }

  /** @param {(news: News, place: Place) => void} tell called with all news from now on, while this tab leads */
  lead(tell) {
    const { cursor } = this.#delivery;
    if (cursor && !this.#trail.after(cursor)) this.#trail.add([], this.#delivery.place);
    this.#delivery.tell = (news, place) => {
      this.#trail.add(news, place);
      tell(news, place);
    };
  }

  /**
   * The events of this tab that a cursor does not cover, if the tab knows that cursor.
   *
   * @param {string | undefined} cursor
   * @returns {{ missed?: TaskUpdate[], known?: string[] }}
   */
  missed(cursor) {
    const { seen, before = [], updates = [] } = this.#trail.after(cursor) ?? {};
    return seen ? { missed: [...before, ...updates], known: seen } : {};
  }

  /**
   * Begins to follow a leader.
   *
   * @param {Word & { kind: 'join' }} join
   */
  join({ place, missed, known }) {
    const { ahead, news } = this.#trail.bridge(this.#delivery.place, place, missed, known);
    this.#ahead = ahead;
    this.take(news, place);
  }

  /**
   * @param {News} news
   * @param {Place} place the leader's position after it
   */
  take(news, place) {
    const { user, cursor } = this.#delivery;
    if (user !== undefined && user !== place.user) return this.#other();
    this.#delivery.seen = this.#ahead;
    const fresh = news.filter((item) => {
      if (item.type !== 'reset') return !this.#delivery.strike(item);
      if (item.reason !== 'widened') this.#ahead.length = 0; // after it, other events may have the same names
      return true;
    });
    const seen = [...new Set([...place.seen, ...this.#ahead])];
    Object.assign(this.#delivery, { ...place, seen });
    this.#trail.add(fresh, this.#delivery.place);
    this.#delivery.bring(fresh, { cursor, seen });
  }
}
