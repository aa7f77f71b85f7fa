import type { ReactElement, ReactNode } from 'react';
import type { AnyUpdate, Options, RegisteredTask, Reset, Status } from './taskcast.js';
import type { ChangeTask, ListOptions, ListState } from './tasks.js';

/**
 * What `connect` takes, but for a `token` that may be missing: without one nobody is signed in, and nothing connects. A new token
 * interrupts nothing, and neither does a new `narrow`; another `user` gets another connection.
 */
export interface ConnectionProps extends Omit<Options, 'token'> {
  /** As in `connect`. Without one, or with `null`, there is no connection: nobody is signed in. */
  token?: Options['token'] | null;
  /** Whose connection it is; another one begins anew, and what is below stays. @default nobody in particular */
  user?: string | null;
}

/** How the connection is. */
export interface Taskcast {
  status: Status;
  isConnected: boolean;
  user: string | undefined;
  /** Begins anew after it stopped. */
  reconnect: () => void;
}

/** One connection for everything below it. `narrow` may change at any time. */
export declare function TaskcastProvider(props: ConnectionProps & { children?: ReactNode }): ReactElement;
/** The status of the connection. */
export declare function useTaskcast(): Taskcast;
/** Calls the handler with every event while the component is there: always the handler of the latest render. */
export declare function useTaskEvents(handler: (update: AnyUpdate) => unknown): void;
/** Calls the handler when a snapshot is to be loaded: at first, and after a gap. Events wait for the promise. */
export declare function useTaskReset(handler: (reset: Reset) => unknown): void;
/** Connected or not, in a word and a dot, announced politely. A child function writes other words. */
export declare function ConnectionStatus(props: {
  className?: string;
  children?: (status: Status) => ReactNode;
}): ReactElement;
/** The hook as applications of the former service know it. */
export declare function useWebSocket(
  options?: ConnectionProps & {
    /** Called with every event. */
    onEvent?: (update: AnyUpdate) => unknown;
    /** Called when a snapshot is to be loaded: at first, and after a gap. Events wait for the promise. */
    onReset?: (reset: Reset) => unknown;
  },
): { isConnected: boolean };
export { TaskcastProvider as WebSocketProvider, useTaskcast as useWebSocketStatus };

/**
 * The tasks of the user: snapshot, events, gaps, and changes that may be taken back. Components that give the same `key` share one
 * list.
 */
export declare function useTasks<T = RegisteredTask>(options: ListOptions<T>): ListState<T> & { change: ChangeTask<T> };
