import '../../main/webapp/client/beside.js'; // what is loaded when it is needed takes real time, the first time
import '../../main/webapp/client/place.js';
import '../../main/webapp/client/refusal.js';
import '../../main/webapp/client/steady.js';
import '../../main/webapp/client/updates.js';
import { connect as ours } from '../../main/webapp/client/taskcast.js';

/** Lets every promise that can settle do so. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/**
 * How a browser throttles the timers of a hidden page: to whole seconds, or minutes, depending on how many timers led
 * to a timer.
 */
export const CHROMIUM = (level) => (level >= 5 ? 60_000 : 1_000);
export const ONCE_A_MINUTE = () => 60_000;

/** Time that stands still until the test moves it. */
export class FakeClock {
  time = 1_000_000;
  timers = new Map();
  #id = 0;
  /** How many timers, each set by the one before, led to the code that runs now. */
  #level = 0;

  now = () => this.time;

  setTimeout = (callback, ms, throttle = () => 1) => {
    const level = this.#level + 1;
    const grid = throttle(level);
    this.timers.set(++this.#id, { at: Math.ceil((this.time + Math.max(ms, 0)) / grid) * grid, callback, level });
    return this.#id;
  };

  clearTimeout = (id) => void this.timers.delete(id);

  /** Moves time; timers run in their order, each after the promises before it. */
  async advance(ms) {
    const end = this.time + ms;
    await settled();
    for (;;) {
      const [id, next] = [...this.timers].reduce((a, b) => (b[1].at < (a[1]?.at ?? Infinity) ? b : a), []);
      if (!next || next.at > end) break;
      this.timers.delete(id);
      this.time = Math.max(this.time, next.at);
      this.#level = next.level;
      next.callback();
      await settled();
      this.#level = 0;
    }
    this.time = end;
  }

  /** Moves the clock without running timers: the machine slept, or the tab was frozen. */
  sleep(ms) {
    this.time += ms;
  }
}

/** A WebSocket under the test's control. */
export class FakeSocket {
  readyState = 0;
  sent = [];
  closed = undefined;

  constructor(url, protocols = []) {
    this.address = url;
    this.url = new URL(url);
    this.protocols = protocols;
  }

  send(text) {
    if (this.readyState === 0) throw new Error('InvalidStateError');
    this.sent.push(JSON.parse(text));
  }

  close(code) {
    this.readyState = 3;
    this.closed = code;
  }

  open() {
    this.readyState = 1;
    this.onopen?.({});
  }

  receive(frame) {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
  }

  drop(code = 1006, reason = '') {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  welcome(fields = {}) {
    this.receive({
      type: 'welcome',
      user: 'ada',
      session: 's',
      cursor: 'c0',
      resume: 'fresh',
      heartbeat_ms: 25_000,
      expires_at: 0,
      ...fields,
    });
  }
}

export const update = (n, fields = {}) => ({
  type: 'task_update',
  event: 'task.updated',
  task: { id: 't', n },
  id: `e${n}`,
  cursor: `c${n}`,
  time: '2026-01-01T00:00:00Z',
  ...fields,
});

/** A connection in a fake world, and everything that it reported. */
export function scene(options = {}) {
  const { online = true, random = () => 1, clock = new FakeClock(), hidden, throttle = CHROMIUM, connect = ours, ...rest } = options;
  const world = new EventTarget();
  const scene = {
    clock,
    world,
    online,
    hidden,
    sockets: [],
    events: [],
    states: [],
    resets: [],
    problems: [],
    /** HTTP, which does not answer until a test says how. */
    fetch() {
      throw new TypeError('fetch failed');
    },
    get socket() {
      return scene.sockets.at(-1);
    },
    /** Opens the newest socket and welcomes it. */
    async live(fields) {
      await settled();
      scene.socket.open();
      scene.socket.welcome(fields);
      await settled();
      return scene.socket;
    },
    wake: (type) => world.dispatchEvent(new Event(type)),
  };
  class Socket extends FakeSocket {
    constructor(...args) {
      super(...args);
      scene.sockets.push(this);
    }
  }
  scene.connection = connect({
    url: 'http://gateway.test/ws',
    token: 'secret',
    ...rest,
    runtime: {
      WebSocket: Socket,
      fetch: async (...request) => scene.fetch(...request),
      setTimeout: (callback, ms) => clock.setTimeout(callback, ms, scene.hidden ? throttle : undefined),
      clearTimeout: clock.clearTimeout,
      now: clock.now,
      random,
      online: () => scene.online,
      hidden: () => scene.hidden ?? globalThis.document?.visibilityState === 'hidden',
      wakers: ['online', 'offline', 'pageshow', 'visibilitychange'].map((type) => [world, type]),
    },
  });
  scene.connection.on('*', (event) => scene.events.push(event.task.n));
  scene.connection.onStatus((status) => scene.states.push(status.state));
  scene.connection.onError((problem) => scene.problems.push(problem));
  return scene;
}
