/** @import { Runtime } from '../client/runtime.js' */

/**
 * The line of one device: real WebSockets that a switch can cut, and a tap that shows every frame on them.
 *
 * It is handed to the library as the platform it runs on, so the library sees what it would see on a machine that
 * lost its network: the sockets end with 1006, and `offline`, later `online`, are told.
 */
export class Line extends EventTarget {
  connected = true;
  /** @type {Set<WebSocket>} */
  #sockets = new Set();

  /** @param {(direction: 'in' | 'out', text: string) => void} tap */
  constructor(tap) {
    super();
    const sockets = this.#sockets;
    this.WebSocket = class extends WebSocket {
      /**
       * @param {string | URL} url
       * @param {string | string[]} [protocols]
       */
      constructor(url, protocols) {
        super(url, protocols);
        sockets.add(this);
        this.addEventListener('message', ({ data }) => tap('in', data));
        this.addEventListener('close', () => sockets.delete(this));
      }

      /** @param {string} text */
      send(text) {
        tap('out', text);
        super.send(text);
      }
    };
  }

  /** @type {Partial<Runtime>} */
  get runtime() {
    return {
      WebSocket: /** @type {typeof WebSocket} */ (this.WebSocket),
      online: () => this.connected,
      wakers: [
        [this, 'online'],
        [this, 'offline'],
        [window, 'online'],
        [window, 'pageshow'],
        [document, 'visibilitychange'],
      ],
    };
  }

  /** Cuts the line, without a word to either side. */
  cut() {
    this.connected = false;
    for (const socket of this.#sockets) {
      const { onclose } = socket;
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
      onclose?.call(socket, new CloseEvent('close', { code: 1006 }));
    }
    this.#sockets.clear();
    this.dispatchEvent(new Event('offline'));
  }

  /** Puts the line back. */
  mend() {
    this.connected = true;
    this.dispatchEvent(new Event('online'));
  }
}
