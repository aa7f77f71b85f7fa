import type { RegisteredTask, TaskcastConnection } from './taskcast.js';

/** What of TanStack Query's client is needed. */
export interface QueryClientLike {
  fetchQuery(options: never): Promise<unknown>;
  cancelQueries(filter: never): Promise<unknown>;
  removeQueries(filter: never): unknown;
  getQueryData(key: never): unknown;
  setQueryData(key: never, data: never): unknown;
  getQueryCache(): { subscribe(listener: (event: never) => void): () => void };
}

export interface ListOptions<T = RegisteredTask> {
  /** Gives all tasks, of the backend; called at first, and after a gap. */
  load: () => Promise<readonly T[]> | readonly T[];
  /** What the list is called; where it is in TanStack Query's cache, its `queryKey`. @default 'tasks' */
  key?: string | readonly unknown[];
  /** The client of TanStack Query whose cache has the list. @default none */
  queryClient?: QueryClientLike;
}

export interface ListState<T = RegisteredTask> {
  readonly tasks: readonly T[];
  /** True until the first snapshot is there. */
  readonly isLoading: boolean;
  /** Why the last snapshot could not be loaded; it is tried again. */
  readonly error: unknown;
}

/**
 * Changes a task at once, and tells the backend. If that fails, the change is taken back, and the promise fails too.
 *
 * @param patch what becomes of it; `null`: it goes
 * @param send tells the backend; may give the task as it then is, with another `id` where it is a new one
 */
export type ChangeTask<T = RegisteredTask> = <R>(
  id: T extends { id: infer I } ? I : never,
  patch: Partial<T> | null,
  send: () => Promise<R> | R,
) => Promise<R>;

export interface TaskStore<T = RegisteredTask> {
  readonly state: ListState<T>;
  /** Called at once, and at every change. */
  subscribe(run: (state: ListState<T>) => unknown): () => void;
  change: ChangeTask<T>;
  /** The connection stays. */
  close(): void;
}

/** The tasks of a user as a list that stays right: snapshot, events, gaps, and changes that may be taken back. */
export declare function taskList<T = RegisteredTask, E = {}>(
  connection: TaskcastConnection<T, E>,
  options: ListOptions<T>,
): TaskStore<T>;
