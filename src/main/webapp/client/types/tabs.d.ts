import type { Tabs } from './taskcast.js';

/** The browser's objects, for programs that replace them. */
export interface TabsPlatform {
  /** The locks that decide which tab holds the socket. @default `navigator.locks` */
  locks?: LockManager;
  /** The channel that carries the events to the other tabs. @default the one of the platform */
  BroadcastChannel?: typeof BroadcastChannel;
}

/**
 * Lets the tabs of one user share a socket.
 *
 * @param user the id of the user who is signed in. Tabs of different users must not share a socket.
 */
export declare function oneSocket(user: string, platform?: TabsPlatform): Tabs;
