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

/** So long after `welcome`, or after the last full message, what was missed has been read. */
const QUIET_MS = 200;

/** A message with at least these frames or characters is full: the server has more. */
const FULL_FRAMES = 64;
const FULL_CHARS = 130_000;

/**
 * Where the preferred transport does not get through from this page: see `way.js`.
 *
 * @type {Set<string>}
 */
const blocked = new Set();

/** @type {MakeLine} */
export const link = (...parts) => new Link(...parts);

/**
 * Keeps a session with the server until a close code says stop, and opens as many sessions as that takes.
 *
 * At most two exist: `#current` (welcomed; the only one that is listened to) and `#next` (on its way to its welcome).
 * When `#next` is welcomed it becomes `#current`, and only then the old one is closed: make before break. While there
 * is neither, `#schedule` runs, or the machine is offline and an event will wake us, or it is stopped.
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
  /** Runs while what was missed is on its way. */
  #quiet;
  /** @type {Partial<Status>} */
  #lost = { reason: 'offline' };
  #schedule;
  /** Runs until what is beside is loaded again. */
  #late;
  /** @type {Record<string, [transport: Transport, frame: any, at: number]>} what came last of each kind, for `beside.js` */
  last = {};
  /** @type {string | undefined} what the page wants */
  #filter;
  /** A session was due while the machine was offline. */
  #missed = false;
  /** @type {Promise<string | null | undefined> | undefined} a token is on its way */
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

  /** Opens the next session now, unless one is on its way. While one is there, its token is good for the next one too. */
  connect() {
    this.#schedule.stop();
    if (this.#next || this.status.state === 'stopped') return;
    this.#missed = !this.#online;
    if (!this.#missed) this.#next = new Transport(this.kinds[+blocked.has(this.way)], this.#settings, this, this.#schedule.refused ? '' : this.#current?.token);
    this.#wait();
  }

  /**
   * A token; where the user signed out there is no other one, and this is the end. One call at a time, however many
   * attempts need one. If an attempt waited too long for a call, the call is given up, and its end has no effect.
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

  /** @param {Transport} transport where it resumes, and what it gets */
  resume(transport) {
    const filter = (transport.filter = this.#filter);
    return { cursor: this.#delivery.resume(), filter: /** @type {Filter | undefined} */ (filter && filterOf(filter)) };
  }

  /** @param {string} [filter] which events are wanted from now on */
  narrow(filter) {
    this.#filter = filter;
    this.#narrow();
  }

  /** Looks at the line now: opens a session that was due, asks a silent server, shortens a long wait. */
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
   * @param {number} [code] the server refuses us with it
   */
  stop(reason, code) {
    this.#schedule.stop();
    this.#quiet.stop();
    this.#late.stop();
    this.#current = this.#current?.close();
    this.#next = this.#next?.close();
    this.#become({ state: 'stopped', reason, code, fatal: !!code });
  }

  /** While a session is there: live, once nothing waits any more. */
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

  /** Waits for what was missed: until no full message came for a while. */
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
      if (transport !== this.#current) return; // a listener closed us
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
    // Where two sessions had one token, the second refusal is no news.
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

  /** Sees to it that the session gets what the page wants. */
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
