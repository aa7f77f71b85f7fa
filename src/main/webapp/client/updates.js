/** @import { Connection } from './connection.js' */
/** @import { TaskcastError } from './errors.js' */
/** @import { TaskUpdate } from './frames.js' */

/**
 * The events of a connection as something to iterate over. What the consumer has not taken yet waits, up to a limit;
 * past it the iteration fails rather than lose an event silently. Loaded only when it is needed.
 *
 * @param {Connection} connection
 * @param {number} limit
 * @param {TaskUpdate[]} waiting what came until now, and comes until `loaded` is called
 * @param {() => void} loaded
 * @param {typeof TaskcastError} Failure
 * @returns {AsyncGenerator<TaskUpdate, void, undefined>}
 */
export async function* updates(connection, limit, waiting, loaded, Failure) {
  let ring = () => {};
  const forget = [
    connection.on('*', (update) => {
      if (waiting.length <= limit) waiting.push(update);
      ring();
    }),
    connection.onStatus(() => ring()),
  ];
  loaded();
  try {
    for (;;) {
      const taken = waiting;
      if (taken.length > limit) throw new Failure('overflow', 'taskcast: events came faster than taken');
      waiting = [];
      yield* taken;
      if (waiting.length) continue;
      const { state, reason, fatal } = connection.status;
      if (state === 'stopped') {
        if (!fatal) return;
        throw new Failure('stopped', `taskcast: ${reason}`);
      }
      await new Promise((resolve) => (ring = () => resolve(0)));
    }
  } finally {
    forget.forEach((stop) => stop());
  }
}
