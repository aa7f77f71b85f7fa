import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, part } from '../../main/webapp/client/taskcast.js';
import { scene, settled, update } from './fakes.js';

/** What a page that closes the connection still hears, and where the next connection continues. */
const memory = () => {
  const store = { load: () => store.place, save: (place) => (store.place = place) };
  return { store, cursor: () => JSON.parse(store.place).cursor };
};

test('afterAListenerClosedTheConnectionNoOtherOneIsCalled', async () => {
  const s = scene();
  const heard = [];
  s.connection.on('task.updated', () => (heard.push('first'), s.connection.close()));
  s.connection.on('task.updated', () => heard.push('second'));
  (await s.live()).receive(update(1));
  assert.deepEqual([heard, s.events], [['first'], []]);
});

test('whereAListenerClosesAmongOthersTheEventComesToTheNextPage', async () => {
  const { store, cursor } = memory();
  const s = scene({ store });
  s.connection.on('task.updated', ({ task }) => task.n === 2 && s.connection.close());
  (await s.live()).receive({ type: 'batch', frames: [update(1), update(2), update(3)] });
  assert.deepEqual([s.events, cursor()], [[1], 'c1'], 'the other listener has not heard the second one');
});

test('whereTheLastListenerClosesTheEventIsDone', async () => {
  const { store, cursor } = memory();
  const s = scene({ store });
  s.connection.on('*', () => s.connection.close());
  (await s.live()).receive({ type: 'batch', frames: [update(1), update(2)] });
  assert.deepEqual([s.events, cursor()], [[1], 'c1']);
});

test('whereAListenerClosesAmongEventsThatWaitedTheOneThatOthersLackComesToTheNextPage', async () => {
  const { store, cursor } = memory();
  const s = scene({ store });
  let done;
  s.connection.onReset(() => new Promise((resolve) => (done = resolve)));
  s.connection.on('task.updated', ({ task }) => task.n === 3 && s.connection.close());
  const socket = await s.live();
  for (let n = 1; n <= 4; n++) socket.receive(update(n));
  done();
  await settled();
  assert.deepEqual([s.events, cursor()], [[1, 2], 'c2']);
});

test('whereAPartClosesBeforeTheRestOfThePageHeardTheEventComesToTheNextPage', async () => {
  const { store, cursor } = memory();
  const s = scene({ store });
  part(s.connection).on('*', ({ task }) => task.n === 2 && s.connection.close());
  (await s.live()).receive({ type: 'batch', frames: [update(1), update(2), update(3)] });
  assert.deepEqual([s.events, cursor()], [[1], 'c1']);
});

test('whereAPartClosesAndNobodyElseListensTheEventIsDone', async () => {
  const { store, cursor } = memory();
  const alone = (options) => Object.assign(connect(options), { on: () => {} });
  const s = scene({ store, connect: alone });
  part(s.connection).on('*', () => s.connection.close());
  (await s.live()).receive({ type: 'batch', frames: [update(1), update(2)] });
  assert.equal(cursor(), 'c1');
});

test('aListenerOfResetsThatIsAddedAfterTheEndIsNotCalled', async () => {
  const s = scene();
  await s.live();
  s.connection.close();
  let loads = 0;
  for (const it of [s.connection, part(s.connection)]) {
    it.onReset(() => {
      loads++;
      throw new Error('closed');
    });
  }
  await s.clock.advance(300_000);
  assert.deepEqual([loads, s.problems, s.clock.timers.size], [0, [], 0]);
});

test('aConnectionThatBeganOfflineSaysWhyItReconnects', async () => {
  const s = scene({ online: false });
  await settled();
  assert.deepEqual(s.connection.status, { state: 'offline' });
  const told = [];
  s.connection.onStatus((status) => told.push(status));
  s.online = true;
  s.wake('online');
  assert.deepEqual([told[0].state, told[0].reason, told[0].attempt], ['reconnecting', 'offline', 0]);
});
