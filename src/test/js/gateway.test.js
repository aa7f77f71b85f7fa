import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from '../../main/webapp/client/taskcast.js';

/**
 * The client against a real gateway in development mode: TASKCAST_URL=http://localhost:8005 node --test
 * On Node 20 it needs `npm install` here first, for a WebSocket.
 */
const base = process.env.TASKCAST_URL;
const WebSocket = globalThis.WebSocket ?? (base && (await import('ws')).WebSocket);
const options = { skip: !base && 'TASKCAST_URL names no gateway', timeout: 30_000 };
const open = [];
after(() => open.forEach((connection) => connection.close()));

async function call(method, path, body) {
  const response = await fetch(new URL(`dev/${path}`, base), {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.json();
}

/** A live connection of a user that no other test has, and what it told. */
async function device(user, settings = {}) {
  const seen = { updates: [], resets: [], states: [], problems: [], sockets: [] };
  class Tapped extends WebSocket {
    constructor(...args) {
      super(...args);
      seen.sockets.push(this);
    }
  }
  const connection = connect({
    url: new URL('ws', base),
    token: async () => (await call('POST', 'token', { user })).token,
    ...settings,
    runtime: { WebSocket: Tapped },
  });
  open.push(connection);
  connection.on('*', (update) => seen.updates.push(update));
  connection.onReset(({ reason }) => seen.resets.push(reason));
  connection.onStatus(({ state }) => seen.states.push(state));
  connection.onError((problem) => seen.problems.push(problem));
  await until(() => connection.status.state === 'live', seen);
  return { connection, seen };
}

async function until(condition, seen) {
  const deadline = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > deadline) assert.fail(`gave up waiting; saw ${JSON.stringify({ ...seen, sockets: undefined })}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const someone = (() => {
  let n = 0;
  return () => `node-${process.pid}-${Date.now()}-${++n}`;
})();

for (const auth of ['frame', 'subprotocol', 'query']) {
  test(`everyDeviceOfTheUserHearsAnEvent (${auth})`, options, async () => {
    const user = someone();
    const devices = [await device(user, { auth }), await device(user, { auth })];
    const stranger = await device(someone(), { auth });
    const task = await call('POST', 'tasks', { user, title: '<b>müßig</b> 🎈' });
    for (const { seen } of devices) {
      await until(() => seen.updates.length === 1, seen);
      assert.equal(seen.updates[0].event, 'task.created');
      assert.equal(seen.updates[0].task.id, task.id);
      assert.equal(seen.updates[0].task.title, '<b>müßig</b> 🎈');
      assert.ok(seen.updates[0].id && seen.updates[0].cursor && Date.parse(seen.updates[0].time));
      assert.deepEqual(seen.resets, ['fresh']);
    }
    assert.deepEqual(stranger.seen.updates, []);
  });
}

test('allFourKindsArriveInOrder', options, async () => {
  const user = someone();
  const { seen } = await device(user);
  const { id } = await call('POST', 'tasks', { user, title: 'one' });
  await call('PATCH', `tasks/${id}`, { user, title: 'two' });
  await call('POST', `tasks/${id}/complete`, { user });
  await call('DELETE', `tasks/${id}?user=${user}`);
  await until(() => seen.updates.length === 4, seen);
  const kinds = ['task.created', 'task.updated', 'task.completed', 'task.deleted'];
  assert.deepEqual(
    seen.updates.map(({ event }) => event),
    kinds,
  );
});

test('whatWasMissedOnABrokenLineArrivesOnceAndInOrder', options, async () => {
  const user = someone();
  const { seen } = await device(user);
  const numbers = () => seen.updates.map(({ task }) => task.n).filter((n) => typeof n === 'number');
  for (let round = 1; round <= 3; round++) {
    const burst = call('POST', 'burst', { user, count: 200 });
    const socket = seen.sockets.at(-1);
    if (round > 1) await until(() => numbers().length > (round - 1) * 200, seen);
    (socket.terminate ?? socket.close).call(socket);
    await burst;
    await until(() => numbers().length >= round * 200, seen);
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  const each = Array.from({ length: 200 }, (_, i) => i + 1);
  assert.deepEqual(numbers(), [...each, ...each, ...each]);
  assert.deepEqual(seen.resets, ['fresh']);
  assert.ok(seen.sockets.length >= 4, 'the line really broke');
});

test('aBadTokenStopsWithTheReason', options, async () => {
  const connection = connect({ url: new URL('ws', base), token: 'nonsense', runtime: { WebSocket } });
  open.push(connection);
  await until(() => connection.status.state === 'stopped');
  assert.deepEqual(connection.status, { state: 'stopped', reason: 'unauthorized', code: 4001 });
});
