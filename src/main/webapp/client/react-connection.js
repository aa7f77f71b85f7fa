'use client';

import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Room } from './react-room.js';
import { connect } from './taskcast.js';

/** @import { Options, Status } from './taskcast.js' */

/**
 * What `connect` takes, but for a `token` that may be missing: without one nobody is signed in, and nothing connects.
 * A new token function or string is used from the next time on and interrupts nothing, and neither does a new `narrow`;
 * another `user` gets another connection, and what is below the provider stays.
 *
 * @typedef {Omit<Options, 'token'> & { token?: Options['token'] | null, user?: string | null }} ConnectionProps
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
  const { auth, narrow, user } = options;
  const url = String(options.url ?? '');
  const wanted = JSON.stringify(narrow);
  const signedIn = options.token != null;
  const plain = typeof options.token === 'string' ? options.token : undefined;

  useEffect(() => {
    if (!signedIn) return undefined;
    const token = (/** @type {{ reason: 'connect' | 'refused' | 'expiring' }} */ why) => {
      const current = latest.current.token ?? null;
      return typeof current === 'function' ? current(why) : current;
    };
    const { user: _, ...others } = latest.current;
    const connection = connect({ ...others, token });
    room.enter(connection);
    return () => room.leave(connection);
  }, [room, url, auth, signedIn, user, attempt]);

  useEffect(() => {
    room.narrow(wanted && JSON.parse(wanted));
  }, [room, wanted]);

  useEffect(() => {
    room.beginBy(() => setAttempt((n) => n + 1));
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
