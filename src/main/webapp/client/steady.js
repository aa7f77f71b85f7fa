/** @import { Runtime } from './runtime.js' */

const CODE = 'onmessage = ({ data: [key, ms] }) => setTimeout(() => postMessage(key), ms)';

/**
 * Gives a connection a worker's timers in addition to the page's timers; the timer that fires first counts. A
 * browser that throttles a hidden page's timers does not throttle the timers of its workers. If the page's policy
 * refuses the worker, only the page's timers remain. Loaded only after a timer was throttled.
 *
 * @param {Runtime} runtime from now on has these timers
 * @returns {() => void} ends the worker
 */
export function steady(runtime) {
  const { setTimeout, clearTimeout } = runtime;
  const address = URL.createObjectURL(new Blob([CODE], { type: 'text/javascript' }));
  const worker = new Worker(address);
  /** @type {Map<unknown, () => void>} */
  const due = new Map();
  let count = 0;
  worker.onmessage = ({ data }) => due.get(data)?.();
  runtime.setTimeout = (callback, ms) => {
    const key = `steady ${++count}`;
    const forget = () => {
      due.delete(key);
      clearTimeout(/** @type {never} */ (timer));
    };
    const passed = () => {
      forget();
      callback();
    };
    const timer = setTimeout(passed, ms);
    due.set(key, passed);
    worker.postMessage([key, ms]);
    return forget;
  };
  runtime.clearTimeout = (timer) => {
    if (typeof timer === 'function') /** @type {() => void} */ (timer)();
    else clearTimeout(timer);
  };
  return () => {
    runtime.setTimeout = setTimeout; // the timers that it started can still be stopped
    worker.terminate();
    URL.revokeObjectURL(address);
  };
}
