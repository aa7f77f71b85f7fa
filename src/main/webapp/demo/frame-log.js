import { el } from './dom.js';

/** How many frames are kept for display. */
const KEPT = 60;

/** @typedef {{ direction: 'in' | 'out', text: string, at: Date }} Kept */

/**
 * The raw frames of one device, newest first, in a panel that can be opened. A closed panel draws nothing; an open one
 * draws at most once per screen refresh. The token of an `auth` frame is not shown.
 */
export class FrameLog {
  /** @type {Kept[]} */
  #frames = [];
  #count = 0;
  #badge = el('span', { className: 'count' }, '0');
  #transport = el('span', { className: 'transport' });
  #list = el('ol', { className: 'frames', tabIndex: 0, 'aria-label': 'Frames, newest first' });
  #drawing = false;

  constructor() {
    this.element = el('details', { className: 'frame-log' }, el('summary', {}, 'Frames ', this.#badge, this.#transport), this.#list);
    this.element.addEventListener('toggle', () => this.#draw());
  }

  /** @param {'websocket' | 'sse' | undefined} transport the current transport */
  by(transport) {
    this.#transport.textContent = transport ? ` by ${transport === 'sse' ? 'server-sent events' : 'WebSocket'}` : '';
  }

  /**
   * @param {'in' | 'out'} direction
   * @param {string} text
   */
  add(direction, text) {
    this.#count++;
    this.#frames.unshift({ direction, text, at: new Date() });
    this.#frames.length = Math.min(this.#frames.length, KEPT);
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#drawing = false;
    this.#badge.textContent = String(this.#count);
    if (this.element.open) this.#list.replaceChildren(...this.#frames.map(row));
  }
}

/** @param {Kept} kept */
function row({ direction, text, at }) {
  const frame = parse(text);
  const last = frame.type === 'batch' ? frame.frames.at(-1) : frame;
  const title = frame.type === 'batch' ? `batch of ${frame.frames.length}` : String(frame.event ?? frame.type ?? '?');
  const shown = 'token' in frame ? JSON.stringify({ ...frame, token: '…' }) : text;
  return el(
    'li',
    { className: direction },
    el(
      'span',
      { className: 'arrow', title: direction === 'in' ? 'from the server' : 'to the server' },
      direction === 'in' ? '↓' : '↑',
    ),
    el('time', {}, at.toLocaleTimeString([], { hour12: false })),
    el('b', {}, title),
    el('span', { className: 'cursor', title: 'cursor' }, last?.cursor ?? ''),
    el('code', {}, shown.length > 600 ? `${shown.slice(0, 600)}…` : shown),
  );
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { type: 'not JSON' };
  }
}
