/**
 * Which of the user's events a session gets. A filter is kept as text, and equal filters have the same text. The filter
 * that passes everything is `undefined`.
 *
 * @module
 */

/** @import { TaskUpdate } from './frames.js' */

/**
 * Which events a page wants. `events` are names, or prefixes of names that end in `.*`; `channels` are whole names. A
 * list that is absent or empty passes everything. A list has at most 64 entries of at most 256 characters; both lists
 * together have at most 4 096 characters.
 *
 * @typedef {{ events?: readonly string[], channels?: readonly string[] }} Filter
 */

/** The most entries in a list, the most characters in an entry, and the most characters in all entries together. */
const MOST = 64;
const LONGEST = 256;
const ROOM = 4_096;

/**
 * The gateway's rules for an entry. An event is a pattern. A channel is not blank and has no control character and no
 * unpaired surrogate; a non-breaking space does not count as blank.
 */
const RULES = {
  events: /^([\w-]+\.)*([\w-]+|\*)$/,
  channels: /^(?=[^]*[\S\xa0\u2007\u202f\ufeff])[^\p{Cc}\p{Cs}]+$/u,
};

/**
 * The text of a filter.
 *
 * @param {Filter | null} [filter]
 * @throws {TypeError} if the gateway would refuse the filter; the message names the list, not its content
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
 * Whether the filter `wide` passes everything that `narrow` passes.
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
 * Whether a filter passes an event.
 *
 * @param {string | undefined} filter
 * @param {TaskUpdate} update
 */
export const passes = (filter, { event, channel = '' }) => covers(filter, { events: [event], channels: [channel] });
