import type { Tabs } from './taskcast.js';

/** What the browser provides, for those who replace it. */
export interface TabsPlatform {
  /** What decides which tab holds the socket. @default `navigator.locks` */
  locks?: LockManager;
  /** What brings the other tabs the events. @default the one of the platform */
  BroadcastChannel?: typeof BroadcastChannel;
}

/**
 * Lets the tabs of one user share a socket.
 *
 * @param user whose tabs they are: the id of the user who is signed in. Tabs of another user must not share.
 */
export declare function oneSocket(user: string, platform?: TabsPlatform): Tabs;
