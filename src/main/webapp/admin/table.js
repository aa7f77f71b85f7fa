import { el } from '../demo/dom.js';

/**
 * Fills a table. Cells are text, whatever they say; numbers stand to the right.
 *
 * @param {Element} table
 * @param {string} caption for those who do not see it
 * @param {string[]} head
 * @param {(string | number | Node)[][]} rows
 * @param {string} empty what is said if there are no rows
 */
export function fill(table, caption, head, rows, empty) {
  const cell = (/** @type {string | number | Node} */ value) =>
    el('td', { className: typeof value === 'number' ? 'number' : '' }, typeof value === 'number' ? value.toLocaleString('en') : value);
  const body = rows.map((row) => el('tr', {}, ...row.map(cell)));
  if (!rows.length) body.push(el('tr', {}, el('td', { colSpan: head.length, className: 'empty' }, empty)));
  table.replaceChildren(
    el('caption', {}, caption),
    el('thead', {}, el('tr', {}, ...head.map((name) => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, ...body),
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
