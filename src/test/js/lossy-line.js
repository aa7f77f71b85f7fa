import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const UPGRADE = /^GET [^]*?\r\nupgrade: *websocket\r\n/i;
const FORBIDDEN = 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

/**
 * A line between clients and gateways that can be cut, frozen (as during sleep: neither side is notified), and led
 * elsewhere. A line that `refuses` answers every `Upgrade` with 403, as some proxies do.
 */
export class LossyLine {
  #pairs = new Set();
  #server = createServer((socket) => this.#accept(socket));
  #frozen = false;
  cut = false;

  #refuses;

  /**
   * @param {string} target the address of a gateway; may be changed, for later connections
   * @param {{ refuses?: boolean }} [how]
   */
  constructor(target, { refuses = false } = {}) {
    this.target = target;
    this.#refuses = refuses;
  }

  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url() {
    return `http://localhost:${this.#server.address().port}/`;
  }

  /** How many connections there are. */
  get size() {
    return this.#pairs.size;
  }

  /** Ends all connections, as a lost network does, and refuses new ones until `mend`. */
  break() {
    this.cut = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  mend() {
    this.cut = false;
  }

  /** Passes nothing any more, and neither side is notified; `drop` then ends the frozen connections. */
  freeze() {
    this.#frozen = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** Makes the open WebSockets half open: they pass nothing, and neither side is notified. New ones work. */
  stall() {
    for (const pair of this.#pairs) if (pair.upgraded) for (const socket of pair) socket.pause();
  }

  thaw() {
    this.#frozen = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  close() {
    this.break();
    this.#server.close();
  }

  #accept(near) {
    if (this.cut) return near.resetAndDestroy();
    const { hostname, port } = new URL(this.target);
    const far = connect(Number(port), hostname);
    const pair = [near, far];
    this.#pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      from.on('data', (data) => {
        pair.upgraded ||= from === near && UPGRADE.test(data);
        if (pair.upgraded && this.#refuses) near.end(FORBIDDEN);
        else to.write(data);
      });
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
      if (this.#frozen) from.pause();
    }
    return undefined;
  }
}
