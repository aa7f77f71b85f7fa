import { createHash } from 'node:crypto';

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** @param {string} key of the client's handshake (RFC 6455 §4.2.2) */
const accept = (key) => createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

/** @param {number} opcode @param {Buffer} payload */
function frame(opcode, payload, last = true) {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = opcode | (last ? 0x80 : 0);
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/**
 * The server's side of one WebSocket (RFC 6455), without extensions. It reports what the client does: `text`, `pong`,
 * `close` with its code, and `wrong` in words. It reports `gone` once, when the TCP connection has ended. It answers
 * nothing on its own.
 */
export class ServerSocket {
  #tcp;
  #tell;
  #input = Buffer.alloc(0);
  /** @type {Buffer[] | undefined} of a message that is not complete */
  #pieces;

  /**
   * @param {import('node:stream').Duplex} tcp
   * @param {{ text(text: string): void, pong(text: string): void, close(code: number): void, wrong(what: string): void,
   *   gone(): void }} tell
   */
  constructor(tcp, tell) {
    this.#tcp = tcp;
    this.#tell = tell;
    tcp.on('data', (data) => this.#read(data));
    tcp.on('error', () => {}); // a close follows
    tcp.on('end', () => tcp.end());
    tcp.on('close', () => tell.gone());
  }

  /** Answers the handshake; frames follow. */
  welcome(/** @type {string} */ key, /** @type {string | undefined} */ protocol) {
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    lines.push(`Sec-WebSocket-Accept: ${accept(key)}`, ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []));
    this.#write(`${lines.join('\r\n')}\r\n\r\n`);
  }

  /** Refuses the handshake. */
  refuse(/** @type {number} */ status) {
    this.#write(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    this.end();
  }

  /** Sends a message in `pieces` pieces. */
  send(/** @type {string} */ text, pieces = 1) {
    const bytes = Buffer.from(text);
    const size = Math.ceil(bytes.length / pieces);
    for (let at = 0; at < bytes.length; at += size) {
      const last = at + size >= bytes.length;
      this.#write(frame(at ? 0 : TEXT, bytes.subarray(at, at + size), last));
    }
  }

  ping(/** @type {string} */ text) {
    this.#write(frame(PING, Buffer.from(text)));
  }

  close(/** @type {number} */ code, reason = '') {
    this.#write(frame(CLOSE, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)])));
  }

  /** Ends the TCP connection after the written bytes, without a close frame. */
  end() {
    this.#tcp.end();
  }

  cut() {
    this.#tcp.destroy();
  }

  /** @param {string | Buffer} bytes */
  #write(bytes) {
    if (this.#tcp.writable) this.#tcp.write(bytes);
  }

  /** @param {Buffer} data */
  #read(data) {
    this.#input = Buffer.concat([this.#input, data]);
    for (;;) {
      const input = this.#input;
      if (input.length < 2) return;
      const short = input[1] & 0x7f;
      const mask = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (input.length < mask + 4) return;
      const length = short < 126 ? short : short === 126 ? input.readUInt16BE(2) : Number(input.readBigUInt64BE(2));
      const start = mask + 4;
      if (input.length < start + length) return;
      if (!(input[1] & 0x80)) this.#tell.wrong('a frame is not masked');
      const payload = Buffer.from(input.subarray(start, start + length).map((byte, i) => byte ^ input[mask + (i % 4)]));
      this.#input = input.subarray(start + length);
      this.#frame(input[0], payload);
    }
  }

  /** @param {number} head @param {Buffer} payload */
  #frame(head, payload) {
    const opcode = head & 0x0f;
    if (head & 0x70) this.#tell.wrong('a reserved bit is set');
    if (opcode === CLOSE) this.#tell.close(payload.length < 2 ? 1005 : payload.readUInt16BE(0));
    else if (opcode === PING) this.#write(frame(PONG, payload));
    else if (opcode === PONG) this.#tell.pong(payload.toString());
    else if (opcode > TEXT) this.#tell.wrong('a frame is not text');
    else {
      this.#pieces = [...(opcode ? [] : (this.#pieces ?? [])), payload];
      if (head & 0x80) this.#tell.text(Buffer.concat(this.#pieces).toString());
    }
  }
}
