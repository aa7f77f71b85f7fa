/**
 * What of the user's events a session gets. A filter is kept as a text that is the same for the same filter; the filter
 * that lets everything pass is `undefined`.
 *
 * @module
 */

/** @import { TaskUpdate } from './frames.js' */

/**
 * Which events a page wants. `events` are names, or the beginning of names that ends in `.*`; `channels` are whole names.
 * A list that is absent or empty lets everything pass. At most 64 entries a list, of at most 256 characters, and 4 096
 * characters in all.
 *
 * @typedef {{ events?: readonly string[], channels?: readonly string[] }} Filter
 */

/** So many entries may a list have, so many characters an entry, and all entries together. */
const MOST = 64;
const LONGEST = 256;
const ROOM = 4_096;

/**
 * What an entry is, as the gateway sees it: a pattern; a text that is not blank, without control characters and half pairs.
 * A space that does not break is no blank.
 */
const RULES = {
  events: /^([\w-]+\.)*([\w-]+|\*)$/,
  channels: /^(?=[^]*[\S\xa0\u2007\u202f\ufeff])[^\p{Cc}\p{Cs}]+$/u,
};

/**
 * The text of a filter.
 *
 * @param {Filter | null} [filter]
 * @throws {TypeError} when the gateway would refuse it; it says in which list, and not what is in it
 */
export function filterText(filter) {
  /** @type {Filter | undefined} */
  let lists;
  let room = ROOM;
  for (const [name, rule] of Object.entries(RULES)) {
    const list = [...new Set(filter?.[/** @type {keyof Filter} */ (name)])].sort();
    if ((room -= list.join('').length) < 0 || list.length > MOST || !list.every((entry) => entry.length <= LONGEST && rule.test(entry))) {
      throw new TypeError(`narrow: wrong or too many ${name}`);
    }
    if (list.length) lists = { ...lists, [name]: list };
  }
  return JSON.stringify(lists);
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
    events?.some((entry) => entry === name || (entry.endsWith('*') && name.startsWith(entry.slice(0, -1))));
  return (!events || narrow.events?.every(named)) && (!channels || narrow.channels?.every((name) => channels.includes(name)));
}

/**
 * Whether a filter lets an event pass.
 *
 * @param {string | undefined} filter
 * @param {TaskUpdate} update
 */
export const passes = (filter, { event, channel = '' }) => covers(filter, { events: [event], channels: [channel] });
