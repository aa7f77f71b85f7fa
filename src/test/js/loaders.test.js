import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scene, settled, update } from './fakes.js';

/** Several listeners of `onReset`: each loads its own snapshot, and the failure of one does not affect the others. */
const never = () => new Promise(() => {});
const codes = ({ problems }) => problems.map(({ name, code }) => [name, code]);

/** A promise that the test settles. */
function deferred() {
  const it = {};
  it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve, reject }));
  return it;
}

test('aLoaderThatFailsStopsNoEventsAndIsTriedAgain', async () => {
  const s = scene();
  const calls = { good: 0, bad: 0 };
  s.connection.onReset(() => void calls.good++);
  s.connection.onReset(async () => {
    calls.bad++;
    throw new Error('503');
  });
  const socket = await s.live();
  socket.receive(update(1));
  await settled();
  assert.deepEqual(s.events, [1]);
  await s.clock.advance(200);
  assert.equal(s.connection.status.state, 'live');
  for (let n = 2; n <= 20; n++) {
    socket.receive(update(n));
    await settled();
    assert.equal(s.events.length, n, 'at once, also while it is tried again');
    await s.clock.advance(1_000);
  }
  assert.equal(calls.good, 1);
  assert.ok(calls.bad >= 4, `${calls.bad} tries`);
  assert.equal(new Set(codes(s).map(String)).size, 1);
  assert.deepEqual(codes(s)[0], ['TaskcastError', 'snapshot']);
  assert.equal(s.problems[0].message, '503');
});

test('aLoaderThatHangsIsSaidAndTheEventsGoOnWithoutIt', async () => {
  const s = scene({ snapshotTimeoutMs: 3_000 });
  s.connection.onReset(() => {});
  s.connection.onReset(never);
  const socket = await s.live();
  socket.receive(update(1));
  await s.clock.advance(2_999);
  assert.deepEqual(s.events, []);
  assert.equal(s.connection.status.state, 'catching-up');
  await s.clock.advance(1);
  assert.deepEqual(s.events, [1]);
  assert.equal(s.connection.status.state, 'live');
  assert.deepEqual(codes(s), [['TaskcastError', 'snapshot']]);
  assert.match(s.problems[0].message, /timeout/);
  for (let n = 2; n <= 60; n++) {
    await s.clock.advance(1_000);
    socket.receive(update(n));
    assert.equal(s.events.length, n, 'nobody waits for it again');
  }
});

test('eventsBetweenTwoTriesAreInTheSnapshotAndLaterEventsWait', async () => {
  const s = scene();
  const page = new Map();
  const server = new Map();
  const happens = (n) => (server.set(`t${n % 3}`, n), socket.receive(update(n, { task: { id: `t${n % 3}`, n } })));
  let answer;
  let fails = 1;
  s.connection.on('*', ({ task }) => page.set(task.id, task.n));
  s.connection.onReset(async () => {
    if (fails-- > 0) throw new Error('503');
    const snapshot = new Map(server);
    answer = deferred();
    await answer.promise;
    page.clear();
    snapshot.forEach((value, key) => page.set(key, value));
  });
  const socket = await s.live();
  for (const n of [1, 2, 3]) happens(n);
  await s.clock.advance(1_000); // the second try has begun
  happens(4);
  answer.resolve(); // with the state before event 4
  await settled();
  happens(5);
  assert.equal(s.events.length, 4, 'it is loaded once more, and now 5 waits');
  answer.resolve();
  await settled();
  assert.deepEqual(page, server);
  assert.deepEqual(s.events, [1, 2, 3, 4, 5]);
});

test('eachLoaderHasItsOwnBackoffAndItsOwnReason', async () => {
  const s = scene();
  const seen = { a: [], b: [] };
  let broken = true;
  s.connection.onReset(({ reason }) => {
    seen.a.push(reason);
    if (broken) throw new Error('a');
  });
  const socket = await s.live();
  await s.clock.advance(500);
  s.connection.onReset(({ reason }) => void seen.b.push(reason));
  await s.clock.advance(7_500);
  assert.deepEqual(seen, { a: ['fresh', 'fresh', 'fresh', 'fresh'], b: ['late'] });
  broken = false;
  for (let i = 0; i < 3; i++) {
    await s.clock.advance(10_000);
    socket.receive({ type: 'heartbeat', cursor: 'c1' });
  }
  assert.deepEqual(seen.b, ['late']);
  socket.receive({ type: 'reset', cursor: 'c9', reason: 'out_of_window' });
  await settled();
  assert.deepEqual([seen.a.at(-1), seen.b.at(-1)], ['out_of_window', 'out_of_window']);
});

test('aLoaderThatGoesIsWaitedForNoLongerAndNotTriedAgain', async () => {
  const s = scene();
  let tries = 0;
  const stop = s.connection.onReset(() => (tries++, never()));
  const failing = s.connection.onReset(() => {
    tries++;
    throw new Error('503');
  });
  const socket = await s.live();
  socket.receive(update(1));
  stop();
  failing();
  assert.deepEqual(s.events, [1]);
  await s.clock.advance(25_000);
  socket.receive({ type: 'heartbeat', cursor: 'c1' });
  await s.clock.advance(20_000);
  assert.equal(tries, 2);
});

const memory = () => {
  const store = { place: undefined, load: () => store.place, save: (place) => (store.place = place) };
  return store;
};

test('eventsThatAPageClosedDuringASnapshotMissedComeToTheNextPage', async () => {
  for (const settle of ['resolve', 'reject']) {
    const store = memory();
    const first = scene({ store });
    (await first.live()).receive(update(1));
    assert.equal(JSON.parse(store.place).cursor, 'c1');
    const snapshot = deferred();
    first.connection.onReset(() => snapshot.promise);
    await settled();
    first.socket.receive(update(2));
    first.connection.close();
    snapshot[settle](new Error('away'));
    await settled();
    await first.clock.advance(60_000);
    assert.deepEqual(first.events, [1]);
    assert.equal(JSON.parse(store.place).cursor, 'c1', `${settle}: nobody was given 2`);
    assert.equal(first.clock.timers.size, 0);
  }
});

test('eventsThatAPageClosedAmongWaitingEventsMissedComeToTheNextPage', async () => {
  const store = memory();
  const first = scene({ store });
  const snapshot = deferred();
  first.connection.onReset(() => snapshot.promise);
  first.connection.on('*', ({ task }) => task.n === 2 && first.connection.close());
  const socket = await first.live();
  for (const n of [1, 2, 3]) socket.receive(update(n));
  snapshot.resolve();
  await settled();
  assert.deepEqual(first.events, [1, 2]);
  assert.equal(JSON.parse(store.place).cursor, 'c2');
});

test('aServerThatStopsAPageWhileItsSnapshotLoadsStoresNoPlaceEither', async () => {
  const store = memory();
  const s = scene({ store });
  const snapshot = deferred();
  s.connection.onReset(() => snapshot.promise);
  const socket = await s.live();
  socket.receive(update(1));
  socket.drop(4003, 'revoked');
  snapshot.resolve();
  await s.clock.advance(60_000);
  assert.deepEqual([s.events, store.place], [[], undefined]);
});

test('aPageThatLacksASnapshotIsGivenItAfterAReload', async () => {
  const store = memory();
  const s = scene({ store });
  s.connection.onReset(() => {
    throw new Error('503');
  });
  const socket = await s.live();
  socket.receive(update(1));
  await settled();
  assert.deepEqual([s.events, store.place], [[1], undefined], 'else the next page resumes, and never loads it');
  s.connection.on('*', () => s.connection.close());
  socket.receive(update(2));
  assert.deepEqual([s.events, store.place], [[1, 2], undefined], 'also where it closes');
});

test('aLoaderThatAddsAnotherOneHasEachCalledOnce', async () => {
  const s = scene();
  const reasons = [];
  s.connection.onReset(({ reason }) => {
    reasons.push(reason);
    s.connection.onReset(({ reason }) => void reasons.push(reason));
  });
  await s.live();
  await settled();
  assert.deepEqual(reasons, ['fresh', 'late']);
});

/** The README's example: the snapshot replaces the shown tasks, at any time. */
function shown(s) {
  const it = { loads: [], signals: [], list: undefined };
  it.stop = s.connection.onReset(async ({ signal }) => {
    it.signals.push(signal);
    const load = deferred();
    it.loads.push(load);
    it.list = await load.promise;
  });
  s.connection.on('*', ({ task }) => (it.list = task.n));
  return it;
}

test('aSecondResetLoadsOnlyWhenTheSnapshotBeforeIsDoneSoTheNewerOneStays', async () => {
  const s = scene();
  const page = shown(s);
  const socket = await s.live();
  socket.receive({ type: 'reset', reason: 'out_of_window', cursor: 'c6' });
  socket.receive(update(7));
  await settled();
  assert.equal(page.loads.length, 1, 'one at a time');
  page.loads[0].resolve('of before the gap');
  await settled();
  assert.equal(page.loads.length, 2);
  assert.deepEqual(s.events, []);
  page.loads[1].resolve('new');
  await settled();
  assert.deepEqual([page.list, s.events], [7, [7]]);
});

test('aThirdResetDoesNotWaitForASnapshotThatHangs', async () => {
  const s = scene();
  const page = shown(s);
  const socket = await s.live();
  for (const n of [5, 6]) socket.receive({ type: 'reset', reason: 'out_of_window', cursor: `c${n}` });
  await settled();
  assert.equal(page.loads.length, 2, 'that of the second reset is left out');
  page.loads[1].resolve('new');
  await settled();
  page.loads[0].resolve('of before the gap');
  await settled();
  page.loads[2].resolve('newest');
  await settled();
  assert.deepEqual([page.list, page.loads.length], ['newest', 3]);
});

test('aSnapshotThatIsNotWantedAnyMoreIsTold', async () => {
  const s = scene({ snapshotTimeoutMs: 3_000 });
  const calls = [];
  s.connection.onReset(({ signal }) => {
    calls.push(signal);
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));
  });
  const socket = await s.live();
  socket.receive({ type: 'reset', reason: 'out_of_window', cursor: 'c5' });
  await settled();
  assert.deepEqual(calls.map(({ aborted }) => aborted), [true, false], 'by a newer reset, and the next is called at once');
  await s.clock.advance(3_000);
  assert.equal(calls[1].aborted, true, 'when it takes too long');
  assert.deepEqual(codes(s), [['TaskcastError', 'snapshot']]);
  await s.clock.advance(1_000);
  assert.equal(calls.length, 3);
  s.connection.close();
  await s.clock.advance(60_000);
  assert.deepEqual([calls[2].aborted, calls.length, s.clock.timers.size], [true, 3, 0], 'at the end');
});

test('aSnapshotThatComesAfterItsTimeoutAndAfterTheNextOneIsMendedByOneMore', async () => {
  const s = scene({ snapshotTimeoutMs: 3_000 });
  const page = shown(s);
  const socket = await s.live();
  await s.clock.advance(4_000);
  page.loads[1].resolve('new');
  await settled();
  page.loads[2]?.resolve('new, and no event was let through meanwhile');
  await settled();
  const before = page.loads.length;
  socket.receive(update(1));
  assert.equal(page.list, 1);
  page.loads[0].resolve('old');
  await settled();
  assert.equal(page.loads.length, before + 1);
  socket.receive(update(2));
  assert.equal(page.list, 'old', 'its application could not be stopped');
  page.loads[before].resolve('newest');
  await settled();
  assert.deepEqual([page.list, s.events], [2, [1, 2]]);
});

test('aSnapshotThatComesAfterTheEndStartsNoOtherLoad', async () => {
  for (const end of ['stop', 'close']) {
    const s = scene({ snapshotTimeoutMs: 3_000 });
    const page = shown(s);
    await s.live();
    await s.clock.advance(4_000);
    for (const load of page.loads.slice(1)) load.resolve('new');
    await settled();
    page.loads.at(-1).resolve('new');
    await settled();
    const { length } = page.loads;
    if (end === 'stop') page.stop();
    else s.connection.close();
    page.loads[0].resolve('old');
    await settled();
    assert.equal(page.loads.length, length, end);
  }
});
