import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scene, settled } from './fakes.js';

/**
 * A gateway of two replicas in a few lines. Every replica reads all partitions, each in the order of its own polls; a
 * session is a position in that order, and a cursor names an offset for every partition, so it is good on both.
 */
class Gateway {
  partitions = [[], [], []];
  /** Per replica, the order in which it read: [partition, offset]. */
  orders = [[], []];
  #chance;

  constructor(chance) {
    this.#chance = chance;
  }

  publish(n) {
    const partition = n % this.partitions.length;
    this.partitions[partition].push(n);
  }

  /** A replica polls: some partitions advance, in any order. */
  poll(replica) {
    const order = this.orders[replica];
    const read = this.partitions.map((_, partition) => order.filter(([p]) => p === partition).length);
    const waiting = this.partitions.flatMap((records, p) => (read[p] < records.length ? [p] : []));
    while (waiting.length) {
      const p = waiting.splice(Math.floor(this.#chance() * waiting.length), 1)[0];
      while (read[p] < this.partitions[p].length && this.#chance() < 0.8) order.push([p, read[p]++]);
    }
  }

  session(replica, cursor) {
    const from = cursor
      ? cursor.split('.').map(Number)
      : this.partitions.map((_, p) => this.orders[replica].filter(([q]) => q === p).length);
    return { replica, seen: from, at: 0 };
  }

  /** The next event that the session has not had, once its replica is as far as the cursor is. */
  next(session) {
    const order = this.orders[session.replica];
    const behind = session.seen.some((offset, p) => order.filter(([q]) => q === p).length < offset && session.at === 0);
    if (behind) return undefined;
    while (session.at < order.length) {
      const [p, offset] = order[session.at++];
      if (offset < session.seen[p]) continue;
      session.seen[p] = offset + 1;
      const n = this.partitions[p][offset];
      return {
        type: 'task_update',
        event: 'task.updated',
        task: { id: 't', n },
        id: `${p}-${offset}`,
        cursor: session.seen.join('.'),
        time: '',
      };
    }
    return undefined;
  }
}

/** The same numbers for the same seed (mulberry32). */
function chanceOf(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function run(seed) {
  const chance = chanceOf(seed);
  const gateway = new Gateway(chance);
  const store = { place: null, load: () => store.place, save: (place) => (store.place = place) };
  let s = scene({ store, random: chance });
  const heard = [];
  let published = 0;
  const listen = () => s.connection.on('*', ({ task }) => heard.push(task.n));
  listen();
  const sessions = new Map();
  await s.live({ cursor: '0.0.0' });
  sessions.set(s.socket, gateway.session(0, '0.0.0'));

  const answer = async (socket) => {
    const session = sessions.get(socket);
    if (socket.readyState === 0) return socket.open();
    if (!session && socket.readyState === 1) {
      const { cursor } = socket.sent[0];
      sessions.set(socket, gateway.session(Math.floor(chance() * 2), cursor));
      return socket.welcome({ resume: 'resumed', cursor });
    }
    if (!session || socket.readyState !== 1) return undefined;
    const frames = [];
    for (let frame; frames.length < 1 + chance() * 4 && (frame = gateway.next(session));) frames.push(frame);
    if (frames.length) socket.receive(frames.length > 1 ? { type: 'batch', frames } : frames[0]);
    return undefined;
  };

  for (let step = 0; step < 400; step++) {
    const dice = chance();
    if (step < 300 && dice < 0.25) for (let i = 0; i < 3; i++) gateway.publish(published++);
    else if (dice < 0.5) gateway.poll(Math.floor(chance() * 2));
    else if (step < 300 && dice < 0.54) s.socket.drop(1006);
    else if (step < 300 && dice < 0.62) s.socket.receive({ type: 'goaway', reconnect_in_ms: 50 });
    else if (step < 300 && dice < 0.64) {
      s.connection.close();
      s = scene({ store, random: chance });
      listen();
      await settled();
    } else for (const socket of s.sockets.slice(-2)) await answer(socket);
    await s.clock.advance(Math.floor(chance() * 100));
  }
  for (let i = 0; i < 200; i++) {
    gateway.poll(0);
    gateway.poll(1);
    for (const socket of s.sockets.slice(-2)) await answer(socket);
    await s.clock.advance(1000);
    s.socket.receive({ type: 'pong' });
  }
  s.connection.close();
  return { heard, published };
}

test('whateverHappensEveryEventIsHeardOnceAndInOrder', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { heard, published } = await run(seed);
    assert.ok(published > 50, `seed ${seed} published ${published}`);
    assert.deepEqual(
      [...heard].sort((a, b) => a - b),
      [...Array(published).keys()],
      `seed ${seed}: nothing lost, nothing twice`,
    );
    for (const p of [0, 1, 2]) {
      const ofPartition = heard.filter((n) => n % 3 === p);
      assert.deepEqual(
        ofPartition,
        [...ofPartition].sort((a, b) => a - b),
        `seed ${seed}: partition ${p} in order`,
      );
    }
  }
});
