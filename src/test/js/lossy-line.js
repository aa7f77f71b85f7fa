import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A line between clients and gateways that can be cut, frozen (as in a sleep: nobody is told), and led elsewhere. */
export class LossyLine {
  #pairs = new Set();
  #server = createServer((socket) => this.#accept(socket));
  #frozen = false;
  cut = false;

  /** @param {string} target the address of a gateway; may be changed, for connections from then on */
  constructor(target) {
    this.target = target;
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

  /** Ends all connections, as a network that goes away would, and refuses new ones until `mend`. */
  break() {
    this.cut = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  mend() {
    this.cut = false;
  }

  /** Nothing goes through any more, and no side hears that; `drop` then ends what was frozen. */
  freeze() {
    this.#frozen = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
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
      from.on('data', (data) => to.write(data));
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
