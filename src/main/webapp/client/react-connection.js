import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Room } from './react-room.js';
import { connect } from './taskcast.js';

/** @import { Options, Status } from './taskcast.js' */

/**
 * What `connect` takes, but for a `token` that may be missing: without one nobody is signed in, and nothing connects.
 * A new token function or string is used from the next time on and interrupts nothing, and neither does a new `narrow`;
 * for another user, give the provider another `key`.
 *
 * @typedef {Omit<Options, 'token'> & { token?: Options['token'] | null }} ConnectionProps
 */

/**
 * @typedef {{
 *   status: Status, isConnected: boolean, user: string | undefined, reconnect: () => void,
 * }} Taskcast
 */

/** The room of the nearest provider. */
export const Context = createContext(/** @type {Room | null} */ (null));

/** The room of the provider above, which must be there. */
export function useRoom() {
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
export function useConnected(room, options) {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [attempt, setAttempt] = useState(0);
  const { url, auth, narrow } = options;
  const signedIn = options.token != null;
  const plain = typeof options.token === 'string' ? options.token : undefined;

  useEffect(() => {
    if (!signedIn) return undefined;
    const token = (/** @type {{ reason: 'connect' | 'refused' | 'expiring' }} */ why) => {
      const current = latest.current.token ?? null;
      return typeof current === 'function' ? current(why) : current;
    };
    const connection = connect({ ...latest.current, token });
    room.enter(connection);
    return () => room.leave(connection);
  }, [room, String(url ?? ''), auth, signedIn, attempt]);

  useEffect(() => {
    room.narrow(narrow);
  }, [room, JSON.stringify(narrow)]);

  useEffect(() => {
    room.again = () => setAttempt((n) => n + 1);
    if (room.status.code === 4001) room.again(); // there is a new token since the server refused the old
  }, [room, plain]);
}

/**
 * The status of a room's connection.
 *
 * @param {Room} room
 * @returns {Taskcast}
 */
export function useStatus(room) {
  const status = useSyncExternalStore(room.subscribe, room.snapshot, room.snapshot);
  return {
    status,
    isConnected: status.state === 'live' || status.state === 'catching-up',
    user: room.user,
    reconnect: () => room.again(),
  };
}
