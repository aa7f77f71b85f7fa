/** @import { Link } from './link.js' */
/** @import { Settings } from './taskcast.js' */
/** @import { Kind, Transport } from './transport.js' */

/**
 * Which transport the next session of a link uses.
 *
 * If WebSockets are blocked, an attempt ends without an answer from the server, while HTTP works. If the gateway or the
 * network is down, both fail. So each attempt that ends without an answer is followed by a plain HTTP request. After
 * two such attempts in a row whose request was answered, the other transport is used.
 */
export class Way {
  settings;
  /** One attempt ended without an answer although HTTP worked, and no session was welcomed since. */
  once = false;
  #link;

  /**
   * @param {Link} link
   * @param {Settings} settings
   */
  constructor(link, settings) {
    this.#link = link;
    this.settings = settings;
  }

  /** @param {Kind} kind the transport that fails although HTTP works */
  count(kind) {
    const { blocked, kinds, way } = this.#link;
    if (kind !== kinds[0]) blocked.delete(way); // the other transport fails too
    else if (!(this.once = !this.once)) blocked.add(way);
  }

  /**
   * An attempt ended before a session began.
   *
   * @param {number} code
   * @param {Transport} transport
   */
  ended(code, { unheard, kind }) {
    const { status, kinds } = this.#link;
    if (!unheard || status.transport || !kinds[1] || (code && code !== 1006)) return;
    import('./probe.js').then(({ probe }) => probe(this, kind), () => {}); // without a network there is no answer
  }
}
