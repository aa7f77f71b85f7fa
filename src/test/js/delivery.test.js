import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scene, settled, update } from './fakes.js';

/** A promise that the test settles. */
function deferred() {
  const it = {};
  it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve, reject }));
  return it;
}

function storeWith(place) {
  const store = { place, load: () => store.place, save: (next) => (store.place = next) };
  return store;
}

async function scenario(resume, first = {}) {
  const s = scene();
  s.connection.onReset(({ reason }) => s.resets.push(reason));
  await s.live();
  s.resets.length = 0;
  s.socket.receive(update(1));
  s.socket.drop();
  await s.clock.advance(1000);
  await s.live({ resume, cursor: 'c9', ...first });
  return s;
}

test('aResumedSessionAsksForNoSnapshot', async () => {
  assert.deepEqual((await scenario('resumed')).resets, []);
});

test('aResetAsksForTheSnapshotAndGoesOnFromItsCursor', async () => {
  const s = await scenario('reset');
  assert.deepEqual(s.resets, ['reset']);
  s.socket.drop();
  await s.clock.advance(30_000);
  s.socket.open();
  assert.equal(s.socket.sent[0].cursor, 'c9');
});

test('aServerThatForgotOurCursorIsAReset', async () => {
  assert.deepEqual((await scenario('fresh')).resets, ['reset']);
});

test('anotherUserIsAReset', async () => {
  assert.deepEqual((await scenario('resumed', { user: 'grace' })).resets, ['user-changed']);
});

test('aResetFrameInTheMiddleAsksToo', async () => {
  const s = await scenario('resumed');
  s.socket.receive({ type: 'reset', cursor: 'c50', reason: 'window' });
  await s.clock.advance(200);
  assert.deepEqual(s.resets, ['window']);
  assert.equal(s.connection.status.state, 'live');
});

test('eventsWaitForTheSnapshotAndThenComeInOrder', async () => {
  const s = scene();
  const snapshot = deferred();
  s.connection.onReset(({ reason }) => (s.resets.push(reason), snapshot.promise));
  const socket = await s.live();
  socket.receive({ type: 'batch', frames: [update(1), update(2)] });
  socket.receive(update(3));
  await s.clock.advance(10_000);
  assert.deepEqual(s.resets, ['fresh']);
  assert.deepEqual(s.events, []);
  assert.equal(s.connection.status.state, 'catching-up');
  snapshot.resolve();
  await settled();
  assert.deepEqual(s.events, [1, 2, 3]);
  assert.equal(s.connection.status.state, 'live');
});

test('aLineThatBreaksWhileTheSnapshotLoadsLosesNothing', async () => {
  const s = scene();
  const snapshot = deferred();
  s.connection.onReset(() => snapshot.promise);
  (await s.live()).receive(update(1));
  s.socket.drop();
  await s.clock.advance(1000);
  const socket = await s.live({ resume: 'resumed' });
  assert.equal(socket.sent[0].cursor, 'c1');
  socket.receive(update(2));
  snapshot.resolve();
  await settled();
  assert.deepEqual(s.events, [1, 2]);
});

test('aSecondResetMakesTheFirstSnapshotTooOld', async () => {
  const s = scene();
  const snapshots = [deferred(), deferred()];
  s.connection.onReset(() => snapshots[s.resets.push('') - 1].promise);
  const socket = await s.live();
  socket.receive(update(1));
  socket.receive({ type: 'reset', cursor: 'c5', reason: 'window' });
  socket.receive(update(6));
  snapshots[0].resolve();
  await settled();
  assert.deepEqual(s.events, [], 'the first snapshot may lack what the second gap hides');
  snapshots[1].resolve();
  await settled();
  assert.deepEqual(s.events, [6]);
});

test('tooManyWaitingEventsBecomeANewSnapshot', async () => {
  const s = scene({ holdLimit: 3 });
  const snapshots = [deferred(), deferred()];
  s.connection.onReset(({ reason }) => snapshots[s.resets.push(reason) - 1].promise);
  const socket = await s.live();
  for (let n = 1; n <= 5; n++) socket.receive(update(n));
  snapshots[0].resolve();
  snapshots[1].resolve();
  await settled();
  assert.deepEqual(s.resets, ['fresh', 'overflow']);
  assert.deepEqual(s.events, [5]);
});

test('catchingUpLastsAsLongAsFullMessagesCome', async () => {
  const s = await scenario('resumed');
  const full = { type: 'batch', frames: Array.from({ length: 64 }, (_, i) => update(100 + i)) };
  for (let i = 0; i < 5; i++) {
    await s.clock.advance(199);
    assert.equal(s.connection.status.state, 'catching-up');
    s.socket.receive(full);
  }
  s.socket.receive(update(500));
  await s.clock.advance(200);
  assert.equal(s.connection.status.state, 'live');
});

test('theHeartbeatMovesTheCursor', async () => {
  const s = scene();
  (await s.live()).receive({ type: 'heartbeat', cursor: 'c77' });
  s.socket.drop();
  await s.clock.advance(1000);
  s.socket.open();
  assert.equal(s.socket.sent[0].cursor, 'c77');
});

test('aReloadOfThePageResumesFromTheStore', async () => {
  const store = storeWith(null);
  const before = scene({ store });
  (await before.live()).receive(update(3));
  const after = scene({ store });
  after.connection.onReset(({ reason }) => after.resets.push(reason));
  await settled();
  const socket = await after.live({ resume: 'resumed' });
  assert.equal(socket.sent[0].cursor, 'c3');
  assert.deepEqual(after.resets, []);
});

test('thePlaceOfAnotherUserIsNotAPlace', async () => {
  const s = scene({ store: storeWith('{"cursor":"c3","user":"grace","seen":[]}') });
  s.connection.onReset(({ reason }) => s.resets.push(reason));
  await s.live({ resume: 'resumed' });
  assert.deepEqual(s.resets, ['user-changed']);
});

test('aPlaceIsStoredOnlyOnceItsEventsWereHandedOver', async () => {
  const store = storeWith(null);
  const s = scene({ store });
  const snapshot = deferred();
  s.connection.onReset(() => snapshot.promise);
  (await s.live()).receive(update(1));
  assert.equal(store.place, null);
  snapshot.resolve();
  await settled();
  assert.equal(JSON.parse(store.place).cursor, 'c1');
});

test('aStoreThatIsBrokenHurtsNobody', async () => {
  for (const load of [() => 'not json', () => Promise.reject(new Error('blocked')), () => '{"cursor":5}', () => '7']) {
    const s = scene({ store: { load, save: () => {} } });
    (await s.live()).receive(update(1));
    await settled();
    assert.deepEqual(s.events, [1]);
    assert.equal(s.socket.sent[0].cursor, undefined);
  }
});

test('aListenerThatComesLateLoadsItsSnapshotAndEventsWaitForItToo', async () => {
  const s = scene();
  const early = [];
  s.connection.onReset(({ reason }) => void early.push(reason));
  const socket = await s.live();
  socket.receive(update(1));
  const late = [];
  let loaded;
  s.connection.onReset(({ reason }) => {
    late.push(reason);
    return new Promise((resolve) => (loaded = resolve));
  });
  await settled();
  socket.receive(update(2));
  assert.deepEqual([early, late, s.events], [['fresh'], ['late'], [1]]);
  const old = loaded;
  socket.receive({ type: 'reset', cursor: 'c9', reason: 'out_of_window' });
  await settled();
  socket.receive(update(10));
  old();
  await settled();
  assert.deepEqual([early.at(-1), late.at(-1), s.events], ['out_of_window', 'out_of_window', [1]]);
  loaded();
  await settled();
  assert.deepEqual(s.events, [1, 10]);
});

test('eventsThatAPageClosedInTheMiddleMissedComeToTheNextPage', async () => {
  const memory = { load: () => memory.place, save: (place) => (memory.place = place) };
  const first = scene({ store: memory });
  const socket = await first.live();
  first.connection.on('*', ({ task }) => task.n === 2 && first.connection.close());
  socket.receive({ type: 'batch', frames: [update(1), update(2), update(3)] });
  assert.deepEqual(first.events, [1, 2]);
  const next = scene({ store: memory });
  await settled();
  next.socket.open();
  assert.equal(next.socket.sent[0].cursor, 'c2');
});
