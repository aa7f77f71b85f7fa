import { covers, filterOf, filterText, passes } from './filter.js';
import { Timer } from './timer.js';

/** @import { Delivery, News } from './delivery.js' */
/** @import { Runtime } from './runtime.js' */

/** The filter of a page that lacks events: it covers nothing. */
const NOTHING = '{"events":[""]}';

/**
 * A filter that passes what any of these filters passes, and perhaps more.
 *
 * @param {(string | undefined)[]} texts
 */
export function union(texts) {
  const filters = texts.filter((text) => text !== NOTHING).map(filterOf);
  /** @param {'events' | 'channels'} name */
  const list = (name) => {
    return filters.every((filter) => filter[name]) ? filters.flatMap((filter) => filter[name] ?? []) : [];
  };
  const [events, channels] = [list('events'), list('channels')];
  for (const lists of [{ events, channels }, { events }, { channels }]) {
    try {
      return filterText(lists);
    } catch {
      // more than a filter may hold, or from a tab with another version of this library
    }
  }
  return undefined;
}

/**
 * What one of several tabs wants of the events that come for all of them.
 *
 * Why nothing is missed. A tab's position says which filter its events passed (`delivery.filter`, the leader's filter).
 * A tab is complete as long as that filter has covered its own filter. A tab that is not complete asks for more, and is
 * reset as soon as it is covered. A complete tab needs no reset when others get more. One message may bring several
 * filters: the reset says which filter applied before it.
 */
export class TabFilter {
  #delivery;
  #own;
  #missing;
  #whole = false;
  #alone = false;

  /**
   * @param {Delivery} delivery
   * @param {string | undefined} own
   * @param {() => void} missing called when the events no longer cover what the tab wants
   */
  constructor(delivery, own, missing) {
    this.#delivery = delivery;
    this.#own = own;
    this.#missing = missing;
    const { bring } = delivery;
    delivery.bring = (news, before) => bring.call(delivery, this.#sift(news), before);
  }

  get own() {
    return this.#own;
  }

  get #covered() {
    return !!covers(this.#delivery.filter, filterOf(this.#own));
  }

  /** The position was loaded from the store, if there was one. */
  begin() {
    this.#become(this.#delivery.cursor !== undefined && this.#covered);
  }

  /** From now on the events are for this tab alone. */
  end() {
    this.#alone = true;
    this.#delivery.filter = this.#kept;
    this.#delivery.kept = undefined;
    Reflect.deleteProperty(this.#delivery, 'bring');
  }

  /** @param {string | undefined} filter what the tab wants from now on */
  want(filter) {
    const same = covers(this.#own, filterOf(filter));
    this.#own = filter;
    if (this.#alone) return;
    this.#become(this.#whole && !!same);
    if (this.#delivery.cursor !== undefined) this.#delivery.bring([], this.#delivery.place);
  }

  /** @param {News} news */
  #sift(news) {
    const mine = news.filter((item) => {
      if (item.type === 'task_update') return passes(this.#own, item);
      if (item.reason === 'widened' && this.#whole && covers(item.was, filterOf(this.#own))) return false;
      this.#become(this.#covered);
      return true;
    });
    if (this.#covered && !this.#whole) {
      this.#become(true);
      mine.push({ type: 'reset', reason: 'widened' });
    } else if (!this.#covered && this.#whole) {
      this.#become(false);
      this.#missing();
    }
    return mine;
  }

  get #kept() {
    return this.#whole ? this.#own : NOTHING;
  }

  /** @param {boolean} whole */
  #become(whole) {
    this.#whole = whole;
    this.#delivery.kept = { filter: this.#kept };
  }
}

/** How long tabs may take to say what they want; a closed or suspended tab says nothing. */
const ROLL_CALL_MS = 300;

/**
 * What all tabs want, as far as the leader knows. A tab that closes says nothing. So when a leader begins, and when a
 * tab wants more than comes, the leader asks every tab again.
 */
export class Wants {
  #wants = new Map();
  #tell;
  #timer;
  /** @type {string | undefined} the tab that asks, and knows its own filter */
  #leader;
  /** @type {string | undefined} */
  #asked;

  /**
   * @param {Runtime} runtime
   * @param {{ roll: () => void, ask: (filter?: string) => void }} tell `roll` asks the tabs, `ask` the gateway
   */
  constructor(runtime, tell) {
    this.#timer = new Timer(runtime);
    this.#tell = tell;
  }

  /**
   * @param {string} tab
   * @param {string | undefined} filter what it wants
   */
  add(tab, filter) {
    if (!this.#timer.runs && !covers(this.#asked, filterOf(filter))) {
      this.#begin();
      this.#tell.roll();
    }
    this.#wants.set(tab, filter);
  }

  /**
   * Begins with the old filter, if that is enough for the leader.
   *
   * @param {string | undefined} filter the filter so far
   * @param {string} tab the leader
   * @param {string | undefined} own what it wants
   * @returns {string | undefined} what to ask for
   */
  begin(filter, tab, own) {
    this.#leader = tab;
    this.#begin();
    this.#wants.set(tab, own);
    return (this.#asked = union([filter, own]));
  }

  #begin() {
    for (const tab of [...this.#wants.keys()]) if (tab !== this.#leader) this.#wants.delete(tab);
    this.#timer.start(ROLL_CALL_MS, () => this.#count());
  }

  end() {
    this.#timer.stop();
  }

  #count() {
    this.#asked = union([...this.#wants.values()]);
    this.#tell.ask(this.#asked);
  }
}
