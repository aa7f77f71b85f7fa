/** @import { Settings } from './taskcast.js' */
/** @import { Kind } from './transport.js' */

/** Where the preferred transport does not get through from this page. */
const blocked = new Set();

/**
 * Which transport the next session takes.
 *
 * Where WebSockets are blocked, an attempt ends without a word from the server, and at that moment HTTP answers. A gateway
 * that is down, or a machine without a network, answers neither way. So each such end is followed by a plain request. After
 * two in a row that are answered, the other transport is taken.
 */
export class Way {
  #settings;
  /** @type {readonly Kind[]} the preferred one, and perhaps another one */
  #kinds;
  #name;
  #once = false;

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
    this.#kinds = settings.transports.filter((kind) => kind === 'sse' || settings.runtime.WebSocket);
    this.#name = this.#kinds + settings.streamUrl;
  }

  get kind() {
    return this.#kinds[Number(blocked.has(this.#name))];
  }

  /** A session was welcomed. */
  heard() {
    this.#once = false;
  }

  /**
   * An attempt ended without a word: counts it if HTTP answers now. The stream's address without a token is answered with
   * 401 by a gateway that is up, and by nobody else.
   *
   * @param {Kind} kind of the transport
   */
  async unheard(kind) {
    if (!this.#kinds[1]) return;
    const { runtime, streamUrl, probeTimeoutMs } = this.#settings;
    const asked = runtime.now();
    const answer = await runtime.fetch(streamUrl).catch(() => {});
    if (answer?.status !== 401 || runtime.now() - asked >= probeTimeoutMs) this.#once = false;
    else if (kind !== this.#kinds[0]) blocked.delete(this.#name); // the other one does not get through either
    else if (!(this.#once = !this.#once)) blocked.add(this.#name);
  }
}
