import { searchOf } from './search.js';

/** @import { Settings } from './taskcast.js' */
/** @import { MediumOwner } from './transport.js' */

/** @param {string} token */
const base64url = (token) => btoa(token).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/**
 * The handshake of a WebSocket that proves the user, for gateways that check it there. Loaded only when it is needed.
 *
 * @param {Settings} settings
 * @param {MediumOwner} owner
 * @returns {[address: string, protocols: string[]]}
 */
export function handshake({ url, auth, client }, owner) {
  const { token } = owner;
  const target = new URL(url);
  const { cursor, filter } = owner.resume();
  for (const [name, value] of searchOf(filter)) target.searchParams.append(name, value);
  if (client) target.searchParams.set('client', client);
  if (cursor) target.searchParams.set('cursor', cursor);
  if (auth !== 'query') return [target.href, ['taskcast.v1', `base64url.bearer.taskcast.${base64url(token)}`]];
  target.searchParams.set('token', token);
  return [target.href, []];
}
