/**
 * The tasks of a user as a list that stays correct, for any framework. Its `subscribe` is that of a Svelte store.
 *
 * @example
 * const tasks = taskList(connection, { load: loadTasks });
 * tasks.subscribe(({ tasks, isLoading, error }) => show(tasks));
 * await tasks.change(id, { title }, () => patchTask(id, { title })); // shown immediately, and undone if it fails
 *
 * @module
 */
import { part } from './part.js';
import { TaskList } from './task-list.js';

/** @import { ListOptions, ListState } from './task-list.js' */
/** @import { TaskcastConnection } from './taskcast.js' */

/**
 * @param {TaskcastConnection} connection
 * @param {ListOptions} options
 */
export function taskList(connection, options) {
  const list = new TaskList(options);
  const own = part(/** @type {any} */ (connection));
  const close = list.attach((take) => own.on('*', take), (load) => own.onReset(load));
  return {
    get state() {
      return list.state;
    },
    /** @param {(state: ListState) => unknown} run called immediately, and at every change */
    subscribe(run) {
      run(list.state);
      return list.onChange(run);
    },
    change: list.change.bind(list),
    close,
  };
}
