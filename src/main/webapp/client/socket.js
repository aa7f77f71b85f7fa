/** @import { Medium, MediumTelling, Opening } from './transport.js' */

/** @param {string} token */
const base64url = (token) => btoa(token).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/**
 * Opens a WebSocket, and hands over the token in the way that was asked for.
 *
 * @param {Opening} opening
 * @param {string} token
 * @param {MediumTelling} tell
 * @returns {Medium}
 */
export function openSocket({ url, auth, resume, runtime }, token, tell) {
  const target = new URL(url);
  const protocols = [];
  if (auth !== 'frame') {
    const { cursor, filter } = resume();
    target.searchParams.set('accept', 'batch');
    if (cursor) target.searchParams.set('cursor', cursor);
    for (const [list, entries] of Object.entries(filter || {})) {
      for (const entry of entries) target.searchParams.append(list.slice(0, -1), entry);
    }
    if (auth === 'query') target.searchParams.set('token', token);
    else protocols.push('taskcast.v1', `base64url.bearer.taskcast.${base64url(token)}`);
  }
  const ws = new runtime.WebSocket(target.href, protocols);
  const send = (/** @type {object} */ frame) => {
    if (ws.readyState === 1) ws.send(JSON.stringify(frame));
  };
  ws.onopen = () => {
    if (auth !== 'frame') return;
    const { cursor, filter } = resume();
    send({ type: 'auth', token, cursor, accept: ['batch'], narrow: filter });
  };
  ws.onmessage = ({ data }) => void tell.hear(data);
  ws.onclose = ({ code, reason }) => tell.end(code, reason);
  ws.onerror = () => {}; // a close follows, and it says more
  return {
    send,
    shut() {
      ws.onopen = ws.onmessage = ws.onclose = null;
      ws.close(1000);
    },
  };
}
