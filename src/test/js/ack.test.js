import assert from 'node:assert/strict';
import { test } from 'node:test';
import { part } from '../../main/webapp/client/taskcast.js';
import { scene, settled, update } from './fakes.js';
import { until } from './tools.js';

const acksOf = ({ sent }) => sent.filter(({ type }) => type === 'ack');

const live = async (options) => {
  const s = scene(options);
  const socket = await s.live();
  return { s, socket };
};

test('someSecondsAfterAnEventTheGatewayIsToldOnceWhatThePageHas', async () => {
  const { s, socket } = await live();
  socket.receive(update(1));
  socket.receive(update(2));
  await s.clock.advance(4_999);
  socket.receive(update(3));
  assert.deepEqual(acksOf(socket), []);
  await s.clock.advance(1);
  assert.deepEqual(acksOf(socket), [{ type: 'ack', cursor: 'c3' }]);
  await s.clock.advance(60_000);
  assert.equal(acksOf(socket).length, 1);
});

test('itIsToldAtMostEveryFewSeconds', async () => {
  const { s, socket } = await live();
  for (let n = 1; n <= 60; n++) {
    socket.receive(update(n));
    await s.clock.advance(500);
  }
  assert.equal(acksOf(socket).length, 6);
});

test('withoutAnEventThereIsNothingToTell', async () => {
  const { s, socket } = await live();
  for (let n = 1; n <= 10; n++) {
    await s.clock.advance(20_000);
    socket.receive({ type: 'heartbeat', cursor: `h${n}` });
  }
  assert.deepEqual(acksOf(socket), []);
});

test('anEventThatWaitsForASnapshotIsAcknowledgedWhenThePageHasIt', async () => {
  let done;
  const s = scene();
  s.connection.onReset(() => new Promise((resolve) => (done = resolve)));
  const socket = await s.live();
  socket.receive(update(1));
  await s.clock.advance(20_000);
  assert.deepEqual(acksOf(socket), []);
  done();
  await s.clock.advance(5_000);
  assert.deepEqual(acksOf(socket), [{ type: 'ack', cursor: 'c1' }]);
});

test('anEventThatWaitsForAPartsSnapshotIsAcknowledgedWhenThePartHasIt', async () => {
  let done;
  const s = scene();
  part(s.connection).onReset(() => new Promise((resolve) => (done = resolve)));
  const socket = await s.live();
  socket.receive(update(1));
  await s.clock.advance(20_000);
  assert.deepEqual(acksOf(socket), []);
  done();
  await s.clock.advance(5_000);
  assert.deepEqual(acksOf(socket), [{ type: 'ack', cursor: 'c1' }]);
});

test('whenThePageHidesTheGatewayIsToldImmediately', async () => {
  const { s, socket } = await live();
  const { document } = globalThis;
  try {
    globalThis.document = { visibilityState: 'hidden' };
    s.wake('visibilitychange');
    assert.deepEqual(acksOf(socket), [], 'nothing is new');
    socket.receive(update(1));
    s.wake('visibilitychange');
    assert.deepEqual(acksOf(socket), [{ type: 'ack', cursor: 'c1' }]);
    await s.clock.advance(20_000);
    assert.equal(acksOf(socket).length, 1);
  } finally {
    globalThis.document = document;
  }
});

test('anOlderGatewayGetsNoMoreAcknowledgementsAndThePageHearsNothingOfIt', async () => {
  const { s, socket } = await live();
  socket.receive(update(1));
  await s.clock.advance(5_000);
  assert.equal(acksOf(socket).length, 1);
  socket.receive({ type: 'error', code: 'unknown_type', message: 'Clients send …', retryable: false });
  socket.receive(update(2));
  await s.clock.advance(20_000);
  assert.equal(acksOf(socket).length, 1);
  assert.deepEqual(s.problems, []);
});

test('anotherErrorIsReportedAsBefore', async () => {
  const { s, socket } = await live();
  socket.receive(update(1));
  await s.clock.advance(5_000);
  socket.receive({ type: 'error', code: 'token_refused', message: '', retryable: true });
  assert.equal(s.problems.length, 1);
});

test('aSessionThatBrokeIsToldNothingAndTheNextOneOnlyOfItsEvents', async () => {
  const { s, socket } = await live();
  socket.receive(update(1));
  socket.drop();
  await s.clock.advance(6_000);
  const next = await s.live({ resume: 'resumed', cursor: 'c1' });
  await s.clock.advance(6_000);
  assert.deepEqual([acksOf(socket), acksOf(next)], [[], []]);
  next.receive(update(2));
  await s.clock.advance(5_000);
  assert.deepEqual(acksOf(next), [{ type: 'ack', cursor: 'c2' }]);
});

test('afterTheCloseNothingIsLeft', async () => {
  const { s, socket } = await live();
  socket.receive(update(1));
  s.connection.close();
  assert.equal(s.clock.timers.size, 0);
  await s.clock.advance(20_000);
  assert.deepEqual(acksOf(socket), []);
});

test('aPageMaySayWhichProgramItIs', async () => {
  const s = scene({ client: 'board/2.1' });
  await settled();
  s.socket.open();
  assert.equal(s.socket.sent[0].client, 'board/2.1');
  const other = scene({ client: 'board/2.1', auth: 'subprotocol' });
  await until(() => other.sockets.length === 1);
  assert.equal(other.socket.url.searchParams.get('client'), 'board/2.1');
});
