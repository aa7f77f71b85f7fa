import type { RegisteredTask, TaskcastConnection } from './taskcast.js';

/** The parts of TanStack Query's client that a list uses. */
export interface QueryClientLike {
  fetchQuery(options: never): Promise<unknown>;
  cancelQueries(filter: never): Promise<unknown>;
  removeQueries(filter: never): unknown;
  getQueryData(key: never): unknown;
  setQueryData(key: never, data: never): unknown;
  getQueryCache(): { subscribe(listener: (event: never) => void): () => void };
}

export interface ListOptions<T = RegisteredTask> {
  /** Returns all tasks, from the backend; called at first, and after a gap. */
  load: () => Promise<readonly T[]> | readonly T[];
  /** The name of the list; in TanStack Query's cache, its `queryKey`. @default 'tasks' */
  key?: string | readonly unknown[];
  /** The client of TanStack Query whose cache has the list. @default undefined */
  queryClient?: QueryClientLike;
}

export interface ListState<T = RegisteredTask> {
  readonly tasks: readonly T[];
  /** True until the first snapshot is loaded. */
  readonly isLoading: boolean;
  /** Why the last snapshot could not be loaded; loading is retried. */
  readonly error: unknown;
}

/**
 * Changes a task immediately, and sends the change to the backend. If that fails, the change is undone, and the promise
 * rejects.
 *
 * @param patch what becomes of it; `null` deletes it
 * @param send sends the change; may return the resulting task, with another `id` for a new task
 */
export type ChangeTask<T = RegisteredTask> = <R>(
  id: T extends { id: infer I } ? I : never,
  patch: Partial<T> | null,
  send: () => Promise<R> | R,
) => Promise<R>;

export interface TaskStore<T = RegisteredTask> {
  readonly state: ListState<T>;
  /** Called immediately, and at every change. */
  subscribe(run: (state: ListState<T>) => unknown): () => void;
  change: ChangeTask<T>;
  /** The connection stays. */
  close(): void;
}

/** The tasks of a user as a list that stays correct: snapshot, events, gaps, and optimistic changes. */
export declare function taskList<T = RegisteredTask, E = {}>(
  connection: TaskcastConnection<T, E>,
  options: ListOptions<T>,
): TaskStore<T>;
