import { Hold } from './hold.js';
import { Listeners } from './listeners.js';

/** @import { Connection } from './connection.js' */
/** @import { TaskUpdate } from './frames.js' */

/** @type {WeakMap<Hold, Set<Hold>>} the parts of a page, by the queue of the rest of the page */
const known = new WeakMap();

/**
 * The parts of a page. They come before the rest of the page: each part gets each event immediately, and waits on its
 * own. The position is stored when all parts have everything up to it.
 *
 * @param {Hold} main
 */
function partsOf(main) {
  const before = known.get(main);
  if (before) return before;
  const { event, reset, stop } = main;
  /** @type {Set<Hold>} */
  const parts = new Set();
  known.set(main, parts);
  const { over } = main.out;
  // perhaps from another copy of this library
  const [own, inherited] = [main, Object.getPrototypeOf(main)].map((of) => Object.getOwnPropertyDescriptor(of, 'owes')?.get);
  const owes = () => (own ?? inherited)?.call(main) || [...parts].some((part) => part.owes);
  Object.defineProperty(main, 'owes', { configurable: true, get: owes });
  main.event = (update, before) => {
    let missed;
    for (const part of parts) {
      if (over()) missed ||= part.out.event(update);
      else part.event(update, before);
    }
    if (!over()) event.call(main, update, before);
    else if (missed || main.out.event(update)) main.save(before);
  };
  main.reset = (reason) => {
    if (reason !== 'overflow') for (const part of parts) part.reset(reason);
    reset.call(main, reason);
  };
  main.stop = () => {
    stop.call(main);
    for (const part of parts) part.stop();
  };
  return parts;
}

/**
 * A part of the page that has a state of its own: only its listeners wait for its snapshots. If one of its snapshots hangs,
 * the other parts continue. The connection's status is that of the rest of the page.
 *
 * @example
 * const board = part(connection);
 * board.onReset(async () => show(await loadBoard()));
 * board.on('task.updated', ({ task }) => put(task));
 *
 * @param {Connection} connection
 * @returns {Pick<Connection, 'on' | 'onReset'>}
 */
export function part({ hold: main }) {
  const parts = partsOf(main);
  const { out, settings } = main;
  /** @type {Map<string, Listeners<TaskUpdate>>} */
  const events = new Map();
  const own = new Hold(
    {
      ...out,
      event: (update) => [update.event, '*'].filter((event) => events.get(event)?.emit(update, out.over))[0],
    },
    settings,
  );
  own.save = (other) => main.save(other);
  let count = 0;
  /** The part exists while it has a listener. Its snapshots contain the events that it missed before. */
  const join = () => {
    let begun = false;
    main.add(() => (begun = true))();
    if (begun) own.reset('late');
    parts.add(own);
  };
  const counted = (/** @type {() => () => void} */ add) => {
    let on = true;
    if (!count++) join();
    const stop = add();
    return () => {
      if (on && !--count) parts.delete(own);
      on = false;
      stop();
    };
  };
  return {
    on(event, listener) {
      const listeners = events.get(event) ?? new Listeners((error) => out.problem(error, 'listener'));
      events.set(event, listeners);
      return counted(() => listeners.add(/** @type {any} */ (listener)));
    },
    onReset(listener) {
      return counted(() => own.add((reset) => listener(reset)));
    },
  };
}
