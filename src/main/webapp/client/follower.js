import { Trail } from './trail.js';

/** @import { Delivery, News, Place } from './delivery.js' */
/** @import { TaskUpdate } from './frames.js' */
/** @import { Word } from './tab-words.js' */

/**
 * What a tab takes over from its leader, each event once. It remembers what it had, since it may lead or change leaders.
 *
 * Why nothing is lost or heard twice. A tab's place (cursor and `seen`) says exactly what it has had. It takes news from
 * one leader only, after a `join` that bridged the difference: either the leader's trail holds what the tab lacks, or the
 * tab's trail holds what the leader lacks, which the tab then skips when the leader gets it. Where neither can be proven,
 * the tab is reset and loads its snapshot. Whatever a former leader still says is not heard.
 */
export class Follower {
  #delivery;
  #other;
  #trail = new Trail();
  /** @type {string[]} what the leader may still bring although this tab had it */
  #ahead = [];

  /**
   * @param {Delivery} delivery
   * @param {() => void} other called instead where another user signed in over there
   */
  constructor(delivery, other) {
    this.#delivery = delivery;
    this.#other = other;
  }

  /** @param {(news: News, place: Place) => void} tell called with all that comes, from now on, where this tab leads */
  lead(tell) {
    const { cursor } = this.#delivery;
    if (cursor && !this.#trail.after(cursor)) this.#trail.add([], this.#delivery.place);
    this.#delivery.tell = (news, place) => {
      this.#trail.add(news, place);
      tell(news, place);
    };
  }

  /**
   * What of this tab's events a cursor does not cover, if it is known.
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
   * @param {Place} place where the leader stands after it
   */
  take(news, place) {
    const { user, cursor } = this.#delivery;
    if (user !== undefined && user !== place.user) return this.#other();
    this.#delivery.seen = this.#ahead;
    const fresh = news.filter((item) => {
      if (item.type !== 'reset') return !this.#delivery.strike(item);
      if (item.reason !== 'widened') this.#ahead.length = 0; // the same names may be those of other events after it
      return true;
    });
    const seen = [...new Set([...place.seen, ...this.#ahead])];
    Object.assign(this.#delivery, { ...place, seen });
    this.#trail.add(fresh, this.#delivery.place);
    this.#delivery.bring(fresh, { cursor, seen });
  }
}
