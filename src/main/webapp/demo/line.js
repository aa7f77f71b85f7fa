import { EventParser } from '../client/event-parser.js';

/** @import { Runtime } from '../client/runtime.js' */

/** How long a frame takes on a slow line, in each direction. */
const SLOW_MS = 1_500;

/**
 * The network line of one device: real WebSockets and requests that a switch can cut or slow down. A tap shows every
 * frame on them. Another switch blocks only WebSockets, as some proxies do.
 *
 * The library gets it as its platform. The library sees the same as on a machine that lost its network. The sockets end
 * with 1006, and the events `offline` and later `online` are fired.
 */
export class Line extends EventTarget {
  connected = true;
  slow = false;
  /** Whether WebSockets get through. */
  sockets = true;
  /** @type {Set<WebSocket>} */
  #sockets = new Set();
  /** @type {Set<AbortController>} */
  #requests = new Set();

  /** @param {(direction: 'in' | 'out', text: string) => void} tap */
  constructor(tap) {
    super();
    const sockets = this.#sockets;
    const [inwards, outwards] = [this.#way(), this.#way()];
    const passes = () => this.sockets;
    this.fetch = (/** @type {[string, RequestInit?]} */ ...request) => this.#fetch(inwards, outwards, tap, ...request);
    this.WebSocket = class extends WebSocket {
      /** @type {((event: MessageEvent) => void) | null} */
      #heard = null;

      /**
       * @param {string | URL} url
       * @param {string | string[]} [protocols]
       */
      constructor(url, protocols) {
        super(passes() ? url : new URL('blocked', url), protocols); // an address where the gateway answers 404
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
      fetch: /** @type {typeof fetch} */ (this.fetch),
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

  /** How long a frame that is sent now takes. */
  get delayMs() {
    return this.slow ? SLOW_MS : 0;
  }

  /** Cuts the line, without notice to either side. */
  cut() {
    this.connected = false;
    this.#end();
    for (const request of this.#requests) request.abort();
    this.dispatchEvent(new Event('offline'));
  }

  /** Blocks WebSockets, or lets them through again. */
  block() {
    this.sockets = !this.sockets;
    if (!this.sockets) this.#end();
  }

  /** Ends all WebSockets, without notice to either side. */
  #end() {
    for (const socket of this.#sockets) {
      const { onclose } = socket;
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
      onclose?.call(socket, new CloseEvent('close', { code: 1006 }));
    }
    this.#sockets.clear();
  }

  /** Restores the line. */
  mend() {
    this.connected = true;
    this.dispatchEvent(new Event('online'));
  }

  /**
   * A request; if its answer is a stream of frames, the tap shows them.
   *
   * @param {(arrive: () => void) => void} inwards
   * @param {(arrive: () => void) => void} outwards
   * @param {(direction: 'in' | 'out', text: string) => void} tap
   * @param {string} address
   * @param {RequestInit} [init]
   */
  async #fetch(inwards, outwards, tap, address, init = {}) {
    const request = new AbortController();
    init.signal?.addEventListener('abort', () => request.abort());
    await new Promise((sent) => outwards(() => sent(0)));
    if (!this.connected) throw new TypeError('This device is offline.');
    this.#requests.add(request);
    request.signal.addEventListener('abort', () => this.#requests.delete(request));
    const response = await fetch(address, { ...init, signal: request.signal });
    if (!response.ok || !response.body) return response;
    tap('out', JSON.stringify({ type: 'GET /events', cursor: new Headers(init.headers).get('last-event-id') }));
    const parser = new EventParser();
    const shown = new TransformStream({
      transform: (/** @type {Uint8Array} */ bytes, out) =>
        new Promise((arrived) =>
          inwards(() => {
            for (const { data } of parser.push(bytes)) tap('in', data);
            out.enqueue(bytes);
            arrived();
          }),
        ),
    });
    return new Response(response.body.pipeThrough(shown), response);
  }

  /** One direction: later frames arrive later, even if the line became faster meanwhile. */
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
