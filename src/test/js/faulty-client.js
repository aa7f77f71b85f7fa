/**
 * Our client for the conformance kit, with one of the faults of `faults.js`; the first argument names it.
 *
 * @module
 */
import { connect as tcp } from 'node:net';
import { connect } from '../../main/webapp/client/taskcast.js';
import { FAULTS } from './faults.js';
import { require } from './tools.js';

const { WebSocket } = require('ws');
const [, , name, url] = process.argv;
const fault = FAULTS[name];
const say = (words) => {
  const told = fault.say ? fault.say(words) : words;
  if (told) console.log(told);
};
let numbers = 0;

/** A WebSocket of the client; the fault stands between it and the real one. */
class FaultySocket {
  number = ++numbers;
  say = say;
  /** Whether it was open. */
  was = false;
  #real;
  #binary = false;
  #lost = false;
  #told = false;

  constructor(address) {
    this.#real = new WebSocket(address, fault.socket);
    this.#real.on('error', () => {});
    this.#real.on('open', () => {
      this.was = true;
      fault.opened?.(this);
      this.onopen();
    });
    this.#real.on('message', (data) => this.#hear(JSON.parse(`${data}`)));
    this.#real.on('close', (code, reason) => this.#end(code, `${reason}`));
  }

  get readyState() {
    return this.#real.readyState;
  }

  send(text) {
    const frame = fault.out ? fault.out(JSON.parse(text), this) : JSON.parse(text);
    if (frame) this.#real.send(this.#binary ? Buffer.from(JSON.stringify(frame)) : JSON.stringify(frame));
  }

  close(code) {
    if (fault.shut) fault.shut(this);
    else this.#real.close(code);
  }

  /** From now on frames are binary. */
  binary() {
    this.#binary = true;
  }

  /** Passes everything that comes to the application itself. */
  told() {
    this.#told = true;
  }

  /** Leaves a close without an answer. */
  deaf() {
    this.#real.close = () => this.#real.terminate();
  }

  /** Makes the client hear a frame that the server did not send. */
  pretend(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  /** Ends the line from the client's side. */
  lose(code) {
    this.#end(code, '');
    this.#lost = true;
    this.#real.terminate();
  }

  #hear(frame) {
    if (this.#told && frame.task) say(`event ${frame.task.id}`);
    const heard = fault.hear ? fault.hear(frame, this) : frame;
    if (heard) this.onmessage({ data: JSON.stringify(heard) });
  }

  #end(real, reason) {
    const code = fault.code ? fault.code(real, this) : real;
    if (code && !this.#lost) this.onclose({ code, reason });
  }
}

/** A handshake with its first frame directly after it. */
function hasty() {
  const { port } = new URL(url);
  const head = ['GET /ws HTTP/1.1', 'Host: x', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
  const socket = tcp(Number(port), '127.0.0.1').on('error', () => {});
  socket.write(`${head.join('\r\n')}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81\x82    {}`);
}

if (fault.raw) hasty();
else {
  let tokens = 0;
  const connection = connect({
    url,
    token: () => `token-${++tokens}`,
    transports: ['websocket'],
    runtime: { WebSocket: FaultySocket, ...fault.runtime },
    ...fault.options,
  });
  connection.onReset(() => say('snapshot'));
  connection.on('*', ({ task }) => say(`event ${task.id}`));
  connection.onStatus(({ state, fatal }) => state === 'stopped' && fatal && say('stopped'));
  connection.onError(() => {});
  process.stdin.on('end', () => !fault.exits && connection.close());
}
process.stdin.resume().on('end', () => fault.exits && process.exit());
