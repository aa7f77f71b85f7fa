import { once } from 'node:events';
import { createServer } from 'node:http';
import { Rules } from './rules.js';
import { ServerSocket } from './server-socket.js';
import { Subject } from './subject.js';

/** How long a client may take to send its first frame; PROTOCOL.md says so under limits. */
const FIRST_FRAME_MS = 5_000;

/**
 * A WebSocket of the client, from its handshake: what it brought, and how it ended.
 *
 * @typedef {{
 *   socket: ServerSocket, headers: import('node:http').IncomingHttpHeaders, url: URL, at: number, key: string,
 *   frames: any[], times: number[], pongs: string[], answered: boolean, silent: boolean, cursor?: string, first?: any,
 *   code?: number, ended: boolean, left: boolean,
 * }} Line
 */

/**
 * The place where one scenario is played: its own server, one process of the client, and everything that was seen of
 * both.
 */
export class Stage {
  /** @type {Line[]} in the order in which they came */
  lines = [];
  /** The first fault. */
  fault = '';
  #http = createServer((request, response) => void response.writeHead(404).end());
  /** @type {Set<() => void>} */
  #waiting = new Set();
  /** @type {Subject | undefined} */
  subject;

  /** @param {{ clause: string, rule: string }[]} always */
  constructor(always) {
    this.rules = new Rules(always, (fault) => {
      this.fault ||= fault;
      this.changed();
    });
    this.#http.on('upgrade', (request, tcp, head) => this.#arrive(request, tcp, head));
  }

  /** @param {string[]} command that starts the client; the address is added */
  async begin(command) {
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.#http.address());
    this.subject = new Subject([...command, `ws://127.0.0.1:${port}/ws`], () => this.changed());
  }

  async end() {
    await this.subject?.end();
    for (const { socket } of this.lines) socket.cut();
    this.#http.close();
  }

  /** Wakes the waiting steps, because something was seen. */
  changed() {
    for (const look of [...this.#waiting]) look();
  }

  /**
   * Waits until the condition holds, unless a fault comes first.
   *
   * @param {() => unknown} condition
   * @param {number} ms
   * @returns {Promise<boolean>} whether it holds
   */
  async within(ms, condition) {
    const end = performance.now() + ms;
    for (;;) {
      if (this.fault) throw new Error(this.fault);
      if (condition()) return true;
      const left = end - performance.now();
      if (left <= 0) return false;
      await new Promise((resolve) => {
        const look = () => {
          clearTimeout(timer);
          this.#waiting.delete(look);
          resolve(undefined);
        };
        const timer = setTimeout(look, left);
        this.#waiting.add(look);
      });
    }
  }

  /** Answers the handshake of a line, and waits for its first frame if it brought no token. @param {Line} line */
  async open(line) {
    const offered = `${line.headers['sec-websocket-protocol'] ?? ''}`.split(/, */);
    line.socket.welcome(line.key, offered.includes('taskcast.v1') ? 'taskcast.v1' : undefined);
    line.answered = true;
    const bearer = offered.find((name) => name.startsWith('base64url.bearer.taskcast.'))?.split('.')[3];
    const token =
      (bearer && Buffer.from(bearer, 'base64url').toString()) ??
      line.headers.authorization?.replace(/^Bearer /, '') ??
      line.url.searchParams.get('token');
    if (token) {
      const query = line.url.searchParams;
      line.first = { token, cursor: query.get('cursor') ?? undefined, accept: query.getAll('accept') };
      this.rules.cursor(line.first.cursor);
    } else if (await this.within(FIRST_FRAME_MS, () => line.frames.length || line.ended)) {
      line.first = line.frames.shift() ?? {};
    }
    if (!line.first?.token) this.rules.broken('token-in-time', 'no token came with the handshake or in the first frame');
    const open = this.lines.filter((one) => one.answered && !one.ended && !one.left).length;
    if (open > 2) this.rules.broken('two-lines-at-most', `${open} lines are open`);
    await this.within(0, () => true);
  }

  /** @param {Line} line @param {any} frame */
  send(line, frame, pieces = 1) {
    this.rules.sent(frame);
    line.cursor = frame.frames?.findLast((/** @type {any} */ inner) => inner.cursor)?.cursor ?? frame.cursor ?? line.cursor;
    line.socket.send(JSON.stringify(frame), pieces);
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:stream').Duplex} tcp
   * @param {Buffer} head
   */
  #arrive({ headers, url = '' }, tcp, head) {
    /** @type {Line} */
    const line = {
      socket: new ServerSocket(tcp, {
        text: (text) => this.#hear(line, this.rules.message(text, line.times)),
        pong: (text) => line.pongs.push(text) && this.changed(),
        close: (code) => this.#close(line, code),
        wrong: (what) => this.rules.broken('text-frames', what),
        gone: () => {
          line.ended = line.left = true;
          this.changed();
        },
      }),
      ...{ headers, url: new URL(url, 'ws://gateway'), at: performance.now(), key: `${headers['sec-websocket-key']}` },
      ...{ frames: [], times: [], pongs: [], answered: false, silent: false, ended: false, left: false },
    };
    if (head.length) this.rules.broken('waits-for-the-handshake', 'bytes came before the answer of the handshake');
    tcp.once('data', () => {
      if (!line.answered) this.rules.broken('waits-for-the-handshake', 'bytes came before the answer of the handshake');
    });
    this.lines.push(line);
    this.changed();
  }

  /** @param {Line} line @param {any} frame */
  #hear(line, frame) {
    if (frame.type === 'ping' && !line.silent) {
      const pong = { type: 'pong', ...('id' in frame ? { id: frame.id } : {}), cursor: line.cursor };
      line.socket.send(JSON.stringify(pong));
    } else if (frame.type !== 'ack') line.frames.push(frame);
    this.changed();
  }

  /** @param {Line} line @param {number} code */
  #close(line, code) {
    line.code ??= code;
    line.left = true;
    if (!line.silent) {
      line.socket.close(code === 1005 ? 1000 : code);
      line.socket.end();
    }
    this.changed();
  }
}
