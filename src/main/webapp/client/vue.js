/**
 * Taskcast for Vue 3: the tasks and the status of a connection as refs, until the component is unmounted.
 *
 * @module
 */
import { onScopeDispose, shallowReadonly, shallowRef } from 'vue';
import { taskList } from './tasks.js';

/** @import { ListOptions } from './task-list.js' */
/** @import { TaskcastConnection } from './taskcast.js' */

/**
 * @param {TaskcastConnection} connection
 * @param {ListOptions} options
 */
export function useTasks(connection, options) {
  const list = taskList(connection, options);
  const state = shallowRef(list.state);
  const stop = list.subscribe((now) => (state.value = now));
  onScopeDispose(() => {
    stop();
    list.close();
  });
  return { state: shallowReadonly(state), change: list.change };
}

/** @param {TaskcastConnection} connection */
export function useStatus(connection) {
  const status = shallowRef(connection.status);
  onScopeDispose(connection.onStatus((now) => (status.value = now)));
  return shallowReadonly(status);
}
