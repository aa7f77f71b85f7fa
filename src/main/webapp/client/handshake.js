import { searchOf } from './search.js';

/** @import { Settings } from './taskcast.js' */
/** @import { MediumOwner } from './transport.js' */

/** @param {string} token */
const base64url = (token) => btoa(token).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/**
 * The handshake of a WebSocket that carries the token, for gateways that check it there. Loaded only when it is needed.
 *
 * @param {Settings} settings
 * @param {MediumOwner} owner
 * @returns {[address: string, protocols: string[]]}
 */
export function handshake({ url, auth, client }, owner) {
  const { token } = owner;
  const { cursor, filter } = owner.resume();
  const query = new URLSearchParams(searchOf(filter));
  if (client) query.set('client', client);
  if (cursor) query.set('cursor', cursor);
  if (auth === 'query') query.set('token', token);
  const address = `${url}${url.includes('?') ? '&' : '?'}${query}`;
  return [address, auth === 'query' ? [] : ['taskcast.v1', `base64url.bearer.taskcast.${base64url(token)}`]];
}
