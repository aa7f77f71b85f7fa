import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scene, settled } from './fakes.js';
import { chanceOf, Gateway } from './replicas.js';

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

test('forAnyFaultsEveryEventIsHeardOnceAndInOrder', async () => {
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
