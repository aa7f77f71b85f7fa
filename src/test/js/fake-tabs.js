import { oneSocket } from '../../main/webapp/client/tabs.js';
import { FakeClock, scene, settled } from './fakes.js';

/**
 * The lock manager of a browser: one holder per name, the others wait in order, and a thief takes the lock immediately.
 */
export class FakeLocks {
  #held = new Map();
  #waiting = new Map();

  request(name, options, callback) {
    return new Promise((resolve, reject) => {
      const request = { callback, resolve, reject };
      const waiting = this.#waiting.get(name) ?? [];
      this.#waiting.set(name, waiting);
      options.signal?.addEventListener('abort', () => {
        const at = waiting.indexOf(request);
        if (at >= 0) waiting.splice(at, 1);
        if (this.#held.get(name) !== request) reject(new DOMException('aborted', 'AbortError'));
      });
      if (options.steal) {
        const robbed = this.#held.get(name);
        this.#held.delete(name);
        robbed?.reject(new DOMException('stolen', 'AbortError'));
        waiting.unshift(request);
      } else waiting.push(request);
      this.#grant(name);
    });
  }

  #grant(name) {
    if (this.#held.has(name)) return;
    const request = this.#waiting.get(name).shift();
    if (!request) return;
    this.#held.set(name, request);
    queueMicrotask(async () => {
      const result = await request.callback({ name });
      if (this.#held.get(name) !== request) return;
      this.#held.delete(name);
      request.resolve(result);
      this.#grant(name);
    });
  }
}

/**
 * The messages between tabs. Each receiver has its own pace; messages are in order per sender, and in any order between
 * senders. A real browser guarantees more.
 */
export class FakeAir {
  ears = new Set();

  /** The BroadcastChannel of one tab; `suspended` tabs receive nothing until they are woken. */
  channelOf(tab) {
    const { ears } = this;
    return class {
      queues = new Map();
      closed = false;

      constructor() {
        this.tab = tab;
        ears.add(this);
      }

      postMessage(word) {
        if (this.closed) throw new DOMException('closed', 'InvalidStateError');
        for (const ear of ears) {
          if (ear === this) continue;
          const queue = ear.queues.get(this) ?? [];
          ear.queues.set(this, queue);
          queue.push(structuredClone(word));
        }
      }

      close() {
        this.closed = true;
        ears.delete(this);
      }
    };
  }

  /** Each tab receives up to `most` messages, from senders in the order that `chance` gives. */
  blow(chance = () => 0, most = Infinity) {
    for (const ear of [...this.ears]) {
      for (let i = 0; i < most && !ear.tab.suspended; i++) {
        const speaking = [...ear.queues.values()].filter((queue) => queue.length);
        if (!speaking.length || ear.closed) break;
        ear.onmessage?.({ data: speaking[Math.floor(chance() * speaking.length)].shift() });
      }
    }
  }

  /** Drops messages on their way to a tab. */
  lose(tab, which) {
    for (const ear of this.ears) {
      if (ear.tab !== tab) continue;
      for (const [from, queue] of ear.queues)
        ear.queues.set(
          from,
          queue.filter((word) => !which(word)),
        );
    }
  }

  get silent() {
    return [...this.ears].every((ear) => ear.tab.suspended || [...ear.queues.values()].every((queue) => !queue.length));
  }
}

/** A browser with any number of tabs. */
export function browser() {
  const locks = new FakeLocks();
  const air = new FakeAir();
  const clock = new FakeClock();
  const open = (options = {}) => {
    const tab = { suspended: false };
    const { user = 'ada', ...rest } = options;
    const tabs = oneSocket(user, { locks, BroadcastChannel: air.channelOf(tab) });
    return Object.assign(scene({ clock, tabs, ...rest }), { tab });
  };
  const quiet = async () => {
    do {
      await settled();
      air.blow();
      await settled();
    } while (!air.silent);
  };
  return { open, quiet, clock, air };
}

/** How many sockets each of the tabs has opened. */
export const sockets = (...tabs) => tabs.map((tab) => tab.sockets.length);

/** Three live tabs; the first one has the socket. */
export async function three(options) {
  const b = browser();
  const [a, c, d] = [b.open(options), b.open(options), b.open(options)];
  await b.quiet();
  await a.live({ cursor: 'c0' });
  await b.quiet();
  await b.clock.advance(200);
  await b.quiet();
  return { ...b, a, c, d };
}
