import { openSocket } from './socket.js';
import { Timer } from './timer.js';

/** @import { Filter } from './filter.js' */
/** @import { Frame, Welcome, Batch } from './frames.js' */
/** @import { Settings } from './taskcast.js' */

/** @typedef {'websocket' | 'sse'} Kind of a transport */

/**
 * What a transport asks, and what it tells. `resume` is asked at the last moment before the session says where it resumes.
 * `ended` comes once, and is the last thing; after `close()` nothing comes at all. Before `retryMs` are over the server
 * wants nobody back.
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
 * What a medium asks, and what it tells: a message, a sign of life that is no message yet, its end.
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

/** How many heartbeats may be late, in heartbeats, before the server is asked whether it still lives. */
const PATIENCE = 1.5;

/**
 * When it is asked at the latest, and how long it then has for an answer, in parts of `deadAfterMs`. What is left is for the
 * timers of a hidden tab, each of which comes up to a second late.
 */
const ASK = 0.86;
const ANSWER = 0.07;

/**
 * What carries one session, from the token to its end, with a watchdog on the server's heartbeat.
 *
 * A silent server is first asked (`ping`) and given up only when it does not answer; one that cannot be asked, since the
 * medium has one direction, is given the same time.
 *
 * A hidden tab has its timers once a minute, but only those that timers started. So the watch begins anew with what the
 * server says. Where the look comes too late nevertheless (the machine slept), the next session is opened beside this one,
 * and the better one wins.
 */
export class Transport {
  #settings;
  #owner;
  /** @type {Medium | undefined} */
  #medium;
  #timer;
  over = false;
  /** How often the server speaks, which it says in its welcome. */
  #heartbeatMs = 0;
  #heard = 0;
  /** When the watch began. */
  #watched = 0;
  /** When the server was asked, if it has not answered. */
  #asked = 0;
  /** It was silent for longer than it promised, and is being asked. */
  stale = false;
  /** The server was asked, and has not said a word. */
  unheard = false;
  /** @type {string | undefined} what the session gets */
  filter;

  /**
   * @param {Kind} kind
   * @param {Settings} settings
   * @param {Owner} owner
   * @param {string} [token] else one is asked for; if it is empty, since another one was refused
   */
  constructor(kind, settings, owner, token) {
    this.kind = kind;
    this.token = /** @type {string} */ (token);
    /** Another token was refused before this one. */
    this.again = token === '';
    /** So long the server may be silent at most. */
    this.quietMs = settings.deadAfterMs * ASK;
    this.#settings = settings;
    this.#owner = owner;
    this.#timer = new Timer(settings.runtime);
    this.#timer.start(settings.connectTimeoutMs, () => this.end(0, 'timeout'));
    this.#open();
  }

  /** @param {object} frame for the server; where there is no way to it, nothing happens */
  send(frame) {
    this.#medium?.send?.(frame);
  }

  /**
   * Asks the server whether it is still there: it answers in time, or this transport ends. Where it cannot be asked, a
   * heartbeat is waited for.
   */
  probe() {
    const { runtime, probeTimeoutMs } = this.#settings;
    if (!this.#heartbeatMs || this.over) return;
    if (this.#asked ? runtime.now() - this.#asked < probeTimeoutMs : !this.#medium?.send && this.#leftMs > 0) return;
    this.#ask(probeTimeoutMs);
  }

  /**
   * Ends this transport from our side. Frames that are still on their way reach nobody.
   *
   * @returns {undefined}
   */
  close() {
    this.over = true;
    this.#timer.stop();
    this.#medium?.shut();
  }

  /** @param {number} ms so long it has for an answer */
  #ask(ms) {
    this.#asked = this.#settings.runtime.now();
    this.stale ||= this.#leftMs <= 0;
    this.send({ type: 'ping' });
    this.#owner.settle();
    this.#timer.start(ms, () => this.end(0, 'heartbeat-lost'));
  }

  /** Opens the medium; the code that few pages need is loaded when it is needed. */
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
   * A message of the server.
   *
   * @param {string} text
   * @returns {Frame | Batch | undefined} what it is, if it is one
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
    if (typeof frame?.type !== 'string') return; // the protocol grows by frames that are ignored
    this.unheard = false;
    if (frame.type === 'welcome') {
      this.#heartbeatMs = frame.heartbeat_ms || 25_000;
      this.#watch();
      this.#owner.welcome(frame, this);
    } else if (this.#heartbeatMs) {
      this.#owner.message(frame.type === 'batch' ? frame.frames : [frame], this, text.length);
    } else if ('cursor' in frame || 'frames' in frame) {
      this.end(0, 'no-welcome'); // dropping it would be a silent hole
    } else if (frame.type === 'error') this.#owner.problem(frame); // what was wrong with the first frame
    return frame;
  }

  /** Looks again when the server has been silent for too long. */
  #watch() {
    const { runtime, deadAfterMs, probeTimeoutMs } = this.#settings;
    this.#watched = runtime.now();
    this.#asked = 0;
    this.#timer.start(this.#leftMs, () => {
      if (this.#leftMs > 0) return this.#watch();
      if (this.#leftMs < -probeTimeoutMs) this.#owner.connect(); // it comes too late
      this.#ask(Math.min(probeTimeoutMs, deadAfterMs * ANSWER));
    });
  }

  /** How much longer the server may be silent. */
  get #leftMs() {
    const { runtime } = this.#settings;
    return Math.min(this.#heartbeatMs * PATIENCE, this.quietMs) - Math.abs(runtime.now() - this.#heard);
  }

  /**
   * It is over, and not by `close()`.
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
