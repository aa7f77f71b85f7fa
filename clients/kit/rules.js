const TYPES = ['auth', 'ping', 'narrow', 'ack'];
const LONGEST = 16 << 10;
/** 20 messages a second; a burst may have the messages of two seconds. */
const MOST = 40;

/** Parses a client's message as an object and checks the rules that hold in every scenario. */
export class Rules {
  /** @type {Map<string, string>} rule → clause */
  #clauses;
  #wrong;
  /** Every cursor that this client was sent. */
  #cursors = new Set();

  /**
   * @param {{ clause: string, rule: string }[]} always of scenarios.json
   * @param {(fault: string) => void} wrong
   */
  constructor(always, wrong) {
    this.#clauses = new Map(always.map(({ clause, rule }) => [rule, clause]));
    this.#wrong = wrong;
  }

  /** @param {string} rule @param {string} words */
  broken(rule, words) {
    this.#wrong(`${words} (always: ${rule}, ${this.#clauses.get(rule)})`);
  }

  /** Notes a frame that goes to the client. @param {any} sent */
  sent({ cursor, frames = [] }) {
    if (cursor) this.#cursors.add(cursor);
    for (const frame of frames) this.sent(frame);
  }

  /** @param {unknown} cursor */
  cursor(cursor) {
    if (cursor != null && !this.#cursors.has(cursor)) this.broken('cursors-of-ours', `the cursor ${cursor} was never sent`);
  }

  /**
   * @param {string} text
   * @param {number[]} times of the messages of its line, to which this one is added
   */
  message(text, times) {
    const now = performance.now();
    times.push(now);
    const recent = times.filter((time) => now - time < 1_000).length;
    if (Buffer.byteLength(text) > LONGEST) this.broken('within-limits', 'a message is too long');
    if (recent > MOST) this.broken('within-limits', `${recent} messages in a second`);
    const frame = parse(text);
    if (!frame) this.broken('text-frames', `not a JSON object: ${text.slice(0, 200)}`);
    else if (!TYPES.includes(frame.type)) this.broken('known-types', `a frame of the type ${frame.type}`);
    else this.cursor(frame.cursor);
    return frame ?? {};
  }
}

/** @param {string} text @returns {any} */
function parse(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
