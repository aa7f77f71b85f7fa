/** @import { Connection } from './connection.js' */
/** @import { Delivery } from './delivery.js' */
/** @import { Settings } from './taskcast.js' */

/**
 * Prepares a connection before its first session. It starts the console output, if it is wanted. It takes the position
 * from the store, or else the given one; without either the session starts fresh, and the page is told so.
 *
 * It is loaded only if one of these is configured. If the page was faster and there is a session already, that
 * session's position stays. A store that fails is reported once and affects nothing else.
 *
 * @param {Connection} connection
 * @param {Settings} settings
 * @param {Delivery} delivery
 * @param {typeof import('./filter.js').covers} covers
 */
export async function load(connection, settings, delivery, covers) {
  const { store } = settings;
  let { problem } = connection.hold.out;
  const save = async (/** @type {string} */ place) => {
    try {
      await store?.save(place);
    } catch (error) {
      problem(error, 'store');
      problem = () => {};
    }
  };
  if (store) settings.store = { load: store.load, save };
  if (settings.debug) await import('./debug.js').then(({ debug }) => debug(connection, settings), () => {});
  const stored = await (async () => JSON.parse((await store?.load()) ?? '{}'))().catch(() => ({}));
  const { cursor, user, seen, filter } = stored?.cursor ? stored : { cursor: settings.since, seen: [] };
  covers(filter, {}); // throws if it is not a filter
  if (!delivery.cursor && typeof cursor === 'string' && Array.isArray(seen)) Object.assign(delivery, { cursor, user, seen, filter });
}
