import { Follower } from './follower.js';
import { Leadership } from './leadership.js';
import { connected } from './line.js';
import { TabFilter, Wants } from './tab-filter.js';
import { OwnLine } from './tab-line.js';
import { Watch } from './tab-watch.js';

/** @import { Word } from './tab-words.js' */
/** @import { TabParts } from './tabs.js' */
/** @import { Status } from './taskcast.js' */

/**
 * One tab of several. The tab that holds the lock is the leader: it has a link, and passes on to the others everything
 * that comes. A following tab has the leader's position, and can take over at any time.
 */
export class Tab {
  #open;
  #settings;
  #delivery;
  #tell;
  #id = crypto.randomUUID();
  /** @type {BroadcastChannel | undefined} */
  #channel;
  /** @type {OwnLine | undefined} */
  #link;
  /** @type {string | undefined} */
  #leader;
  /** @type {Status} */
  #status = Object.freeze({ state: 'connecting' });
  #leadership;
  #follower;
  #watch;
  #filter;
  #wants;

  /** @param {TabParts} parts */
  constructor({ name, locks, Channel, settings, delivery, tell }) {
    this.#open = () => new Channel(name);
    this.#settings = settings;
    this.#delivery = delivery;
    this.#tell = tell;
    this.#follower = new Follower(delivery, () => this.#alone());
    this.#watch = new Watch(settings, {
      ask: () => this.#post({ kind: 'ping' }),
      doubt: () => this.#doubt(),
      take: () => void this.#leadership.stand(true),
      turned: () => this.#beat(),
    });
    this.#filter = new TabFilter(delivery, settings.narrow, () => this.#want());
    this.#wants = new Wants(settings.runtime, {
      roll: () => this.#post({ kind: 'roll' }),
      ask: (filter) => this.#link?.narrow(filter),
    });
    const tells = { won: () => this.#lead(), lost: () => this.#lose(), impossible: () => this.#alone() };
    this.#leadership = new Leadership(locks, name, tells);
  }

  get status() {
    return this.#link?.status ?? this.#status;
  }

  /** The link, if this tab has it. */
  get own() {
    return this.#link?.own;
  }

  narrow(/** @type {string | undefined} */ filter) {
    this.#filter.want(filter);
    this.#want();
  }

  connect() {
    if (this.#status.state === 'stopped') return;
    this.#filter.begin();
    this.#watch.begin();
    try {
      this.#channel = this.#open();
    } catch {
      return this.#alone();
    }
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    this.#ask();
    this.#leadership.stand();
  }

  wake() {
    if (this.#link) return this.#link.wake();
    this.#post({ kind: 'wake' });
    if (this.#channel) this.#ask();
  }

  settle() {
    if (this.#link) this.#link.settle();
    else this.#follow(this.#status);
  }

  /**
   * @param {string} reason
   * @param {number} [code]
   */
  stop(reason, code) {
    this.#leave();
    if (this.#link) this.#link.stop(reason, code);
    else this.#become({ state: 'stopped', reason, code, fatal: false });
  }

  /** This tab holds the lock: it opens a socket, and tells the other tabs. */
  #lead() {
    this.#watch.stop();
    this.#leader = this.#id;
    this.#follower.lead((news, place) => {
      this.#link?.heard();
      this.#post({ kind: 'news', from: this.#id, news, place });
    });
    const { own } = this.#filter;
    const asked = this.#wants.begin(this.#delivery.cursor ? this.#delivery.filter : own, this.#id, own);
    this.#connectAs(asked, (status) => {
      this.#post({ kind: 'status', from: this.#id, status });
      if (status.state === 'stopped') this.#leave();
    });
    this.#post({ kind: 'lead', from: this.#id });
    this.#beat();
  }

  /** From now on this tab has its own socket. */
  #alone() {
    this.#leave();
    const { own } = this.#filter;
    this.#filter.end();
    this.#connectAs(own, () => {});
  }

  /** @type {(narrow: string | undefined, report: (status: Status) => void) => void} connects with this filter */
  #connectAs(narrow, report) {
    const settings = { ...this.#settings, narrow };
    this.#link = new OwnLine({ settings, delivery: this.#delivery, tell: this.#tell }, this.status, report);
    this.#link.connect();
  }

  /** Another tab took the lock while this one was suspended. */
  #lose() {
    this.#status = Object.freeze(connected(this.status) ? { ...this.status, stale: true } : { state: 'connecting' });
    this.#link?.leave();
    this.#link = this.#leader = this.#delivery.tell = undefined;
    this.#wants.end();
    this.#tell.status(this.#status);
    this.#post({ kind: 'left', from: this.#id });
    this.#ask();
    this.#leadership.stand();
  }

  #leave() {
    this.#watch.end();
    this.#wants.end();
    this.#leadership.leave();
    this.#channel?.close();
    this.#channel = this.#delivery.tell = undefined;
  }

  #post = (/** @type {Word} */ word) => this.#channel?.postMessage(word);

  #hear(/** @type {Word} */ word) {
    if (this.#link) {
      if (word.kind === 'hello' || word.kind === 'want') this.#wants.add(word.tab, word.filter);
      if (word.kind === 'hello') this.#welcome(word);
      else if (word.kind === 'ping') this.#beat();
      else if (word.kind === 'wake') this.#link.wake();
    } else if (word.kind === 'roll') {
      this.#want();
    } else if (word.kind === 'lead' || (word.kind === 'left' && word.from === this.#leader)) {
      this.#leader = undefined;
      this.#ask(word.kind === 'lead' ? word.from : undefined);
    } else if (word.kind === 'join' && word.to === this.#id) {
      // with another cursor, it answers an outdated question
      if (!this.#leader && word.cursor === this.#delivery.cursor && word.place.cursor) {
        this.#leader = word.from;
        this.#follower.join(word);
      }
      if (!this.#leader || word.from === this.#leader) {
        this.#watch.heard();
        this.#follow(word.status);
      }
    } else if (word.kind === 'news' && !this.#leader) {
      this.#ask(word.from); // the leader had no session yet when it was asked
    } else if ('from' in word && (word.from === this.#leader || (word.kind === 'beat' && !this.#leader))) {
      this.#watch.heard();
      if (word.kind === 'news') this.#follower.take(word.news, word.place);
      if (word.kind === 'beat') this.#watch.beat(word);
      this.#follow('status' in word ? word.status : { ...this.#status, stale: false });
    }
  }

  /** @param {{ tab: string, cursor?: string, leader?: string }} hello */
  #welcome({ tab, cursor, leader }) {
    if (leader && leader !== this.#id) return;
    const [place, past] = [this.#delivery.place, this.#follower.missed(cursor)];
    this.#post({ kind: 'join', from: this.#id, to: tab, cursor, status: this.status, place, ...past });
    this.#beat();
  }

  /** @param {Status} status the leader's status; this tab's own waiting is added */
  #follow(status) {
    if (status.state === 'stopped') this.#leader = undefined; // the leader gives up the lock, and another tab tries
    else if (!connected(status)) this.#become(status);
    else if (this.#leader) {
      const state = this.#delivery.hold.waits ? 'catching-up' : 'live';
      this.#become({ state, stale: status.stale, transport: status.transport ?? 'websocket' }); // an older leader does not send it
    }
  }

  #become(/** @type {Status} */ status) {
    const { state, stale } = this.#status;
    const same = state === status.state && !stale === !status.stale && !status.retryAt;
    if (this.#link || state === 'stopped' || same) return;
    this.#tell.status((this.#status = Object.freeze(status)));
  }

  /** Tells what this tab wants. */
  #want() {
    const { own: filter } = this.#filter;
    if (!this.#link) this.#post({ kind: 'want', tab: this.#id, filter });
    else if (this.#channel) this.#wants.add(this.#id, filter);
    else this.#link.narrow(filter); // there is no other tab
  }

  /**
   * @param {string} [leader]
   * @param {number} [ms] how long it has for an answer
   */
  #ask(leader, ms = this.#settings.probeTimeoutMs) {
    const { own: filter } = this.#filter;
    this.#post({ kind: 'hello', tab: this.#id, cursor: this.#delivery.cursor, leader, filter });
    this.#watch.await(ms);
  }

  /** The leader reports that it is there, for how long the gateway has been silent, and whether its page is hidden. */
  #beat() {
    if (!this.#link) return;
    const { status, silentMs } = this.#link;
    this.#post({ kind: 'beat', from: this.#id, status, silentMs, hidden: this.#settings.runtime.hidden() });
  }

  /** The leader does not answer: another tab may lead by now. */
  #doubt() {
    this.#leader = undefined;
    if (connected(this.#status)) this.#become({ ...this.#status, stale: true });
    this.#ask(undefined, this.#settings.probeTimeoutMs / 2);
  }
}
