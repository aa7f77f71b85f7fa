/** @import { Connection } from './connection.js' */
/** @import { Delivery } from './delivery.js' */
/** @import { Settings } from './taskcast.js' */

/**
 * What comes before the first session of a connection: the steps that are written to the console begin, and the place that was
 * stored is taken up, if it is one; otherwise the one that was given. Else the session starts fresh, and says so. Loaded only
 * where there is one of them. Where the page was quicker and there is a session already, its place stands. A store that cannot
 * keep a place is reported once, and hurts nothing else.
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
  covers(filter, {}); // else it is no filter
  if (!delivery.cursor && typeof cursor === 'string' && Array.isArray(seen)) Object.assign(delivery, { cursor, user, seen, filter });
}
