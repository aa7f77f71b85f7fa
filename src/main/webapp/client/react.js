'use client';

/**
 * Taskcast for React: one connection for a tree of components, its events and its status as hooks.
 *
 * @example
 * <TaskcastProvider url="https://gateway.example/ws" token={fetchToken}>
 *   <ConnectionStatus />
 *   <Tasks />
 * </TaskcastProvider>
 *
 * function Tasks() {
 *   useTaskReset(async () => tasks.replaceAll(await loadTasks()));
 *   useTaskEvents(({ event, task }) => tasks.apply(event, task));
 *   …
 * }
 *
 * @module
 */
import { createElement, useCallback, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Context, useConnected, useRoom, useStatus } from './react-connection.js';
import { Room } from './react-room.js';
import { listName } from './task-list.js';

/** @import { ReactNode } from 'react' */
/** @import { TaskUpdate } from './frames.js' */
/** @import { Reset } from './hold.js' */
/** @import { ConnectionProps } from './react-connection.js' */
/** @import { ListOptions } from './task-list.js' */
/** @import { Status } from './taskcast.js' */

/**
 * One connection for all components below it. `narrow` may change at any time, for example with the shown board.
 *
 * @param {ConnectionProps & { children?: ReactNode }} props
 */
export function TaskcastProvider({ children, ...options }) {
  const [room] = useState(() => new Room());
  useConnected(room, options);
  return createElement(Context.Provider, { value: room }, children);
}

/** The status of the connection; `reconnect` connects again after it stopped. */
export const useTaskcast = () => useStatus(useRoom());

/**
 * Calls the handler with every event while the component is mounted; always the handler of the latest render.
 *
 * @param {(update: TaskUpdate) => unknown} handler
 */
export function useTaskEvents(handler) {
  const room = useRoom();
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => room.events.add((update) => latest.current(update)), [room]);
}

/**
 * Calls the handler when a snapshot must be loaded: at first, for a component that is mounted later too, and after a
 * gap. Events wait for the promise.
 *
 * @param {(reset: Reset) => unknown} handler
 */
export function useTaskReset(handler) {
  const room = useRoom();
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => room.onReset((reset) => latest.current(reset)), [room]);
}

/**
 * The tasks of the user, kept up to date: snapshot, events, gaps, and optimistic changes. Components with the same
 * `key` share one list.
 *
 * @param {ListOptions} options
 */
export function useTasks({ load, key = 'tasks', queryClient }) {
  const room = useRoom();
  const name = listName(key);
  const list = room.list(name, queryClient);
  useEffect(() => list.loadBy(load), [list, load]);
  useEffect(() => room.use(name, list), [room, name, list]);
  const subscribe = useCallback((/** @type {() => void} */ changed) => list.onChange(changed), [list]);
  const now = useCallback(() => list.state, [list]);
  const state = useSyncExternalStore(subscribe, now, now);
  const change = useCallback((/** @type {Parameters<typeof list.change>} */ ...given) => list.change(...given), [list]);
  return { ...state, change };
}

const COLOURS = { live: '#15803d', 'catching-up': '#a16207', connecting: '#a16207', reconnecting: '#a16207' };

/**
 * Shows whether the page is connected, with a word and a dot, and announces changes politely. Style it by `className`
 * and `data-state`; a child function returns other words, or another language.
 *
 * @param {{ className?: string, children?: (status: Status) => ReactNode }} props
 */
export function ConnectionStatus({ className, children }) {
  const { status, isConnected } = useTaskcast();
  const colour = /** @type {Record<string, string>} */ (COLOURS)[status.state] ?? '#b91c1c';
  const style = { display: 'inline-flex', alignItems: 'center', gap: '0.4em' };
  const dot = { width: '0.6em', height: '0.6em', borderRadius: '50%', background: colour };
  return createElement(
    'span',
    { role: 'status', className, style: className ? undefined : style, 'data-state': status.state },
    createElement('span', { 'aria-hidden': true, style: className ? undefined : dot, 'data-part': 'dot' }),
    createElement('span', null, children ? children(status) : isConnected ? 'Connected' : 'Disconnected'),
  );
}

/**
 * The hook with the interface of the former service. Below a provider it needs no options. With options it has its own
 * connection and passes every event to `onEvent`. For the stores of such an application see `stores.js`.
 *
 * @param {ConnectionProps & { onEvent?: (update: TaskUpdate) => unknown, onReset?: (reset: Reset) => unknown }} [options]
 * @returns {{ isConnected: boolean }}
 */
export function useWebSocket(options) {
  const shared = useContext(Context);
  const [own] = useState(() => new Room());
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => own.events.add((update) => latest.current?.onEvent?.(update)), [own]);
  useEffect(() => own.onReset((reset) => latest.current?.onReset?.(reset)), [own]);
  useConnected(own, options ?? {});
  const { isConnected } = useStatus(options || !shared ? own : shared);
  return { isConnected };
}

export { TaskcastProvider as WebSocketProvider, useTaskcast as useWebSocketStatus };
