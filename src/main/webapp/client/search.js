/** @import { Filter } from './filter.js' */

/**
 * The parameters of an address that say what is wanted.
 *
 * @param {Filter} [filter]
 */
export const searchOf = ({ events = [], channels = [] } = {}) => [
  ['accept', 'batch'],
  ...events.map((event) => ['event', event]),
  ...channels.map((channel) => ['channel', channel]),
];
