/** @import { Filter } from './filter.js' */

/**
 * The address of streams, next to that of the WebSocket. It is built as text, because `URL` is incomplete on some
 * platforms.
 *
 * @param {string} socket
 */
export const streamUrl = (socket) => socket.replace(/^ws/, 'http').replace(/[^/?]*(\?.*)?$/, 'events$1');

/**
 * The query parameters that say what the client wants.
 *
 * @param {Filter} [filter]
 */
export const searchOf = ({ events = [], channels = [] } = {}) => [
  ['accept', 'batch'],
  ...events.map((event) => ['event', event]),
  ...channels.map((channel) => ['channel', channel]),
];
