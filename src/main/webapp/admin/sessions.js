import { byId, el } from '../demo/dom.js';
import { ago, fill, scroll, why } from './table.js';

/** @import { Ended } from './story.js' */

const ENDED = ['User', 'Session', 'Since', 'Ended', 'Why'];
const HEAD = ['User', 'Session', 'State', 'Waiting', 'Reset', 'Since', 'Sent', 'Seen', 'By', 'Address', 'Client'];

/**
 * @typedef {{
 *   id: string, user: string, state: string, behind_events: number, reset: string | null, since: string, last_sent: string, last_seen: string,
 *   transport: string, address: string, client: string | null,
 * }} SessionReport
 */

/**
 * Shows who is connected.
 *
 * @param {{ replica: string, sessions: SessionReport[], truncated: boolean, ended: (Ended & { since: string })[] }} answer
 * @param {(user: string) => void} tell the story of this user
 */
export function showSessions({ replica, sessions, truncated, ended }, tell) {
  byId('sessions-note').textContent = `${sessions.length}${truncated ? ', and more that are not shown' : ''} on ${replica}`;
  const rows = sessions.map((session) => {
    const { id, user, state, behind_events, reset, since, last_sent, last_seen, transport, address, client } = session;
    const link = el('button', { type: 'button', className: 'link', title: `The story of ${user}` }, user);
    link.addEventListener('click', () => tell(user));
    const times = [since, last_sent, last_seen].map(ago);
    return [link, el('code', {}, id), state, behind_events, reset ?? '–', ...times, transport, address || '–', client ?? '–'];
  });
  fill(byId('sessions-table'), 'Sessions of this replica', HEAD, rows, 'Nobody has a session on this replica.');
  byId('ended').replaceChildren(...(ended.length ? [whoLeft(ended, byId('ended').querySelector('details')?.open ?? false)] : []));
}

/**
 * @param {(Ended & { since: string })[]} sessions
 * @param {boolean} open whether the list is open
 */
function whoLeft(sessions, open) {
  const table = el('table', { className: 'stacked' });
  const rows = sessions.map((one) => [one.user, el('code', {}, one.id), ago(one.since), ago(one.ended), why(one)]);
  fill(table, 'Sessions that ended', ENDED, rows, '');
  const summary = el('summary', {}, `Ended lately: ${sessions.length}`);
  return el('details', { className: 'card', open }, summary, scroll(table, 'Sessions that ended'));
}
