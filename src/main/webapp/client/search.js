/** @import { Filter } from './filter.js' */

/**
 * The address of streams, beside that of the WebSocket. Made of text, since the `URL` of some platforms can do little.
 *
 * @param {string} socket
 */
export const streamUrl = (socket) => socket.replace(/^ws/, 'http').replace(/[^/?]*(\?.*)?$/, 'events$1');

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
