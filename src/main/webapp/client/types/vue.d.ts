import type { ShallowRef } from 'vue';
import type { RegisteredTask, Status, TaskcastConnection } from './taskcast.js';
import type { ChangeTask, ListOptions, ListState } from './tasks.js';

/** The tasks of a connection, until the component is unmounted. */
export declare function useTasks<T = RegisteredTask, E = {}>(
  connection: TaskcastConnection<T, E>,
  options: ListOptions<T>,
): { state: Readonly<ShallowRef<ListState<T>>>; change: ChangeTask<T> };

/** The status of a connection, until the component is unmounted. */
export declare function useStatus<T, E>(connection: TaskcastConnection<T, E>): Readonly<ShallowRef<Status>>;
