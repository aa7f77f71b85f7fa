/** @import { Connection } from './connection.js' */
/** @import { Delivery } from './delivery.js' */
/** @import { Settings } from './taskcast.js' */

/**
 * What comes before the first session of a connection: the steps that are written to the console begin, and the place that was
 * stored is taken up, if it is one; otherwise the one that was given. Else the session starts fresh, and says so. Loaded only
 * where there is one of them.
 *
 * @param {Connection} connection
 * @param {Settings} settings
 * @param {Delivery} delivery
 * @param {typeof import('./filter.js').covers} covers
 */
export async function load(connection, settings, delivery, covers) {
  if (settings.debug) await import('./debug.js').then(({ debug }) => debug(connection, settings), () => {});
  const stored = await (async () => JSON.parse((await settings.store?.load()) ?? '{}'))().catch(() => ({}));
  const { cursor, user, seen, filter } = stored?.cursor ? stored : { cursor: settings.since, seen: [] };
  covers(filter, {}); // else it is no filter
  if (typeof cursor === 'string' && Array.isArray(seen)) Object.assign(delivery, { cursor, user, seen, filter });
}
