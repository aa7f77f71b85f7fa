/** @import { Settings } from './taskcast.js' */
/** @import { Transport } from './transport.js' */

/** A token is renewed once in this time at most, whatever a server announces. */
const RENEW_MS = 1_000;

/** The tokens of a connection: always the same one, or what a function fetches, which is told why. */
export class Tokens {
  #settings;
  #renewedAt = -RENEW_MS;
  /** @type {Transport | undefined} the one whose token is being fetched */
  #renewing;

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
  }

  /** Whether there is only one. */
  get fixed() {
    return typeof this.#settings.token === 'string';
  }

  /** @param {'connect' | 'refused' | 'expiring'} reason */
  async get(reason) {
    const { token } = this.#settings;
    return typeof token === 'string' ? token : token({ reason });
  }

  /**
   * A fresh one for a session whose token is about to expire; nothing if that is asked too often.
   *
   * @param {Transport} transport
   */
  async renew(transport) {
    const now = this.#settings.runtime.now();
    const paced = this.#renewing === transport || Math.abs(now - this.#renewedAt) < RENEW_MS; // a clock may be set back
    if (this.fixed || paced) return undefined;
    this.#renewing = transport;
    this.#renewedAt = now;
    try {
      return await this.get('expiring');
    } finally {
      if (this.#renewing === transport) this.#renewing = undefined;
    }
  }
}
