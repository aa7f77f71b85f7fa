/**
 * The functions of the platform: sockets, requests, timers, the clock, random numbers, and the events that mean "check
 * again". Tests replace them. So does a page that simulates a bad network, and Node 20, which has no WebSocket.
 *
 * `online` is called before every attempt (a machine without a network still reaches itself, so loopback counts as
 * online). `wakers` are the events after which the connection should be checked.
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
 * The runtime of the platform.
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
