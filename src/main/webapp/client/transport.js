import { closeMeaning } from './frames.js';

/** @import { Frame, Welcome, Batch } from './frames.js' */
/** @import { Runtime } from './runtime.js' */

/**
 * What a transport needs to open. `cursor` is asked at the last moment before it says where the session resumes.
 *
 * @typedef {{
 *   url: URL,
 *   auth: 'frame' | 'subprotocol' | 'query',
 *   token: () => Promise<string>,
 *   cursor: () => string | undefined,
 *   connectTimeoutMs: number,
 *   probeTimeoutMs: number,
 *   runtime: Runtime,
 * }} Opening
 */

/**
 * What a transport tells. `ended` comes once, and is the last thing; after `close()` nothing comes at all.
 *
 * @typedef {{
 *   welcome: (frame: Welcome, transport: Transport) => void,
 *   message: (frames: Frame[], transport: Transport, size: number) => void,
 *   ended: (code: number, reason: string, transport: Transport, error?: unknown) => void,
 * }} Telling
 */

/** How many heartbeats may be late, in heartbeats, before the server is asked whether it still lives. */
const PATIENCE = 1.5;

/** @param {string} token */
const base64url = (token) => btoa(token).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/**
 * One WebSocket, from the token to its end, with a watchdog on the server's heartbeat.
 *
 * A silent server is first asked (`ping`) and given up only when it does not answer. A timer that fires late (a
 * throttled tab, a machine that slept) proves nothing: it asks again, so a hidden tab never cuts a good line.
 */
export class Transport {
  #opening;
  #tell;
  /** @type {WebSocket | undefined} */
  #ws;
  /** @type {unknown} */
  #timer;
  #ended = false;
  #welcomed = false;
  #heartbeatMs = 25_000;
  #heard = 0;
  #probing = false;

  /**
   * @param {Opening} opening
   * @param {Telling} tell
   */
  constructor(opening, tell) {
    this.#opening = opening;
    this.#tell = tell;
    this.#arm(opening.connectTimeoutMs, () => this.#end(0, 'timeout'));
    this.#open();
  }

  /** @param {object} frame */
  send(frame) {
    if (this.#ws?.readyState === 1) this.#ws.send(JSON.stringify(frame));
  }

  /** Asks the server whether it is still there: it answers in time, or this transport ends. */
  probe() {
    if (!this.#welcomed || this.#probing || this.#ended) return;
    this.#ask();
  }

  /** Ends this transport from our side. Frames that are still on their way reach nobody. */
  close() {
    this.#ended = true;
    this.#opening.runtime.clearTimeout(/** @type {never} */ (this.#timer));
    if (!this.#ws) return;
    this.#ws.onopen = this.#ws.onmessage = this.#ws.onclose = null;
    this.#ws.close(1000);
  }

  #ask() {
    this.#probing = true;
    this.send({ type: 'ping' });
    this.#watch(this.#opening.probeTimeoutMs);
  }

  async #open() {
    const { url, auth, cursor, runtime } = this.#opening;
    try {
      const token = await this.#opening.token();
      if (this.#ended) return;
      const target = new URL(url);
      const protocols = [];
      if (auth !== 'frame') {
        const resume = cursor();
        target.searchParams.set('accept', 'batch');
        if (resume) target.searchParams.set('cursor', resume);
        if (auth === 'query') target.searchParams.set('token', token);
        else protocols.push('taskcast.v1', `base64url.bearer.taskcast.${base64url(token)}`);
      }
      const ws = (this.#ws = new runtime.WebSocket(target.href, protocols));
      ws.onopen = () => {
        if (auth === 'frame') this.send({ type: 'auth', token, cursor: cursor(), accept: ['batch'] });
      };
      ws.onmessage = ({ data }) => this.#hear(data);
      ws.onclose = ({ code, reason }) => this.#end(code, reason || closeMeaning(code)[0]);
      ws.onerror = () => {}; // a close follows, and it says more
    } catch (error) {
      this.#end(0, 'cannot-open', error);
    }
  }

  /** @param {string} text */
  #hear(text) {
    this.#heard = this.#opening.runtime.now();
    this.#probing = false;
    /** @type {Frame | Batch} */
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (typeof frame?.type !== 'string') return; // the protocol grows by frames that are ignored
    if (frame.type === 'welcome') {
      this.#welcomed = true;
      this.#heartbeatMs = frame.heartbeat_ms || this.#heartbeatMs;
      this.#watch(this.#heartbeatMs);
      this.#tell.welcome(frame, this);
    } else if (this.#welcomed) {
      this.#tell.message(frame.type === 'batch' ? frame.frames : [frame], this, text.length);
    } else if (/^(task_update|batch|reset)$/.test(frame.type)) {
      this.#end(0, 'no-welcome'); // dropping it would be a silent hole
    }
  }

  /** @param {number} ms */
  #watch(ms) {
    const { now } = this.#opening.runtime;
    const due = now() + ms;
    this.#arm(ms, () => {
      const late = now() - due > ms;
      if (this.#probing && !late) this.#end(0, 'heartbeat-lost');
      else if (this.#probing || Math.abs(now() - this.#heard) >= this.#heartbeatMs * PATIENCE) this.#ask();
      else this.#watch(this.#heartbeatMs / 2);
    });
  }

  /**
   * @param {number} ms
   * @param {() => void} callback
   */
  #arm(ms, callback) {
    const { clearTimeout, setTimeout } = this.#opening.runtime;
    clearTimeout(/** @type {never} */ (this.#timer));
    this.#timer = setTimeout(callback, ms);
  }

  /**
   * @param {number} code
   * @param {string} reason
   * @param {unknown} [error]
   */
  #end(code, reason, error) {
    if (this.#ended) return;
    this.close();
    this.#tell.ended(code, reason, this, error);
  }
}
