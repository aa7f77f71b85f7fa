import { el } from './dom.js';

/** @import { Line } from './line.js' */

/** The controls of a device: switch its network off, delay it, refuse its WebSockets, reload it. */
export class LineControls {
  #line;
  #changed;
  #connected;
  #slow;
  #sockets;

  /**
   * @param {string} name of the device
   * @param {Line} line
   * @param {{ changed: () => void, reload: () => void }} tell
   */
  constructor(name, line, { changed, reload }) {
    this.#line = line;
    this.#changed = changed;
    this.#connected = onOff('Network on', name, () => (line.connected ? line.cut() : line.mend()));
    this.#slow = onOff('Delay 1.5 s', name, () => (line.slow = !line.slow));
    this.#sockets = onOff('WebSockets allowed', name, () => line.block());
    const again = el('button', { type: 'button', className: 'reload', 'aria-label': `Reload ${name}` }, '↻', el('span', {}, ' Reload'));
    again.title = 'As reloading its page: the connection ends, and the next one resumes';
    this.#connected.title = 'Off: as a phone that lost its network';
    this.#slow.title = 'One and a half seconds each way';
    this.#sockets.title = 'Off: as behind a proxy that refuses WebSockets; after two attempts it goes on by server-sent events';
    again.addEventListener('click', reload);
    for (const button of [this.#connected, this.#slow, this.#sockets]) button.addEventListener('click', () => this.#show());
    this.element = el('div', { className: 'controls' }, this.#connected, this.#slow, this.#sockets, again);
    this.#show();
  }

  #show() {
    this.#connected.setAttribute('aria-checked', String(this.#line.connected));
    this.#slow.setAttribute('aria-checked', String(this.#line.slow));
    this.#sockets.setAttribute('aria-checked', String(this.#line.sockets));
    this.#changed();
  }
}

/**
 * @param {string} text
 * @param {string} name of the device
 * @param {() => void} flip
 */
function onOff(text, name, flip) {
  const button = el('button', { type: 'button', className: 'switch', role: 'switch', 'aria-label': `${text}: ${name}` });
  button.append(el('i', { 'aria-hidden': 'true' }), el('span', {}, text));
  button.addEventListener('click', flip);
  return button;
}
