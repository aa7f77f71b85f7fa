/** @import { Runtime } from './runtime.js' */

const CODE = 'onmessage = ({ data: [key, ms] }) => setTimeout(() => postMessage(key), ms)';

/**
 * Gives a connection timers of a worker beside those of the page, whichever is earlier: a browser that holds the timers of a
 * hidden page back lets those of its workers go on. Where a policy of the page refuses the worker, its own timers are left. Loaded
 * only where a timer was seen to be held back.
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
    runtime.setTimeout = setTimeout; // what it has started can still be stopped
    worker.terminate();
    URL.revokeObjectURL(address);
  };
}
