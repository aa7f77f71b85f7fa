'use client';

/**
 * The hook, the provider and the indicator of the former service, bound once to the stores of an application.
 *
 * @example
 * // lib/websocket.ts, the only new file; elsewhere only an import changes
 * export const { useWebSocket, WebSocketProvider, useWebSocketStatus, ConnectionStatus } = bindStores({
 *   url: `${process.env.NEXT_PUBLIC_WS_URL}/ws`,
 *   useToken: () => useAuthStore((state) => state.token),
 *   tasks: useTaskStore,
 * });
 *
 * @module
 */
import { createElement, useContext } from 'react';
import { Context } from './react-connection.js';
import { ConnectionStatus, TaskcastProvider, useTaskcast, useTaskEvents, useTaskReset, useWebSocket } from './react.js';

/** @import { ReactNode } from 'react' */
/** @import { TaskUpdate } from './frames.js' */
/** @import { MakeLine } from './line.js' */
/** @import { ConnectionProps } from './react-connection.js' */

/**
 * What the store of tasks must provide. It may have its own type of a task.
 *
 * @template T
 * @typedef {{ addTask: (task: T) => unknown, updateTask: (task: T) => unknown, removeTask: (id: never) => unknown }} Tasks
 */

/**
 * - `useToken`: a hook that returns the token of the signed-in user, if there is one.
 * - `tasks`: the store of tasks, of zustand or anything else with `getState`.
 * - `tabs`: one socket for all tabs of a user: `oneSocket`, which is called for each user.
 * - `reload`: loads all tasks into the store, at first and after a gap. Without it a gap is not closed.
 *
 * @template T
 * @typedef {Omit<ConnectionProps, 'token' | 'user' | 'tabs'> & {
 *   useToken: () => string | null | undefined,
 *   tasks: { getState: () => Tasks<T> },
 *   reload?: () => unknown,
 *   tabs?: (user: string) => MakeLine,
 * }} Binding
 */

/**
 * The user of a token; another user gets another connection.
 *
 * @param {string} token
 */
function subject(token) {
  try {
    return JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).sub;
  } catch {
    return token;
  }
}

/**
 * Binds the stores.
 *
 * @template T
 * @param {Binding<T>} binding
 */
export function bindStores({ useToken, tasks, reload, tabs, ...options }) {
  /** @param {TaskUpdate} update */
  function apply({ event, task }) {
    const { addTask, updateTask, removeTask } = tasks.getState();
    const own = /** @type {T} */ (event === 'task.completed' ? { ...task, status: 'completed' } : task);
    if (event === 'task.created') addTask(own);
    else if (event === 'task.updated' || event === 'task.completed') updateTask(own);
    else if (event === 'task.deleted') removeTask(/** @type {never} */ (task.id));
  }

  /**
   * The options for a user's connection: another user gets another connection, and the application stays mounted.
   *
   * @param {string | null | undefined} token
   */
  function mine(token) {
    const user = token ? subject(token) : undefined;
    return { token, user, tabs: user ? tabs?.(user) : undefined };
  }

  function Applied() {
    useTaskEvents(apply);
    useTaskReset(() => reload?.());
    return null;
  }

  /** @param {{ children?: ReactNode }} props */
  function WebSocketProvider({ children }) {
    const token = useToken();
    return createElement(TaskcastProvider, { ...options, ...mine(token) }, createElement(Applied), children);
  }

  /** Below the provider it uses the provider's connection, elsewhere one of its own. */
  function useBoundWebSocket() {
    const shared = useContext(Context);
    const token = useToken();
    return useWebSocket(shared ? undefined : { ...options, ...mine(token), onEvent: apply, onReset: reload });
  }

  return { useWebSocket: useBoundWebSocket, WebSocketProvider, useWebSocketStatus: useTaskcast, ConnectionStatus };
}
