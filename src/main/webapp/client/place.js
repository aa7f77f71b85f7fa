/** @import { Delivery, Store } from './delivery.js' */

/**
 * Takes up a place that was stored, if it is one. Loaded only where there is a store.
 *
 * @param {Delivery} delivery
 * @param {Store} store
 * @param {typeof import('./filter.js').covers} covers
 */
export async function load(delivery, store, covers) {
  const { cursor, user, seen, filter } = JSON.parse((await store.load()) ?? '{}');
  covers(filter, {}); // else it is no filter
  if (typeof cursor === 'string' && Array.isArray(seen)) Object.assign(delivery, { cursor, user, seen, filter });
}
