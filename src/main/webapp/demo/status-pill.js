import { el } from './dom.js';

/** @import { Status } from '../client/taskcast.js' */

const WORDS = {
  connecting: 'Connecting',
  live: 'Live',
  'catching-up': 'Catching up',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
  stopped: 'Stopped',
};

/**
 * The state of a connection, as a word and a colour. Changes are announced politely; the seconds of a wait are not
 * announced.
 */
export class StatusPill {
  #word = el('span', { role: 'status' });
  #wait = el('span', { 'aria-hidden': 'true' });
  /** @type {Status | undefined} */
  #status;
  element = el('span', { className: 'pill' }, el('i', { 'aria-hidden': 'true' }), this.#word, this.#wait);

  /** @param {Status} status */
  show(status) {
    this.#status = status;
    this.element.dataset.state = status.state;
    this.element.classList.toggle('stale', Boolean(status.stale));
    this.#word.textContent = status.stale ? 'Checking' : WORDS[status.state];
    this.element.title = status.stale ? 'Nothing was heard for a while: what is shown may be old' : status.reason ? `${status.reason}${status.code ? ` (${status.code})` : ''}` : '';
    this.tick();
  }

  /** Counts the seconds of a wait. */
  tick() {
    const at = this.#status?.retryAt;
    this.#wait.textContent = at ? ` in ${Math.max(0, Math.ceil((at - Date.now()) / 1000))} s` : '';
  }
}
