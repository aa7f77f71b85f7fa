import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from '../../main/webapp/client/taskcast.js';
import { LossyLine } from './lossy-line.js';
import { base, blocked, call, lacks, someone, until, WebSocket } from './tools.js';

/** The client in Node against a real gateway in development mode. */
const options = { skip: lacks({ gateway: true, packages: ['ws'] }), timeout: 30_000 };
const open = [];
after(() => open.forEach((connection) => connection.close()));

/** A live connection of a user that no other test has, and everything that it reported. */
async function device(user, settings = {}) {
  const line = await new LossyLine(base).listen();
  const seen = { updates: [], resets: [], states: [], problems: [] };
  const connection = connect({
    url: new URL('ws', line.url),
    token: async () => (await call('POST', 'token', { user })).token,
    ...settings,
    runtime: { WebSocket },
  });
  open.push(connection, line);
  connection.on('*', (update) => seen.updates.push(update));
  connection.onReset(({ reason }) => seen.resets.push(reason));
  connection.onStatus(({ state }) => seen.states.push(state));
  connection.onError((problem) => seen.problems.push(problem));
  await until(() => connection.status.state === 'live', told(seen));
  assert.equal(connection.transport, settings.transports?.[0] ?? (blocked ? 'sse' : 'websocket'));
  return { connection, line, seen };
}

/** What to print about a device when an expected event did not come. */
const told = (seen) => () => seen;

test('theSpacesAroundAUsersNameDoNotCount', options, async () => {
  const user = someone();
  const { id } = await call('POST', 'tasks', { user: ` ${user}`, title: 'milk' });
  await call('DELETE', `tasks/${id}?user=%20${user}`);
  assert.deepEqual((await call('GET', `tasks?user=${user}`)).tasks, []);
});

const ways = blocked
  ? [{ auth: 'frame' }]
  : [{ auth: 'frame' }, { auth: 'subprotocol' }, { auth: 'query' }, { transports: ['sse'] }];
for (const way of ways) {
  test(`everyDeviceOfTheUserHearsAnEvent (${Object.values(way)})`, options, async () => {
    const user = someone();
    const devices = [await device(user, way), await device(user, way)];
    const stranger = await device(someone(), way);
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

test('eventsMissedOnABrokenLineArriveOnceAndInOrder', options, async () => {
  const user = someone();
  const { connection, line, seen } = await device(user);
  const numbers = () => seen.updates.map(({ task }) => task.n).filter((n) => typeof n === 'number');
  for (let round = 1; round <= 3; round++) {
    const burst = call('POST', 'burst', { user, count: 200 });
    if (round > 1) await until(() => numbers().length > (round - 1) * 200, told(seen));
    line.break();
    await until(() => !connection.isConnected, told(seen));
    line.mend();
    await burst;
    // short sessions do not end the backoff: where sockets are refused, the third wait takes up to 16 s
    await until(() => numbers().length >= round * 200, told(seen), 30_000);
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  const each = Array.from({ length: 200 }, (_, i) => i + 1);
  assert.deepEqual(numbers(), [...each, ...each, ...each]);
  assert.deepEqual(seen.resets, ['fresh']);
});

test('aBadTokenStopsWithTheReason', options, async () => {
  const connection = connect({ url: new URL('ws', base), token: 'nonsense', runtime: { WebSocket } });
  open.push(connection);
  await until(() => connection.status.state === 'stopped');
  const { reason, ...rest } = connection.status;
  assert.deepEqual(rest, { state: 'stopped', code: 4001, fatal: true });
  assert.match(reason, /token/, 'in the words of the gateway');
});
