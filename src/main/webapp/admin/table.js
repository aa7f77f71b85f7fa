import { el } from '../demo/dom.js';

/**
 * Fills a table. Cells are always text. On a narrow page, each cell shows the name of its column before it (admin.css). The
 * roles are explicit, because a browser drops them from a table that is not laid out as a table.
 *
 * @param {Element} table
 * @param {string} caption for users who cannot see the table
 * @param {string[]} head
 * @param {(string | number | Node)[][]} rows
 * @param {string} empty the text if there are no rows
 */
export function fill(table, caption, head, rows, empty) {
  const cell = (/** @type {string | number | Node} */ value, /** @type {number} */ i) =>
    el('td', { role: 'cell', 'data-column': head[i] }, typeof value === 'number' ? value.toLocaleString('en') : value);
  const line = (/** @type {Node[]} */ cells) => el('tr', { role: 'row' }, ...cells);
  const body = rows.map((row) => line(row.map(cell)));
  if (!rows.length) body.push(line([el('td', { role: 'cell', colSpan: head.length, className: 'empty' }, empty)]));
  table.setAttribute('role', 'table');
  table.replaceChildren(
    el('caption', {}, caption),
    el('thead', { role: 'rowgroup' }, line(head.map((name) => el('th', { role: 'columnheader', scope: 'col' }, name)))),
    el('tbody', { role: 'rowgroup' }, ...body),
  );
}

/**
 * How long ago, in one unit.
 *
 * @param {string | number | undefined} time RFC 3339, or milliseconds of an age
 */
export function ago(time) {
  if (time === undefined || time === null) return '–';
  const ms = typeof time === 'number' ? time : Date.now() - Date.parse(time);
  if (!Number.isFinite(ms)) return '–';
  const seconds = Math.max(0, ms / 1000);
  if (seconds < 1) return 'now';
  if (seconds < 120) return `${Math.round(seconds)} s ago`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3600)} h ago`;
}

/**
 * A table that may be wider than the page: it scrolls, with the keyboard too.
 *
 * @param {HTMLElement} table
 * @param {string} name
 */
export const scroll = (table, name) => el('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': name }, table);

/**
 * How a session ended.
 *
 * @param {{ code?: number, reason: string | null }} end
 */
export const why = ({ code, reason }) => (code ? `${code} ${reason}` : 'by the device or the network');
