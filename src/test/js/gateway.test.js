import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from '../../main/webapp/client/taskcast.js';
import { base, call, lacks, someone, until, WebSocket } from './tools.js';

/** The client in Node against a real gateway in development mode. */
const options = { skip: lacks({ gateway: true, packages: ['ws'] }), timeout: 30_000 };
const open = [];
after(() => open.forEach((connection) => connection.close()));

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
  await until(() => connection.status.state === 'live', told(seen));
  return { connection, seen };
}

/** What to print of it when something did not come. */
const told = (seen) => () => ({ ...seen, sockets: seen.sockets.length });

for (const auth of ['frame', 'subprotocol', 'query']) {
  test(`everyDeviceOfTheUserHearsAnEvent (${auth})`, options, async () => {
    const user = someone();
    const devices = [await device(user, { auth }), await device(user, { auth })];
    const stranger = await device(someone(), { auth });
    const task = await call('POST', 'tasks', { user, title: '<b>müßig</b> 🎈' });
    for (const { seen } of devices) {
      await until(() => seen.updates.length === 1, told(seen));
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
  await until(() => seen.updates.length === 4, told(seen));
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
    if (round > 1) await until(() => numbers().length > (round - 1) * 200, told(seen));
    (socket.terminate ?? socket.close).call(socket);
    await burst;
    await until(() => numbers().length >= round * 200, told(seen));
  }
  await until(() => seen.sockets.length >= 4, told(seen));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const each = Array.from({ length: 200 }, (_, i) => i + 1);
  assert.deepEqual(numbers(), [...each, ...each, ...each]);
  assert.deepEqual(seen.resets, ['fresh']);
});

test('aBadTokenStopsWithTheReason', options, async () => {
  const connection = connect({ url: new URL('ws', base), token: 'nonsense', runtime: { WebSocket } });
  open.push(connection);
  await until(() => connection.status.state === 'stopped');
  assert.deepEqual(connection.status, { state: 'stopped', reason: 'unauthorized', code: 4001 });
});
