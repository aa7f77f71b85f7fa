/** @import { Connection } from './connection.js' */
/** @import { TaskcastError } from './errors.js' */
/** @import { TaskUpdate } from './frames.js' */

/**
 * The events of a connection as an async iteration. Events that the consumer has not taken yet wait, up to a limit.
 * Beyond it the iteration fails, so that no event is lost silently. Loaded only when it is needed.
 *
 * @param {Connection} connection
 * @param {number} limit
 * @param {TaskUpdate[]} waiting the events until now, and until `loaded` is called
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
