import { filterOf } from './filter.js';
import { closeMeaning } from './frames.js';
import { backoff } from './schedule.js';
import { Transport } from './transport.js';
import { Way } from './way.js';

/** @import { Delivery } from './delivery.js' */
/** @import { Frame, Welcome } from './frames.js' */
/** @import { LinkTelling, MakeLine } from './line.js' */
/** @import { Runtime } from './runtime.js' */
/** @import { Settings, Status } from './taskcast.js' */

/** A session that lasted this long was a good one: the schedule starts anew after it. */
const STABLE_MS = 5_000;

/** A token is renewed once in this time at most, whatever a server announces. */
const RENEW_MS = 1_000;

/** So long after `welcome`, or after the last full message, what was missed has been read. */
const QUIET_MS = 200;

/** A message with so many frames or characters is full: the server has more. */
const FULL = { frames: 64, chars: 130_000 };

/** @type {MakeLine} */
export const link = (...parts) => new Link(...parts);

/**
 * Keeps a session with the server, for ever, unless a close code says stop: as many sessions as it takes.
 *
 * At most two exist: `#current` (welcomed; the only one that is listened to) and `#next` (on its way to its welcome).
 * When `#next` is welcomed it becomes `#current`, and only then the old one is closed: make before break. While there
 * is neither, `#retry` is set, or the machine is offline and an event will wake us, or it is stopped.
 */
export class Link {
  #settings;
  #runtime;
  #delivery;
  #tell;
  /** @type {Status} */
  status = { state: 'connecting' };
  /** @type {Transport | undefined} */
  #current;
  /** @type {Transport | undefined} */
  #next;
  /** @type {unknown} */
  #retry;
  #retryAt = 0;
  /** When a server that sent us away wants us back. */
  #notBefore = 0;
  /** @type {unknown} */
  #quiet;
  /** @type {Partial<Status>} */
  #lost = {};
  #attempt = 0;
  #refused = false;
  #since = 0;
  #renewedAt = -RENEW_MS;
  /** @type {Transport | undefined} the one whose token is being fetched */
  #renewing;
  /** @type {string | undefined} what the page wants */
  #filter;
  #way;

  /**
   * @param {Settings} settings
   * @param {Runtime} runtime
   * @param {Delivery} delivery
   * @param {LinkTelling} tell
   */
  constructor(settings, runtime, delivery, tell) {
    this.#settings = settings;
    this.#runtime = runtime;
    this.#delivery = delivery;
    this.#tell = tell;
    this.#filter = settings.narrow;
    this.#way = new Way(settings, runtime);
  }

  get transport() {
    return this.#current?.kind;
  }

  get connected() {
    return this.#current !== undefined;
  }

  /**
   * Opens the next session now, unless one is on its way.
   *
   * @param {string} [token] else one is asked for
   */
  connect(token) {
    this.#unschedule();
    if (this.#next || this.status.state === 'stopped') return;
    if (!this.#runtime.online(this.#settings.url)) return this.#become({ state: 'offline' });
    this.#become({ state: 'connecting', attempt: this.#attempt });
    const next = new Transport(
      this.#way.kind,
      {
        ...this.#settings,
        runtime: this.#runtime,
        token: async () => token ?? this.#token(this.#refused ? 'refused' : 'connect'),
        resume: () => {
          const filter = (next.filter = this.#filter);
          return { cursor: this.#delivery.resume(), filter: filter && filterOf(filter) };
        },
      },
      {
        welcome: (...what) => this.#welcome(...what),
        message: (...what) => this.#message(...what),
        ended: (...what) => this.#ended(...what),
      },
    );
    this.#next = next;
  }

  /**
   * From now on other events are wanted.
   *
   * @param {string} [filter]
   */
  narrow(filter) {
    this.#filter = filter;
    this.#narrow();
  }

  /** Looks at the line now: asks a silent server, shortens a long wait. */
  wake() {
    if (this.#current) return this.#current.probe();
    if (this.#next || this.status.state === 'stopped') return;
    const now = this.#runtime.now();
    const left = this.#retry ? Math.max(0, this.#retryAt - now) : Infinity;
    const soon = Math.min(left, this.#runtime.random() * this.#settings.backoffMs);
    this.#schedule(Math.max(soon, this.#notBefore - now));
  }

  /**
   * Ends everything, for good.
   *
   * @param {string} reason
   * @param {number} [code]
   */
  stop(reason, code) {
    this.#unschedule();
    this.#runtime.clearTimeout(/** @type {never} */ (this.#quiet));
    this.#current?.close();
    this.#next?.close();
    this.#current = this.#next = undefined;
    this.#become({ state: 'stopped', reason, code });
  }

  /** Live, once nothing waits any more. */
  settle() {
    if (!this.#delivery.hold.waits && !this.#quiet) this.#become({ state: 'live' });
  }

  /**
   * @param {Welcome} frame
   * @param {Transport} transport
   */
  #welcome(frame, transport) {
    const old = this.#current;
    this.#current = transport;
    this.#next = undefined;
    if (old) this.#startAnew();
    this.#since = this.#runtime.now();
    this.#unschedule();
    old?.close();
    this.#way.heard();
    this.#delivery.welcome(frame, transport.filter);
    this.#narrow();
    if (!old) this.#listen();
    this.#become({ state: this.#delivery.hold.waits || this.#quiet ? 'catching-up' : 'live' });
  }

  /** Waits for what was missed: until no full message came for a while. */
  #listen() {
    this.#runtime.clearTimeout(/** @type {never} */ (this.#quiet));
    this.#quiet = this.#runtime.setTimeout(() => {
      this.#quiet = undefined;
      this.settle();
    }, QUIET_MS);
  }

  /**
   * @param {Frame[]} frames
   * @param {Transport} transport
   * @param {number} size
   */
  #message(frames, transport, size) {
    if (this.#quiet && (frames.length >= FULL.frames || size >= FULL.chars)) this.#listen();
    this.#delivery.message(frames);
    for (const frame of frames) {
      if (transport !== this.#current) return; // a listener closed us
      if (frame.type === 'goaway') this.#schedule(frame.reconnect_in_ms);
      else if (frame.type === 'auth_expiring') this.#renew(transport);
      else if (frame.type === 'error') this.#tell.problem(frame);
    }
    if (this.#delivery.hold.waits) this.#become({ state: 'catching-up' });
  }

  /**
   * @param {number} code
   * @param {string} reason
   * @param {Transport} transport
   * @param {unknown} [error]
   * @param {number} [retryMs]
   */
  #ended(code, reason, transport, error, retryMs = 0) {
    if (error) this.#tell.problem(error);
    const [name, advice] = closeMeaning(code);
    if (transport.unheard && !this.#current && name === 'connection-lost') this.#way.unheard(transport.kind);
    const replaced = transport === this.#current && this.#next && code === 4009;
    if (transport === this.#next) {
      this.#next = undefined;
      this.#delivery.forget();
    } else {
      this.#current = undefined;
      this.#runtime.clearTimeout(/** @type {never} */ (this.#quiet));
      this.#quiet = undefined;
      this.#startAnew();
    }
    const refused = advice === 'new-token';
    if ((advice === 'stop' && !replaced) || (refused && (this.#refused || typeof this.#settings.token === 'string'))) {
      return this.stop(name, code);
    }
    this.#refused ||= refused;
    this.#lost = { code, reason };
    this.#notBefore = this.#runtime.now() + retryMs;
    if (this.#next) this.#become({ state: 'connecting', attempt: this.#attempt });
    else if (this.#retry) this.#wait();
    else this.#schedule(refused ? 0 : retryMs + backoff(this.#attempt++, { ...this.#settings, ...this.#runtime }));
  }

  /** A session is over: if it was a good one, what went wrong before it is forgotten. */
  #startAnew() {
    if (this.#runtime.now() - this.#since < STABLE_MS) return;
    this.#attempt = 0;
    this.#refused = false;
  }

  /** @param {number} ms */
  #schedule(ms) {
    this.#unschedule();
    this.#retryAt = this.#runtime.now() + ms;
    this.#retry = this.#runtime.setTimeout(() => this.connect(), ms);
    this.#wait();
  }

  #wait() {
    if (!this.#runtime.online(this.#settings.url)) this.#become({ state: 'offline' });
    else this.#become({ state: 'reconnecting', attempt: this.#attempt, retryAt: this.#retryAt, ...this.#lost });
  }

  #unschedule() {
    this.#runtime.clearTimeout(/** @type {never} */ (this.#retry));
    this.#retry = undefined;
  }

  /** @param {'connect' | 'refused' | 'expiring'} reason */
  async #token(reason) {
    const { token } = this.#settings;
    return typeof token === 'function' ? token({ reason }) : token;
  }

  /** @param {Transport} transport */
  async #renew(transport) {
    const now = this.#runtime.now();
    const paced = this.#renewing === transport || Math.abs(now - this.#renewedAt) < RENEW_MS; // a clock may be set back
    if (typeof this.#settings.token !== 'function' || paced) return;
    this.#renewing = transport;
    this.#renewedAt = now;
    try {
      const token = await this.#token('expiring');
      if (transport !== this.#current) return;
      if (transport.kind === 'websocket') transport.send({ type: 'auth', token });
      else if (token !== transport.token) this.connect(token); // the same one would end as early
    } catch (error) {
      this.#tell.problem(error); // the session goes on until its token ends; then the schedule asks again
    } finally {
      if (this.#renewing === transport) this.#renewing = undefined;
    }
  }

  /** Sees to it that the session gets what the page wants. */
  #narrow() {
    const transport = this.#current;
    if (!transport || transport.filter === this.#filter) return;
    if (transport.kind === 'sse') return this.connect();
    transport.filter = this.#filter;
    this.#delivery.narrow(this.#filter);
    transport.send({ type: 'narrow', ...filterOf(this.#filter) });
  }

  /** @param {Status} status */
  #become(status) {
    const { state } = this.status;
    const handover = this.#current && /^(con|re|off)/.test(status.state);
    if (state === 'stopped' || handover || (state === status.state && !status.retryAt)) return;
    this.status = Object.freeze(status);
    this.#tell.status(this.status);
  }
}
