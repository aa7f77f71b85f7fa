/** @import { Connection } from './connection.js' */
/** @import { TaskUpdate } from './frames.js' */

/**
 * The events of a connection as something to iterate over. What the consumer has not taken yet waits, up to a limit;
 * past it the iteration fails rather than lose an event silently.
 *
 * @param {Connection} connection
 * @param {number} limit
 * @returns {AsyncGenerator<TaskUpdate, void, undefined>}
 */
export async function* updates(connection, limit) {
  /** @type {TaskUpdate[]} */
  let waiting = [];
  let ring = () => {};
  const forget = [
    connection.on('*', (update) => {
      if (waiting.length <= limit) waiting.push(update);
      ring();
    }),
    connection.onStatus(() => ring()),
  ];
  try {
    for (;;) {
      const taken = waiting;
      if (taken.length > limit) throw new Error('taskcast: events came faster than taken');
      waiting = [];
      yield* taken;
      if (waiting.length) continue;
      const { state, reason } = connection.status;
      if (state === 'stopped') {
        if (reason === 'closed') return;
        throw new Error(`taskcast: ${reason}`);
      }
      await new Promise((resolve) => (ring = () => resolve(0)));
    }
  } finally {
    forget.forEach((stop) => stop());
  }
}
