/**
 * What an event stream says, one event after the other, however its bytes are cut (HTML Standard, "Server-sent events",
 * 9.2.6). The name and the `id` of an event are not kept: a frame has its type and its cursor.
 *
 * @typedef {{ data: string, retryMs: number }} StreamEvent `retryMs` as it was last said, 0 if it never was
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
   * Takes bytes in, and gives the events that they complete.
   *
   * @param {Uint8Array} bytes
   * @returns {StreamEvent[]}
   */
  push(bytes) {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (!text) return []; // the beginning of a character
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
    const [name] = line.split(':', 1); // a comment has none
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
