import type { ReactElement, ReactNode } from 'react';
import type { ConnectionStatus, ConnectionProps, Taskcast } from './react.js';
import type { Tabs } from './taskcast.js';

/** What the store of tasks can do. Its own types of a task are fine. */
export interface Tasks<T> {
  addTask(task: T): unknown;
  updateTask(task: T): unknown;
  removeTask(id: never): unknown;
}

/** What is bound. */
export interface Binding<T> extends Omit<ConnectionProps, 'token' | 'user' | 'tabs'> {
  /** A hook that gives the token of who is signed in, or nothing. */
  useToken: () => string | null | undefined;
  /** The store of tasks, of zustand or anything else with `getState`. */
  tasks: { getState(): Tasks<T> };
  /** Loads all tasks into the store: at first, and after a gap. Without it a gap is not closed. */
  reload?: () => unknown;
  /** One socket for all tabs of a user: `oneSocket`, which is asked for each user. @default a socket per tab */
  tabs?: (user: string) => Tabs;
}

/** Binds the hook, the provider and the indicator of the former service to the stores of an application. */
export declare function bindStores<T>(binding: Binding<T>): {
  useWebSocket: () => { isConnected: boolean };
  WebSocketProvider: (props: { children?: ReactNode }) => ReactElement;
  useWebSocketStatus: () => Taskcast;
  ConnectionStatus: typeof ConnectionStatus;
};
