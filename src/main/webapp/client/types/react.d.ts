import type { ReactElement, ReactNode } from 'react';
import type { AnyUpdate, Options, RegisteredTask, Reset, Status } from './taskcast.js';
import type { ChangeTask, ListOptions, ListState } from './tasks.js';

/**
 * The options of `connect`, but `token` may be missing: then no user is signed in, and nothing connects. A new token or a new
 * `narrow` interrupts nothing; another `user` gets another connection.
 */
export interface ConnectionProps extends Omit<Options, 'token'> {
  /** As in `connect`. If it is missing or `null`, no user is signed in, and there is no connection. */
  token?: Options['token'] | null;
  /** The user of the connection. Another user gets a new connection; the components below stay. @default any user */
  user?: string | null;
}

/** The status of the connection, and what to do about it. */
export interface Taskcast {
  status: Status;
  isConnected: boolean;
  user: string | undefined;
  /** Connects again after it stopped. */
  reconnect: () => void;
}

/** One connection for all components below it. `narrow` may change at any time. */
export declare function TaskcastProvider(props: ConnectionProps & { children?: ReactNode }): ReactElement;
/** The status of the connection. */
export declare function useTaskcast(): Taskcast;
/** Calls the handler with every event while the component is mounted; always the handler of the latest render. */
export declare function useTaskEvents(handler: (update: AnyUpdate) => unknown): void;
/** Calls the handler when a snapshot must be loaded: at first, and after a gap. Events wait for the promise. */
export declare function useTaskReset(handler: (reset: Reset) => unknown): void;
/** Shows whether the page is connected, with a word and a dot, announced politely. A child function returns other words. */
export declare function ConnectionStatus(props: {
  className?: string;
  children?: (status: Status) => ReactNode;
}): ReactElement;
/** The hook with the interface of the former service. */
export declare function useWebSocket(
  options?: ConnectionProps & {
    /** Called with every event. */
    onEvent?: (update: AnyUpdate) => unknown;
    /** Called when a snapshot must be loaded: at first, and after a gap. Events wait for the promise. */
    onReset?: (reset: Reset) => unknown;
  },
): { isConnected: boolean };
export { TaskcastProvider as WebSocketProvider, useTaskcast as useWebSocketStatus };

/**
 * The tasks of the user, kept up to date: snapshot, events, gaps, and optimistic changes. Components with the same `key`
 * share one list.
 */
export declare function useTasks<T = RegisteredTask>(options: ListOptions<T>): ListState<T> & { change: ChangeTask<T> };
