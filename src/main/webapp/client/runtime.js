/**
 * The seam to the world: sockets, requests, timers, the clock, chance, and the events that say "look again". Tests bring
 * their own; so does a page that simulates a bad line, and Node 20, which has no WebSocket.
 *
 * `online` is asked before every attempt (a machine without a network still reaches itself, so loopback counts as
 * online). `wakers` are the events after which the line is worth another look.
 *
 * @typedef {{
 *   WebSocket: typeof WebSocket,
 *   fetch: typeof fetch,
 *   setTimeout: (callback: () => void, ms: number) => unknown,
 *   clearTimeout: (timer: never) => void,
 *   now: () => number,
 *   random: () => number,
 *   online: (url: URL) => boolean,
 *   wakers: ReadonlyArray<readonly [target: EventTarget | undefined, event: string]>,
 * }} Runtime
 */

const here = 'addEventListener' in globalThis ? globalThis : undefined;

/**
 * What the platform has.
 *
 * @type {Runtime}
 */
export const platform = {
  WebSocket: globalThis.WebSocket,
  fetch: (...request) => fetch(...request),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer),
  now: () => Date.now(),
  random: () => Math.random(),
  online: (url) => globalThis.navigator?.onLine !== false || /^(localhost|127\.|\[::1])/.test(url.hostname),
  wakers: [
    [here, 'online'],
    [here, 'offline'],
    [here, 'pageshow'],
    [globalThis.document, 'visibilitychange'],
  ],
};
