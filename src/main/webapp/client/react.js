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
import { createContext, createElement, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Room } from './react-room.js';
import { connect } from './taskcast.js';

/** @import { ReactNode } from 'react' */
/** @import { TaskUpdate } from './frames.js' */
/** @import { Options, Status } from './taskcast.js' */

/**
 * What `connect` takes, but for a `token` that may be missing: without one nobody is signed in, and nothing connects.
 * A new token function or string is used from the next time on and interrupts nothing; for another user, give the
 * provider another `key`.
 *
 * @typedef {Omit<Options, 'token'> & { token?: Options['token'] | null }} ConnectionProps
 */

/**
 * @typedef {{
 *   status: Status, isConnected: boolean, user: string | undefined, reconnect: () => void,
 * }} Taskcast
 */

const Context = createContext(/** @type {Room | null} */ (null));

function useRoom() {
  const room = useContext(Context);
  if (!room) throw new Error('taskcast: there is no <TaskcastProvider> above this component');
  return room;
}

/**
 * Keeps `room` connected while the component is there; nothing happens on a server.
 *
 * @param {Room} room
 * @param {ConnectionProps} options
 */
function useConnected(room, options) {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [attempt, setAttempt] = useState(0);
  const { url, auth } = options;
  const signedIn = options.token != null;
  const plain = typeof options.token === 'string' ? options.token : undefined;

  useEffect(() => {
    if (!signedIn) return undefined;
    const token = (/** @type {{ reason: 'connect' | 'refused' | 'expiring' }} */ why) => {
      const current = latest.current.token ?? '';
      return typeof current === 'function' ? current(why) : current;
    };
    const connection = connect({ ...latest.current, token });
    room.enter(connection);
    return () => room.leave(connection);
  }, [room, String(url ?? ''), auth, signedIn, attempt]);

  useEffect(() => {
    room.again = () => setAttempt((n) => n + 1);
    if (room.status.reason === 'unauthorized') room.again(); // there is a new token since the server refused the old
  }, [room, plain]);
}

/**
 * @param {Room} room
 * @returns {Taskcast}
 */
function useStatus(room) {
  const status = useSyncExternalStore(room.subscribe, room.snapshot, room.snapshot);
  return {
    status,
    isConnected: status.state === 'live' || status.state === 'catching-up',
    user: room.user,
    reconnect: () => room.again(),
  };
}

/**
 * One connection for everything below it.
 *
 * @param {ConnectionProps & { children?: ReactNode }} props
 */
export function TaskcastProvider({ children, ...options }) {
  const [room] = useState(() => new Room());
  useConnected(room, options);
  return createElement(Context.Provider, { value: room }, children);
}

/** The status of the connection; `reconnect` begins anew after it stopped. */
export const useTaskcast = () => useStatus(useRoom());

/**
 * Calls the handler with every event while the component is there: always the handler of the latest render.
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
 * Calls the handler when a snapshot is to be loaded: at first, and after a gap. Events wait for the promise.
 *
 * @param {(reset: { reason: string }) => unknown} handler
 */
export function useTaskReset(handler) {
  const room = useRoom();
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => room.resets.add((reset) => latest.current(reset)), [room]);
}

const COLOURS = { live: '#15803d', 'catching-up': '#a16207', connecting: '#a16207', reconnecting: '#a16207' };

/**
 * Connected or not, in a word and a dot, announced politely. `className` and `data-state` are there to style it; a
 * child function writes other words, or another language.
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
 * The hook as applications of the former service know it. Below a provider it needs nothing; with options it keeps a
 * connection of its own, and hands every event to `onEvent`.
 *
 * @param {ConnectionProps & { onEvent?: (update: TaskUpdate) => unknown }} [options]
 * @returns {{ isConnected: boolean }}
 */
export function useWebSocket(options) {
  const shared = useContext(Context);
  const [own] = useState(() => new Room());
  const latest = useRef(options?.onEvent);
  useEffect(() => {
    latest.current = options?.onEvent;
  });
  useEffect(() => own.events.add((update) => latest.current?.(update)), [own]);
  useConnected(own, options ?? {});
  const { isConnected } = useStatus(options || !shared ? own : shared);
  return { isConnected };
}

export { TaskcastProvider as WebSocketProvider, useTaskcast as useWebSocketStatus };
