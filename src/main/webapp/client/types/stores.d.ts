import type { ReactElement, ReactNode } from 'react';
import type { ConnectionStatus, ConnectionProps, Taskcast } from './react.js';
import type { Tabs } from './taskcast.js';

/** What the store of tasks must provide. It may have its own type of a task. */
export interface Tasks<T> {
  addTask(task: T): unknown;
  updateTask(task: T): unknown;
  removeTask(id: never): unknown;
}

/** The options of `bindStores`. */
export interface Binding<T> extends Omit<ConnectionProps, 'token' | 'user' | 'tabs'> {
  /** A hook that returns the token of the signed-in user, if there is one. */
  useToken: () => string | null | undefined;
  /** The store of tasks, of zustand or anything else with `getState`. */
  tasks: { getState(): Tasks<T> };
  /** Loads all tasks into the store: at first, and after a gap. Without it a gap is not closed. */
  reload?: () => unknown;
  /** One socket for all tabs of a user: `oneSocket`, which is called for each user. @default a socket per tab */
  tabs?: (user: string) => Tabs;
}

/** Binds the hook, the provider and the indicator of the former service to the stores of an application. */
export declare function bindStores<T>(binding: Binding<T>): {
  useWebSocket: () => { isConnected: boolean };
  WebSocketProvider: (props: { children?: ReactNode }) => ReactElement;
  useWebSocketStatus: () => Taskcast;
  ConnectionStatus: typeof ConnectionStatus;
};
