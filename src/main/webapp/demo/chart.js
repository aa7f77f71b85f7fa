import { el } from './dom.js';
import { SECONDS } from './meter.js';

const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 40;

/**
 * Values over time as small bars, with a name, a number in words, and labels for the axes. A time without a value has
 * no bar.
 */
export class Chart {
  #number = el('strong', {}, '–');
  #note = el('span', { className: 'note' });
  #path = document.createElementNS(SVG, 'path');
  #top = el('span', { className: 'top' });
  #zero = el('span', { className: 'zero' });
  #words;
  /** @type {HTMLElement} */
  element;

  /**
   * @param {string} name
   * @param {string} kind the class of its colour
   * @param {string} span how long ago the first bar was
   * @param {(value: number) => string} words a value in words, for the axis
   */
  constructor(name, kind, span, words) {
    this.#words = words;
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', `0 0 ${SECONDS} ${HEIGHT}`);
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.append(this.#path);
    this.element = el(
      'figure',
      { className: `chart ${kind}` },
      el('figcaption', {}, el('span', {}, name), el('span', { className: 'value' }, this.#number, this.#note)),
      el(
        'div',
        { className: 'plot', 'aria-hidden': 'true' },
        this.#top,
        this.#zero,
        svg,
        el('span', { className: 'from' }, `${span} ago`),
        el('span', { className: 'now' }, 'now'),
      ),
    );
  }

  /**
   * @param {(number | undefined)[]} values
   * @param {number} floor the smallest value that fills the chart
   * @param {string} number
   * @param {string} note
   */
  show(values, floor, number, note) {
    const top = Math.max(floor, ...values.map((value) => value ?? 0));
    const bars = values.map((value, i) => {
      if (!value) return '';
      const height = Math.max(1.5, (value / top) * HEIGHT);
      return `M${i + 0.12} ${HEIGHT}v${-height}h.76v${height}z`;
    });
    this.#path.setAttribute('d', bars.join(''));
    this.#top.textContent = this.#words(top);
    this.#zero.textContent = '0';
    this.#number.textContent = number;
    this.#note.textContent = note;
  }
}
