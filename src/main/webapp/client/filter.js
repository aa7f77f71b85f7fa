/**
 * What of the user's events a session gets. A filter is kept as a text that is the same for the same filter; the filter
 * that lets everything pass is `undefined`.
 *
 * @module
 */

/** @import { TaskUpdate } from './frames.js' */

/**
 * Which events a page wants. `events` are names, or the beginning of names that ends in `.*`; `channels` are whole names.
 * A list that is absent or empty lets everything pass. At most 64 entries a list, of at most 256 characters.
 *
 * @typedef {{ events?: readonly string[], channels?: readonly string[] }} Filter
 */

/** So many entries may a list have. */
export const MOST = 64;

const LONGEST = 256;

/**
 * The text of a filter.
 *
 * @param {Filter | null} [filter]
 * @throws {TypeError} when the gateway would refuse it
 */
export function filterText(filter) {
  /** @type {Filter} */
  const lists = {};
  for (const name of /** @type {const} */ (['events', 'channels'])) {
    const list = [...new Set(filter?.[name])].map(String).sort();
    if (list.length > MOST || !list.every((entry) => entry && entry.length <= LONGEST)) {
      throw new TypeError(`narrow: wrong ${name}`);
    }
    if (list.length) lists[name] = list;
  }
  return lists.events || lists.channels ? JSON.stringify(lists) : undefined;
}

/**
 * @param {string} [text]
 * @returns {Filter}
 */
export const filterOf = (text = '{}') => JSON.parse(text);

/**
 * Whether one filter lets everything pass that another one does.
 *
 * @param {string | undefined} wide
 * @param {Filter} narrow
 * @returns {boolean | undefined}
 */
export function covers(wide, narrow) {
  const { events, channels } = filterOf(wide);
  const named = (/** @type {string} */ name) =>
    events?.some((entry) => entry === name || (/(^|\.)\*$/.test(entry) && name.startsWith(entry.slice(0, -1))));
  return (!events || narrow.events?.every(named)) && (!channels || narrow.channels?.every((name) => channels.includes(name)));
}

/**
 * Whether a filter lets an event pass.
 *
 * @param {string | undefined} filter
 * @param {TaskUpdate} update
 */
export const passes = (filter, { event, channel = '' }) => covers(filter, { events: [event], channels: [channel] });
