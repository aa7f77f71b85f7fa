/**
 * Parses an event stream into events, for any split of its bytes (HTML Standard, "Server-sent events", 9.2.6). It drops
 * the name and the `id` of an event: a frame has its own type and cursor.
 *
 * @typedef {{ data: string, retryMs: number }} StreamEvent `retryMs` is the last value so far, 0 before the first
 */
export class EventParser {
  #decoder = new TextDecoder();
  /** The beginning of a line. */
  #begun = '';
  #afterReturn = false;
  /** @type {string[]} */
  #data = [];
  #retryMs = 0;

  /**
   * Takes bytes and returns the events that they complete.
   *
   * @param {Uint8Array} bytes
   * @returns {StreamEvent[]}
   */
  push(bytes) {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (!text) return []; // the first bytes of a character
    if (this.#afterReturn && text.startsWith('\n')) text = text.slice(1); // the second half of one line end
    this.#afterReturn = text.endsWith('\r');
    const lines = text.split(/\r\n|\r|\n/);
    lines[0] = this.#begun + lines[0];
    this.#begun = lines.pop() ?? '';
    return lines.flatMap((line) => this.#line(line));
  }

  /** @param {string} line */
  #line(line) {
    if (!line) return this.#dispatch();
    const [name] = line.split(':', 1); // a comment has no name
    const value = line.slice(name.length + 1).replace(/^ /, '');
    if (name === 'data') this.#data.push(value);
    else if (name === 'retry' && /^\d+$/.test(value)) this.#retryMs = Number(value);
    return [];
  }

  #dispatch() {
    const events = this.#data.length ? [{ data: this.#data.join('\n'), retryMs: this.#retryMs }] : [];
    this.#data = [];
    return events;
  }
}
