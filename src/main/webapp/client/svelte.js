/**
 * Taskcast for Svelte: the tasks and the status of a connection as stores.
 *
 * @module
 */
export { taskList as tasks } from './tasks.js';

/** @import { Status, TaskcastConnection } from './taskcast.js' */

/** @param {TaskcastConnection} connection */
export const status = (connection) => ({
  /** @param {(status: Status) => unknown} run */
  subscribe(run) {
    run(connection.status);
    return connection.onStatus(run);
  },
});
