import { Follower } from './follower.js';
import { Leadership } from './leadership.js';
import { connected } from './line.js';
import { link } from './link.js';
import { TabFilter, Wants } from './tab-filter.js';
import { Timer } from './timer.js';

/** @import { Line } from './line.js' */
/** @import { Word } from './tab-words.js' */
/** @import { TabParts } from './tabs.js' */
/** @import { Status } from './taskcast.js' */

/** So long may a leader be silent before it is asked: the gateway's heartbeat, with patience. */
const SILENCE_MS = 40_000;

/**
 * One tab of several. The one that holds the lock is the leader: it has a link, and tells the others all that came of it.
 * A tab that follows stands where the leader stands, and could take over at any time.
 */
export class Tab {
  #open;
  #settings;
  #delivery;
  #tell;
  #id = crypto.randomUUID();
  /** @type {BroadcastChannel | undefined} */
  #channel;
  /** @type {Line | undefined} */
  #link;
  /** @type {string | undefined} */
  #leader;
  /** @type {Status} */
  #status = Object.freeze({ state: 'connecting' });
  #leadership;
  #follower;
  /** How long the leader may be silent. */
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
    this.#watch = new Timer(settings.runtime);
    this.#filter = new TabFilter(delivery, settings.narrow, () => this.#want());
    this.#wants = new Wants(settings.runtime, {
      roll: () => this.#post({ kind: 'roll' }),
      ask: (filter) => this.#link?.narrow(filter),
    });
    this.#leadership = new Leadership(locks, name, {
      won: () => this.#lead(),
      lost: () => this.#lose(),
      impossible: () => this.#alone(),
    });
  }

  get status() {
    return this.#link?.status ?? this.#status;
  }

  get connected() {
    return this.#link?.connected ?? connected(this.#status);
  }

  get transport() {
    return this.#link?.transport;
  }

  /** @param {string} [filter] */
  narrow(filter) {
    this.#filter.want(filter);
    this.#want();
  }

  connect() {
    if (this.#status.state === 'stopped') return;
    this.#filter.begin();
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
    if (!this.#channel) return;
    this.#post({ kind: 'wake' });
    this.#ask();
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
    if (this.#link) return this.#link.stop(reason, code);
    this.#become({ state: 'stopped', reason, code });
  }

  /** Holds the lock: has a socket, and tells the others. */
  #lead() {
    this.#watch.stop();
    this.#leader = this.#id;
    this.#follower.lead((news, place) => this.#post({ kind: 'news', from: this.#id, news, place }));
    const { own } = this.#filter;
    const asked = this.#wants.begin(this.#delivery.cursor ? this.#delivery.filter : own, this.#id, own);
    this.#connectAs(asked, (status) => {
      this.#post({ kind: 'status', from: this.#id, status });
      if (status.state === 'stopped') this.#leave();
    });
    this.#post({ kind: 'lead', from: this.#id });
  }

  /** From now on this tab has a socket of its own. */
  #alone() {
    this.#leave();
    const { own } = this.#filter;
    this.#filter.end();
    this.#connectAs(own, () => {});
  }

  /**
   * @param {string | undefined} filter what the gateway is asked for
   * @param {(status: Status) => void} report
   */
  #connectAs(filter, report) {
    const before = this.status;
    const own = link({ ...this.#settings, narrow: filter }, this.#delivery, {
      problem: this.#tell.problem,
      status: (status) => {
        if (own !== this.#link) return;
        report(status);
        this.#tell.status(status);
      },
    });
    this.#link = own;
    if (before.state !== own.status.state) this.#tell.status(own.status);
    own.connect();
  }

  /** Another tab took the lock while this one was suspended. */
  #lose() {
    const link = this.#link;
    this.#status = Object.freeze({ state: 'connecting' });
    this.#link = this.#leader = this.#delivery.tell = undefined;
    link?.stop('replaced');
    this.#wants.end();
    this.#tell.status(this.#status);
    this.#post({ kind: 'left', from: this.#id });
    this.#ask();
    this.#leadership.stand();
  }

  #leave() {
    this.#watch.stop();
    this.#wants.end();
    this.#leadership.leave();
    this.#channel?.close();
    this.#channel = this.#delivery.tell = undefined;
  }

  /** @param {Word} word */
  #post(word) {
    this.#channel?.postMessage(word);
  }

  /** @param {Word} word */
  #hear(word) {
    if (this.#link) {
      if (word.kind === 'hello' || word.kind === 'want') this.#wants.add(word.tab, word.filter);
      if (word.kind === 'hello') this.#welcome(word);
      else if (word.kind === 'wake') this.#link.wake();
    } else if (word.kind === 'roll') {
      this.#want();
    } else if (word.kind === 'lead' || (word.kind === 'left' && word.from === this.#leader)) {
      this.#leader = undefined;
      this.#ask(word.kind === 'lead' ? word.from : undefined);
    } else if (word.kind === 'join' && word.to === this.#id) {
      this.#watch.start(SILENCE_MS, () => this.#ask());
      const asked = word.cursor === this.#delivery.cursor; // else an answer to what was asked long ago
      if (!this.#leader && asked && word.place.cursor) {
        this.#leader = word.from;
        this.#follower.join(word);
      }
      if (!this.#leader || word.from === this.#leader) this.#follow(word.status);
    } else if (word.kind === 'news' && !this.#leader) {
      this.#ask(word.from); // it had no session yet when it was asked
    } else if ('from' in word && word.from === this.#leader) {
      this.#watch.start(SILENCE_MS, () => this.#ask());
      if (word.kind === 'news') this.#follower.take(word.news, word.place);
      this.#follow(word.kind === 'status' ? word.status : this.#status);
    }
  }

  /** @param {{ tab: string, cursor?: string, leader?: string }} hello */
  #welcome({ tab, cursor, leader }) {
    if (leader && leader !== this.#id) return;
    const [place, missed] = [this.#delivery.place, this.#follower.missed(cursor)];
    this.#post({ kind: 'join', from: this.#id, to: tab, cursor, status: this.status, place, missed });
  }

  /** @param {Status} status that of the leader; what this tab still waits for is its own */
  #follow(status) {
    if (status.state === 'stopped')
      this.#leader = undefined; // it gives up the lock, another one tries
    else if (!connected(status)) this.#become(status);
    else if (this.#leader) this.#become({ state: this.#delivery.hold.waits ? 'catching-up' : 'live' });
  }

  /** @param {Status} status */
  #become(status) {
    const { state } = this.#status;
    if (this.#link || state === 'stopped' || (state === status.state && !status.retryAt)) return;
    this.#status = Object.freeze(status);
    this.#tell.status(this.#status);
  }

  /** Says what this tab wants. */
  #want() {
    const { own: filter } = this.#filter;
    if (!this.#link) this.#post({ kind: 'want', tab: this.#id, filter });
    else if (this.#channel) this.#wants.add(this.#id, filter);
    else this.#link.narrow(filter); // nobody else is there
  }

  /** @param {string} [leader] */
  #ask(leader) {
    const { own: filter } = this.#filter;
    this.#post({ kind: 'hello', tab: this.#id, cursor: this.#delivery.cursor, leader, filter });
    this.#watch.start(
      this.#settings.probeTimeoutMs,
      () => this.#leadership.stand(true),
      () => this.#ask(),
    );
  }
}
