/** @import { Runtime } from '../client/runtime.js' */

/** How long a frame takes on a slow line, each way. */
const SLOW_MS = 1_500;

/**
 * The line of one device: real WebSockets that a switch can cut or slow down, and a tap that shows every frame on them.
 *
 * It is handed to the library as the platform it runs on, so the library sees what it would see on a machine that
 * lost its network: the sockets end with 1006, and `offline`, later `online`, are told.
 */
export class Line extends EventTarget {
  connected = true;
  slow = false;
  /** @type {Set<WebSocket>} */
  #sockets = new Set();

  /** @param {(direction: 'in' | 'out', text: string) => void} tap */
  constructor(tap) {
    super();
    const sockets = this.#sockets;
    const [inwards, outwards] = [this.#way(), this.#way()];
    this.WebSocket = class extends WebSocket {
      /** @type {((event: MessageEvent) => void) | null} */
      #heard = null;

      /**
       * @param {string | URL} url
       * @param {string | string[]} [protocols]
       */
      constructor(url, protocols) {
        super(url, protocols);
        sockets.add(this);
        this.addEventListener('message', (event) =>
          inwards(() => {
            if (this.readyState === 1) tap('in', event.data);
            this.#heard?.(event);
          }),
        );
        this.addEventListener('close', () => sockets.delete(this));
      }

      get onmessage() {
        return this.#heard;
      }

      set onmessage(heard) {
        this.#heard = heard;
      }

      /** @param {string} text */
      send(text) {
        outwards(() => {
          if (this.readyState !== 1) return;
          tap('out', text);
          super.send(text);
        });
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

  /** How long what is sent now is on its way. */
  get delayMs() {
    return this.slow ? SLOW_MS : 0;
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

  /** One direction: what comes later arrives later, also when the line has become faster meanwhile. */
  #way() {
    let free = 0;
    return (/** @type {() => void} */ arrive) => {
      const now = performance.now();
      free = Math.max(free, now + this.delayMs);
      if (free <= now) arrive();
      else setTimeout(arrive, free - now);
    };
  }
}
