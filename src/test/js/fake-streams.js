import { FakeSocket, scene, settled } from './fakes.js';

const PROBLEM = { 'content-type': 'application/problem+json' };
const encoder = new TextEncoder();

/** One event stream of a gateway, under the test's control. */
export class FakeStream {
  #controller;
  ended = false;

  constructor(address, { headers, signal }) {
    this.url = new URL(address);
    this.headers = new Headers(headers);
    const body = new ReadableStream({ start: (controller) => (this.#controller = controller) });
    signal.addEventListener('abort', () => this.#end(() => this.#controller.error(signal.reason)));
    this.response = new Response(body, { headers: { 'content-type': 'text/event-stream;charset=utf-8' } });
  }

  get token() {
    return this.headers.get('authorization')?.replace('Bearer ', '');
  }

  get cursor() {
    return this.headers.get('last-event-id');
  }

  write(text) {
    this.#controller.enqueue(encoder.encode(text));
    return settled();
  }

  receive(frame, before = '') {
    const id = frame.cursor ? `id: ${frame.cursor}\n` : '';
    return this.write(`${before}${id}data: ${JSON.stringify(frame)}\n\n`);
  }

  /** Sends the reason, and ends. */
  async close(code, reason = 'words of the server', retry = 1_500) {
    await this.receive({ type: 'close', code, reason, advice: 'of no matter' }, `retry: ${retry}\n`);
    return this.drop();
  }

  /** Ends without notice. */
  drop() {
    this.#end(() => this.#controller.close());
    return settled();
  }

  #end(how) {
    if (!this.ended) how();
    this.ended = true;
  }

  welcome = (fields) => FakeSocket.prototype.welcome.call(this, fields);
}

/**
 * Gives a scene a gateway with event streams. Without a token it answers with a problem and 401, while it is `up`;
 * `refuse` makes it refuse the next request with a token.
 */
export function streams(scene) {
  const gateway = {
    up: true,
    streams: [],
    asked: 0,
    refusal: undefined,
    get stream() {
      return gateway.streams.at(-1);
    },
    /** Waits for the newest stream, and welcomes it. */
    async live(fields) {
      await gateway.opened(gateway.streams.length || 1);
      await gateway.stream.welcome(fields);
      await settled();
      return gateway.stream;
    },
    /** Waits until there were `count` streams: the code for streams is loaded from a file. */
    async opened(count) {
      for (let i = 0; i < 500 && gateway.streams.length < count; i++) await new Promise((r) => setTimeout(r, 2));
      if (gateway.streams.length < count) throw new Error(`${gateway.streams.length} streams instead of ${count}`);
      await settled();
      return gateway.stream;
    },
    refuse(status, headers = {}, problem = {}) {
      gateway.refusal = new Response(JSON.stringify(problem), { status, headers: { ...PROBLEM, ...headers } });
    },
  };
  scene.fetch = (address, init = {}) => {
    if (!gateway.up) throw new TypeError('fetch failed');
    if (!new Headers(init.headers).has('authorization')) {
      gateway.asked++;
      return new Response('{}', { status: 401, headers: PROBLEM });
    }
    const { refusal } = gateway;
    gateway.refusal = undefined;
    const stream = new FakeStream(address, init);
    gateway.streams.push(stream);
    return refusal ?? stream.response;
  };
  return gateway;
}

/** A connection by event streams only, and its gateway. */
export function opened(options = {}) {
  const s = scene({ transports: ['sse'], ...options });
  return { s, gateway: streams(s) };
}

/** The same, on its first stream. */
export async function live(options) {
  const { s, gateway } = opened(options);
  const stream = await gateway.live();
  await s.clock.advance(200);
  return { s, gateway, stream };
}
