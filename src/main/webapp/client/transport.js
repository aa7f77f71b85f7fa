import { openSocket } from './socket.js';
import { Timer } from './timer.js';

/** @import { Filter } from './filter.js' */
/** @import { Frame, Welcome, Batch } from './frames.js' */
/** @import { Settings } from './taskcast.js' */

/** @typedef {'websocket' | 'sse'} Kind of a transport */

/**
 * The functions that a transport calls. It calls `resume` at the last moment before the session says where it resumes.
 * It calls `ended` once, as the last call, and nothing after `close()`. The client must not come back before `retryMs`.
 *
 * @typedef {{
 *   token: () => Promise<string | undefined>,
 *   resume: (transport: Transport) => { cursor?: string, filter?: Filter },
 *   welcome: (frame: Welcome, transport: Transport) => void,
 *   message: (frames: Frame[], transport: Transport, size: number) => void,
 *   settle: () => void,
 *   connect: () => void,
 *   problem: (frame: Frame) => void,
 *   ended: (code: number, reason: string, transport: Transport, error?: unknown, retryMs?: number) => void,
 * }} Owner
 */

/**
 * What is below a transport: a WebSocket, or a response that does not end. Only a WebSocket can `send`.
 *
 * @typedef {{ send?: (frame: object) => void, shut: () => void }} Medium
 */

/**
 * What a medium asks, and what it reports: a message, a sign of life before a message is complete, its end.
 *
 * @typedef {{
 *   token: string,
 *   quietMs: number,
 *   resume: () => { cursor?: string, filter?: Filter },
 *   hear: (text: string) => Frame | Batch | undefined,
 *   alive: () => void,
 *   end: (code: number, reason: string, error?: unknown, retryMs?: number) => void,
 * }} MediumOwner
 */

/** How late a heartbeat may be, in heartbeats, before the server is asked whether it is alive. */
const PATIENCE = 1.5;

/**
 * When the server is asked at the latest, and how long it then has for an answer, as fractions of `deadAfterMs`. The
 * rest is for the timers of a hidden tab, because each timer may be up to a second late.
 */
const ASK = 0.86;
const ANSWER = 0.07;

/**
 * One session, from the token to its end, with a watchdog on the server's heartbeat.
 *
 * A silent server is first asked (`ping`), and given up only if it does not answer. A server that cannot be asked,
 * because the medium is one-way, is given the same time.
 *
 * A hidden tab runs its timers once a minute, but only those that timers started. So each message of the server
 * restarts the watchdog. If the watchdog runs too late nevertheless (the machine slept), the next session is opened
 * beside this one, and the better one stays.
 */
export class Transport {
  #settings;
  #owner;
  /** @type {Medium | undefined} */
  #medium;
  #timer;
  over = false;
  /** How often the server sends something, by its welcome. */
  #heartbeatMs = 0;
  #heard = 0;
  /** When the watchdog was started. */
  #watched = 0;
  /** When the server was asked, if it has not answered. */
  #asked = 0;
  /** Whether the server was silent for longer than promised, and is being asked. */
  stale = false;
  /** Whether the server was asked for a session and has not answered yet. */
  unheard = false;
  /** @type {string | undefined} the filter of the session */
  filter;

  /**
   * @param {Kind} kind
   * @param {Settings} settings
   * @param {Owner} owner
   * @param {string} [token] if it is absent or empty, a token is asked for; empty means that another token was refused
   */
  constructor(kind, settings, owner, token) {
    this.kind = kind;
    this.token = /** @type {string} */ (token);
    /** Another token was refused before this one. */
    this.again = token === '';
    /** The longest time for which the server may be silent. */
    this.quietMs = settings.deadAfterMs * ASK;
    this.#settings = settings;
    this.#owner = owner;
    this.#timer = new Timer(settings.runtime);
    this.#timer.start(settings.connectTimeoutMs, () => this.end(0, 'timeout'));
    this.#open();
  }

  /** @param {object} frame for the server; without a way to send, nothing happens */
  send(frame) {
    this.#medium?.send?.(frame);
  }

  /**
   * Asks the server whether it is still there: it answers in time, or this transport ends. If it cannot be asked, this
   * method waits for a heartbeat.
   */
  probe() {
    const { runtime, probeTimeoutMs } = this.#settings;
    if (!this.#heartbeatMs || this.over) return;
    if (this.#asked ? runtime.now() - this.#asked < probeTimeoutMs : !this.#medium?.send && this.#leftMs > 0) return;
    this.#ask(probeTimeoutMs);
  }

  /**
   * Ends this transport from this side. Frames that are still on their way are dropped.
   *
   * @returns {undefined}
   */
  close() {
    this.over = true;
    this.#timer.stop();
    this.#medium?.shut();
  }

  /** @param {number} ms how long the server has for an answer */
  #ask(ms) {
    this.#asked = this.#settings.runtime.now();
    this.stale ||= this.#leftMs <= 0;
    this.send({ type: 'ping' });
    this.#owner.settle();
    this.#timer.start(ms, () => this.end(0, 'heartbeat-lost'));
  }

  /** Opens the medium; code that few pages need is loaded on demand. */
  async #open() {
    try {
      this.token ||= /** @type {string} */ (await this.#owner.token());
      this.unheard = true;
      const plain = this.kind === 'websocket' && this.#settings.auth === 'frame';
      const open = plain ? openSocket : await (await import('./media.js')).opener(this.kind, openSocket);
      if (!this.over) this.#medium = open(this.#settings, this);
    } catch (error) {
      this.end(0, 'cannot-open', error);
    }
  }

  /** Where the session resumes, and what it gets. */
  resume() {
    return this.#owner.resume(this);
  }

  /** A sign of life. */
  alive() {
    this.#heard = this.#settings.runtime.now();
    this.stale = false;
    if (this.#heartbeatMs && (this.#asked || this.#heard - this.#watched > 500)) this.#watch();
  }

  /**
   * Takes a message of the server.
   *
   * @param {string} text
   * @returns {Frame | Batch | undefined} the parsed frame, if it is one
   */
  hear(text) {
    if (this.over) return;
    this.alive();
    /** @type {Frame | Batch} */
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (typeof frame?.type !== 'string') return; // the protocol grows by frames that older clients ignore
    this.unheard = false;
    if (frame.type === 'welcome') {
      this.#heartbeatMs = frame.heartbeat_ms || 25_000;
      this.#watch();
      this.#owner.welcome(frame, this);
    } else if (this.#heartbeatMs) {
      this.#owner.message(frame.type === 'batch' ? frame.frames : [frame], this, text.length);
    } else if ('cursor' in frame || 'frames' in frame) {
      this.end(0, 'no-welcome'); // dropping it would be a silent gap
    } else if (frame.type === 'error') this.#owner.problem(frame); // the error of the first frame
    return frame;
  }

  /** Checks again when the server has been silent for too long. */
  #watch() {
    const { runtime, deadAfterMs, probeTimeoutMs } = this.#settings;
    this.#watched = runtime.now();
    this.#asked = 0;
    this.#timer.start(this.#leftMs, () => {
      if (this.#leftMs > 0) return this.#watch();
      if (this.#leftMs < -probeTimeoutMs) this.#owner.connect(); // this check comes too late
      this.#ask(Math.min(probeTimeoutMs, deadAfterMs * ANSWER));
    });
  }

  /** How much longer the server may be silent. */
  get #leftMs() {
    const { runtime } = this.#settings;
    return Math.min(this.#heartbeatMs * PATIENCE, this.quietMs) - Math.abs(runtime.now() - this.#heard);
  }

  /**
   * The transport ended without `close()`.
   *
   * @param {number} code
   * @param {string} reason
   * @param {unknown} [error]
   * @param {number} [retryMs]
   */
  end(code, reason, error, retryMs) {
    if (this.over) return;
    this.close();
    this.#owner.ended(code, reason, this, error, retryMs);
  }
}
