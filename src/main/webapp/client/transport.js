import { closeMeaning } from './frames.js';
import { openSocket } from './socket.js';

/** @import { Filter } from './filter.js' */
/** @import { Frame, Welcome, Batch } from './frames.js' */
/** @import { Runtime } from './runtime.js' */

/** @typedef {'websocket' | 'sse'} Kind of a transport */

/**
 * What a transport needs to open. `resume` is asked at the last moment before it says where the session resumes.
 *
 * @typedef {{
 *   url: URL,
 *   auth: 'frame' | 'subprotocol' | 'query',
 *   token: () => Promise<string>,
 *   resume: () => { cursor?: string, filter?: Filter | '' },
 *   streamUrl: string,
 *   connectTimeoutMs: number,
 *   probeTimeoutMs: number,
 *   runtime: Runtime,
 * }} Opening
 */

/**
 * What a transport tells. `ended` comes once, and is the last thing; after `close()` nothing comes at all. Before
 * `retryMs` are over the server wants nobody back.
 *
 * @typedef {{
 *   welcome: (frame: Welcome, transport: Transport) => void,
 *   message: (frames: Frame[], transport: Transport, size: number) => void,
 *   ended: (code: number, reason: string, transport: Transport, error?: unknown, retryMs?: number) => void,
 * }} Telling
 */

/**
 * What is below a transport: a WebSocket, or a response that does not end. Only a WebSocket can `send`.
 *
 * @typedef {{ send?: (frame: object) => void, shut: () => void }} Medium
 */

/**
 * What a medium tells: a message, a sign of life that is no message yet, its end.
 *
 * @typedef {{
 *   hear: (text: string) => Frame | Batch | undefined,
 *   alive: () => void,
 *   end: (code: number, reason: string, error?: unknown, retryMs?: number) => void,
 * }} MediumTelling
 */

/** How many heartbeats may be late, in heartbeats, before the server is asked whether it still lives. */
const PATIENCE = 1.5;

/**
 * What carries one session, from the token to its end, with a watchdog on the server's heartbeat.
 *
 * A silent server is first asked (`ping`) and given up only when it does not answer; one that cannot be asked, since the
 * medium has one direction, is given the same time. A timer that fires late (a throttled tab, a machine that slept) proves
 * nothing: it waits again, so a hidden tab never cuts a good line.
 */
export class Transport {
  #opening;
  #tell;
  /** @type {Medium | undefined} */
  #medium;
  /** @type {unknown} */
  #timer;
  #ended = false;
  #welcomed = false;
  #heartbeatMs = 25_000;
  #heard = 0;
  #probing = false;
  /** The server was asked, and has not said a word. */
  unheard = false;
  /** @type {string | undefined} */
  token;
  /** @type {string | undefined} what the session gets */
  filter;

  /**
   * @param {Kind} kind
   * @param {Opening} opening
   * @param {Telling} tell
   */
  constructor(kind, opening, tell) {
    this.kind = kind;
    this.#opening = opening;
    this.#tell = tell;
    this.#arm(opening.connectTimeoutMs, () => this.end(0, 'timeout'));
    this.#open();
  }

  /** @param {object} frame for the server; where there is no way to it, nothing happens */
  send(frame) {
    this.#medium?.send?.(frame);
  }

  /**
   * Asks the server whether it is still there: it answers in time, or this transport ends. Where it cannot be asked, a
   * heartbeat that is due is waited for.
   */
  probe() {
    if (!this.#welcomed || this.#probing || this.#ended) return;
    if (this.#medium?.send || Math.abs(this.#opening.runtime.now() - this.#heard) >= this.#heartbeatMs) this.#ask();
  }

  /** Ends this transport from our side. Frames that are still on their way reach nobody. */
  close() {
    this.#ended = true;
    this.#opening.runtime.clearTimeout(/** @type {never} */ (this.#timer));
    this.#medium?.shut();
  }

  #ask() {
    this.#probing = true;
    this.send({ type: 'ping' });
    this.#watch(this.#opening.probeTimeoutMs);
  }

  async #open() {
    try {
      const open = this.kind === 'sse' ? (await import('./event-stream.js')).openStream : openSocket;
      this.token = await this.#opening.token();
      if (this.#ended) return;
      this.unheard = true;
      this.#medium = open(this.#opening, this.token, this);
    } catch (error) {
      this.end(0, 'cannot-open', error);
    }
  }

  /** A sign of life. */
  alive() {
    this.#heard = this.#opening.runtime.now();
    this.#probing = false;
  }

  /**
   * A message of the server.
   *
   * @param {string} text
   * @returns {Frame | Batch | undefined} what it is, if it is one
   */
  hear(text) {
    this.alive();
    /** @type {Frame | Batch} */
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (this.#ended || typeof frame?.type !== 'string') return; // the protocol grows by frames that are ignored
    this.unheard = false;
    if (frame.type === 'welcome') {
      this.#welcomed = true;
      this.#heartbeatMs = frame.heartbeat_ms || this.#heartbeatMs;
      this.#watch(this.#heartbeatMs);
      this.#tell.welcome(frame, this);
    } else if (this.#welcomed) {
      this.#tell.message(frame.type === 'batch' ? frame.frames : [frame], this, text.length);
    } else if (/^(task_update|batch|reset)$/.test(frame.type)) {
      this.end(0, 'no-welcome'); // dropping it would be a silent hole
    }
    return frame;
  }

  /** @param {number} ms */
  #watch(ms) {
    const { now } = this.#opening.runtime;
    const due = now() + ms;
    this.#arm(ms, () => {
      const late = now() - due > ms;
      if (this.#probing && !late) this.end(0, 'heartbeat-lost');
      else if (this.#probing || Math.abs(now() - this.#heard) >= this.#heartbeatMs * PATIENCE) this.#ask();
      else this.#watch(this.#heartbeatMs / 2);
    });
  }

  /**
   * @param {number} ms
   * @param {() => void} callback
   */
  #arm(ms, callback) {
    this.#opening.runtime.clearTimeout(/** @type {never} */ (this.#timer));
    this.#timer = this.#opening.runtime.setTimeout(callback, ms);
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
    if (this.#ended) return;
    this.close();
    this.#tell.ended(code, reason || closeMeaning(code)[0], this, error, retryMs);
  }
}
