import type { Status, TaskcastConnection } from './taskcast.js';

export { taskList as tasks } from './tasks.js';

/** The status of a connection, as a store. */
export declare function status<T, E>(connection: TaskcastConnection<T, E>): {
  subscribe(run: (status: Status) => unknown): () => void;
};
