/** @import { Settings } from './taskcast.js' */
/** @import { Kind } from './transport.js' */

/**
 * Where the preferred transport does not get through from this page.
 *
 * @type {Set<string>}
 */
const blocked = new Set();

/**
 * Which transport the next session takes.
 *
 * Where WebSockets are blocked, an attempt ends without a word from the server, and at that moment HTTP answers. A gateway
 * that is down, or a machine without a network, answers neither way. So each such end is followed by a plain request. After
 * two in a row that are answered, the other transport is taken.
 */
export class Way {
  settings;
  /** @type {readonly Kind[]} the preferred one, and perhaps another one */
  kinds;
  name;
  blocked = blocked;
  /** One attempt ended without a word though HTTP answered, and no session was welcomed since. */
  once = false;

  /** @param {Settings} settings */
  constructor(settings) {
    this.settings = settings;
    this.kinds = settings.transports.filter((kind) => kind === 'sse' || settings.runtime.WebSocket);
    this.name = `${this.kinds} ${settings.url}`;
  }

  get kind() {
    return this.kinds[Number(blocked.has(this.name))];
  }

  /**
   * An attempt ended without a word.
   *
   * @param {Kind} kind of the transport
   */
  unheard(kind) {
    if (this.kinds[1]) import('./probe.js').then(({ probe }) => probe(this, kind), () => {}); // no network, no answer
  }
}
