import { byId, el } from './dom.js';

const SHOWN_MS = 8_000;
const AT_MOST = 3;

/**
 * Shows a problem for a while, over the page. The same text is shown once.
 *
 * @param {unknown} problem
 */
export function notify(problem) {
  const { message } = /** @type {{ message?: unknown }} */ (problem ?? {});
  const text = String(message ?? problem);
  const place = byId('notices');
  for (const shown of place.children) if (shown.firstChild?.textContent === text) return;
  const close = el('button', { type: 'button', className: 'icon', 'aria-label': 'Dismiss' }, '✕');
  const notice = el('p', { className: 'notice' }, el('span', {}, text), close);
  close.addEventListener('click', () => notice.remove());
  place.append(notice);
  while (place.children.length > AT_MOST) place.firstChild?.remove();
  setTimeout(() => notice.remove(), SHOWN_MS);
}
