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
 *   online: (url: string) => boolean,
 *   hidden: () => boolean,
 *   wakers: ReadonlyArray<readonly [target: EventTarget | undefined, event: string]>,
 * }} Runtime
 */

/**
 * What the platform has.
 *
 * @type {Runtime}
 */
export const platform = {
  WebSocket: globalThis.WebSocket,
  fetch: (...given) => fetch(...given),
  setTimeout: (...given) => setTimeout(...given),
  clearTimeout: (...given) => clearTimeout(...given),
  now: () => Date.now(),
  random: () => Math.random(),
  online: (url) => globalThis.navigator?.onLine !== false || /\/(localhost|127\.|\[::1])/.test(url),
  hidden: () => globalThis.document?.visibilityState === 'hidden',
  wakers: [
    [globalThis, 'online'],
    [globalThis, 'offline'],
    [globalThis, 'pageshow'],
    [globalThis.document, 'resume'],
    [globalThis.document, 'visibilitychange'],
  ],
};
