'use client';

import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Room } from './react-room.js';
import { connect } from './taskcast.js';

/** @import { Options, Status } from './taskcast.js' */

/**
 * The options of `connect`, but `token` may be missing: then no user is signed in, and nothing connects. A new token
 * function or string is used from the next time on and interrupts nothing; a new `narrow` does not interrupt either.
 * Another `user` gets another connection, and the components below the provider stay.
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

/** The room of the provider above. Throws if there is no provider. */
export function useRoom() {
  const room = useContext(Context);
  if (!room) throw new Error('taskcast: there is no <TaskcastProvider> above this component');
  return room;
}

/**
 * Keeps `room` connected while the component is mounted; does nothing on a server.
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
    if (room.status.code === 4001) room.again(); // the token is new since the server refused the old one
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
