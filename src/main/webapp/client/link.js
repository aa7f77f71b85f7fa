import { filterOf } from './filter.js';
import { STOP } from './frames.js';
import { Schedule } from './schedule.js';
import { Timer } from './timer.js';
import { Transport } from './transport.js';

/** @import { Delivery } from './delivery.js' */
/** @import { Filter } from './filter.js' */
/** @import { Frame, Welcome } from './frames.js' */
/** @import { LinkTelling, MakeLine } from './line.js' */
/** @import { Settings, Status } from './taskcast.js' */

/** This long after `welcome`, or after the last full message, all missed events have been read. */
const QUIET_MS = 200;

/** A message with this number of frames or characters is full: the server has more. */
const FULL_FRAMES = 64;
const FULL_CHARS = 130_000;

/** @type {Set<string>} the ways (see `way.js`) on which the preferred transport is blocked */
const blocked = new Set();

/** @type {MakeLine} */
export const link = (...parts) => new Link(...parts);

/**
 * Keeps a session with the server, forever, unless a close code says stop. It replaces sessions as often as needed. At
 * most two sessions exist: `#current` (welcomed; the only one whose messages count) and `#next` (before its welcome).
 * When `#next` is welcomed it becomes `#current`, and only then the old one is closed: make before break. While neither
 * exists, `#schedule` runs, or the machine is offline and an event will wake this link, or this link is stopped.
 */
export class Link {
  #settings;
  #delivery;
  #tell;
  blocked = blocked;
  /** @type {Status} */
  status = { state: 'connecting' };
  /** @type {Transport | undefined} */
  #current;
  /** @type {Transport | undefined} */
  #next;
  /** Runs while missed events are on their way. */
  #quiet;
  /** @type {Partial<Status>} */
  #lost = { reason: 'offline' };
  #schedule;
  /** Runs until `beside.js` is loaded again. */
  #late;
  /** @type {Record<string, [transport: Transport, frame: any, at: number]>} the last of each type, for `beside.js` */
  last = {};
  /** @type {string | undefined} the filter that the page wants */
  #filter;
  /** A session was due while the machine was offline. */
  #missed = false;
  /** @type {Promise<string | null | undefined> | undefined} the running request for a token */
  #call;

  /**
   * @param {Settings} settings
   * @param {Delivery} delivery
   * @param {LinkTelling} tell
   */
  constructor(settings, delivery, tell) {
    this.#settings = settings;
    this.#delivery = delivery;
    this.#tell = tell;
    this.problem = tell.problem;
    this.#filter = settings.narrow;
    this.kinds = settings.transports.filter((kind) => kind === 'sse' || settings.runtime.WebSocket);
    this.way = `${this.kinds} ${settings.url}`;
    this.#quiet = new Timer(settings.runtime);
    this.#schedule = new Schedule(settings, () => this.connect());
    const load = () => {
      import('./beside.js').then(({ beside }) => beside(settings, delivery, this), () => this.status.state === 'stopped' || this.#late.after(0));
    };
    this.#late = new Schedule(settings, load);
    load();
  }

  /** Opens the next session now, unless one is being opened. While a session exists, the next one uses its token too. */
  connect() {
    this.#schedule.stop();
    if (this.#next || this.status.state === 'stopped') return;
    this.#missed = !this.#online;
    if (!this.#missed) this.#next = new Transport(this.kinds[+blocked.has(this.way)], this.#settings, this, this.#schedule.refused ? '' : this.#current?.token);
    this.#wait();
  }

  /**
   * A token. If the user signed out, there is no token, and the link ends. Only one call runs at a time, for all
   * callers. A call that took too long for an attempt is given up, and cannot end the link any more.
   *
   * @param {'connect' | 'refused' | 'expiring'} [reason]
   */
  async token(reason = this.#schedule.refused ? 'refused' : 'connect') {
    const { token } = this.#settings;
    const call = (this.#call ??= (async () => (typeof token === 'string' ? token : token({ reason })))());
    let ours;
    const given = await call.finally(() => {
      if ((ours = call === this.#call)) this.#call = undefined;
    });
    if (typeof given === 'string' && given) return given;
    if (given !== null) throw 'gave no text';
    if (ours) this.stop('signed-out');
  }

  /** @param {Transport} transport the new session; the result says where it resumes and which events it gets */
  resume(transport) {
    const filter = (transport.filter = this.#filter);
    return { cursor: this.#delivery.resume(), filter: /** @type {Filter | undefined} */ (filter && filterOf(filter)) };
  }

  /** @param {string} [filter] which events are wanted from now on */
  narrow(filter) {
    this.#filter = filter;
    this.#narrow();
  }

  /** Checks the connection now: opens a session that was due, asks a silent server, shortens a long wait. */
  wake() {
    if (this.#current) {
      if (this.#missed) this.connect();
      return this.#current.probe();
    }
    if (this.#next || this.status.state === 'stopped') return;
    this.#schedule.hurry();
    this.#wait();
  }

  /**
   * Ends everything permanently.
   *
   * @param {string} reason
   * @param {number} [code] the code with which the server refuses this client
   */
  stop(reason, code) {
    this.#schedule.stop();
    this.#quiet.stop();
    this.#late.stop();
    this.#current = this.#current?.close();
    this.#next = this.#next?.close();
    this.#become({ state: 'stopped', reason, code, fatal: !!code });
  }

  /** Updates the status while a session exists: live, once nothing waits any more. */
  settle() {
    const behind = this.#delivery.hold.waits || this.#quiet.runs;
    const now = this.#current;
    if (now) this.#become({ state: behind ? 'catching-up' : 'live', stale: now.stale, transport: now.kind });
  }

  get #online() {
    return this.#settings.runtime.online(this.#settings.url);
  }

  /**
   * @param {Welcome} frame
   * @param {Transport} transport
   */
  welcome(frame, transport) {
    const old = this.#current;
    this.#current = transport;
    this.#next = undefined;
    if (old) {
      this.#schedule.end();
      old.close();
    } else this.#listen();
    this.#schedule.begin();
    this.#delivery.welcome(frame, transport.filter);
    this.#narrow();
    this.settle();
  }

  /** Waits for missed events, until no full message has come for a while. */
  #listen() {
    this.#quiet.start(QUIET_MS, () => this.settle());
  }

  /**
   * @param {Frame[]} frames
   * @param {Transport} transport
   * @param {number} size
   */
  message(frames, transport, size) {
    if (this.#quiet.runs && (frames.length >= FULL_FRAMES || size >= FULL_CHARS)) this.#listen();
    this.#delivery.message(frames);
    for (const frame of frames) {
      if (transport !== this.#current) return; // a listener closed this link
      this.last[frame.type] = [transport, frame, this.#settings.runtime.now()];
      if (frame.type === 'goaway') this.#schedule.in(frame.reconnect_in_ms);
      else if (frame.type === 'error') this.problem(frame);
    }
    this.settle();
  }

  /**
   * @param {number} code
   * @param {string} reason
   * @param {Transport} transport
   * @param {unknown} [error]
   * @param {number} [retryMs]
   */
  ended(code, reason, transport, error, retryMs = 0) {
    if (error) this.problem(error, transport.unheard ? 'cannot-open' : 'token');
    const refused = code === 4001;
    if (transport === this.#next) {
      this.#next = undefined;
      if (!transport.token) this.#call = undefined;
      this.#delivery.forget();
    } else {
      this.#current = undefined;
      this.#quiet.stop();
      this.#schedule.end();
      if (refused && !this.#next?.again) this.#next = this.#next?.close(); // it has the same token
    }
    // If two sessions had one token, the second refusal says nothing new.
    const again = (transport.again && this.#schedule.refused) || typeof this.#settings.token === 'string';
    const replaced = code === 4009 && this.#next;
    if (refused ? again : !replaced && STOP.test(/** @type {any} */ (code))) return this.stop(reason || 'refused', code);
    this.#schedule.refused ||= refused;
    this.#lost = { code, reason: reason || 'connection-lost' };
    if (!this.#next && this.#schedule.at === Infinity) refused ? this.#schedule.in(0) : this.#schedule.after(retryMs);
    this.#wait();
  }

  #wait() {
    const { attempt, at: retryAt } = this.#schedule;
    /** @type {Status} */
    const waiting = this.#online ? { state: 'reconnecting', attempt, retryAt, ...this.#lost } : { state: 'offline' };
    this.#become(this.#next ? { state: 'connecting', attempt } : waiting);
  }

  /** Makes sure that the session gets the filter that the page wants. */
  #narrow() {
    const transport = this.#current;
    if (!transport || transport.filter === this.#filter) return;
    if (transport.kind === 'sse') return this.connect();
    transport.filter = this.#filter;
    this.#delivery.sent.push(this.#filter);
    transport.send({ type: 'narrow', ...filterOf(this.#filter) });
  }

  /** @param {Status} status */
  #become(status) {
    const { state, stale, transport } = this.status;
    const same = state === status.state && stale === status.stale && transport === status.transport && !status.retryAt;
    const handover = this.#current && !status.transport;
    if (state === 'stopped' || handover || same) return;
    this.status = Object.freeze(status);
    this.#tell.status(status);
  }
}
