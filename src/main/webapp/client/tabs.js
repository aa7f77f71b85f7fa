/**
 * One socket for all tabs of a user: one tab holds it and passes on its events. When that tab closes, another one takes
 * over from the same position. Without Web Locks or BroadcastChannel every tab has its own socket, as without this module.
 *
 * @example
 * import { oneSocket } from '/client/tabs.js';
 *
 * connect({ token, tabs: oneSocket(user.id) });
 *
 * @module
 */
import { link } from './link.js';
import { Tab } from './tab.js';

/** @import { Delivery } from './delivery.js' */
/** @import { LinkTelling, MakeLine } from './line.js' */
/** @import { Settings } from './taskcast.js' */

/**
 * What a tab is built from.
 *
 * @typedef {{
 *   name: string, locks: LockManager, Channel: typeof BroadcastChannel,
 *   settings: Settings, delivery: Delivery, tell: LinkTelling,
 * }} TabParts
 */

/** @typedef {{ locks?: LockManager, BroadcastChannel?: typeof BroadcastChannel }} TabsPlatform */

/**
 * Lets the tabs of one user share a socket.
 *
 * @param {string} user the id of the user who is signed in. Tabs of different users must not share a socket.
 * @param {TabsPlatform} [platform] replacements for the browser's objects
 * @returns {MakeLine}
 */
export const oneSocket = (user, platform) => (settings, delivery, tell) => {
  const { locks = globalThis.navigator?.locks, BroadcastChannel: Channel = globalThis.BroadcastChannel } =
    platform ?? {};
  if (!locks || !Channel) return link(settings, delivery, tell);
  const name = `taskcast/1 ${settings.url} ${user}`;
  return new Tab({ name, locks, Channel, settings, delivery, tell });
};
