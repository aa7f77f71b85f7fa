/** @import { Link } from './link.js' */
/** @import { Settings } from './taskcast.js' */
/** @import { Kind, Transport } from './transport.js' */

/**
 * Which transport the next session of a link takes.
 *
 * Where WebSockets are blocked, an attempt ends without a word from the server, and at that moment HTTP answers. A gateway
 * that is down, or a machine without a network, answers neither way. So each such end is followed by a plain request. After
 * two in a row that are answered, the other transport is taken.
 */
export class Way {
  settings;
  /** One attempt ended without a word though HTTP answered, and no session was welcomed since. */
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

  /** @param {Kind} kind does not get through, though HTTP does */
  count(kind) {
    const { blocked, kinds, way } = this.#link;
    if (kind !== kinds[0]) blocked.delete(way); // the other one does not get through either
    else if (!(this.once = !this.once)) blocked.add(way);
  }

  /**
   * An attempt ended, and before it there was no session.
   *
   * @param {number} code
   * @param {Transport} transport
   */
  ended(code, { unheard, kind }) {
    const { status, kinds } = this.#link;
    if (!unheard || status.transport || !kinds[1] || (code && code !== 1006)) return;
    import('./probe.js').then(({ probe }) => probe(this, kind), () => {}); // no network, no answer
  }
}
