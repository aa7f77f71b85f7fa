import assert from 'node:assert/strict';
import { test } from 'node:test';
import { part } from '../../main/webapp/client/taskcast.js';
import { Room } from '../../main/webapp/client/react-room.js';
import { scene, settled, update } from './fakes.js';

/** Parts of a page: each waits only for its own snapshots. */
const never = () => new Promise(() => {});

/** A part of the page, what it heard, and the reasons for its loads. */
function partOf(s, load = () => {}) {
  const own = part(s.connection);
  const told = { events: [], reasons: [] };
  const stops = [
    own.onReset((reset) => (told.reasons.push(reset.reason), load(reset))),
    own.on('*', ({ task }) => told.events.push(task.n)),
  ];
  return Object.assign(told, { own, stop: () => stops.forEach((stop) => stop()) });
}

function deferred() {
  const it = {};
  it.promise = new Promise((resolve) => (it.resolve = resolve));
  return it;
}

test('aLoaderThatHangsHoldsTheEventsOfItsOwnPartAndNobodyElses', async () => {
  const s = scene({ snapshotTimeoutMs: 20_000 });
  const [hanging, other] = [partOf(s, never), partOf(s)];
  const socket = await s.live();
  socket.receive(update(1));
  assert.deepEqual([s.events, other.events, hanging.events], [[1], [1], []], 'at once');
  await s.clock.advance(19_000);
  for (let i = 2; i <= 3; i++) socket.receive(update(i));
  assert.deepEqual([s.events, other.events, hanging.events], [[1, 2, 3], [1, 2, 3], []]);
  await s.clock.advance(1_000);
  assert.deepEqual(hanging.events, [1, 2, 3]);
  assert.deepEqual(s.problems.map(({ code, message }) => [code, message]), [['snapshot', 'timeout']]);
});

test('aLoaderOfTheRestOfThePageThatHangsHoldsNoPart', async () => {
  const s = scene();
  s.connection.onReset(never);
  const mine = partOf(s);
  (await s.live()).receive(update(1));
  assert.deepEqual([s.events, mine.events], [[], [1]]);
});

test('aPartWaitsForItsSnapshotAndHearsItsEventsInOrderAfterIt', async () => {
  const s = scene();
  const snapshot = deferred();
  const mine = partOf(s, () => snapshot.promise);
  const kinds = [];
  mine.own.on('task.created', ({ event }) => kinds.push(event));
  const socket = await s.live();
  for (const n of [1, 2]) socket.receive(update(n, { event: n === 1 ? 'task.created' : 'task.updated' }));
  assert.deepEqual(mine.events, []);
  snapshot.resolve();
  await settled();
  socket.receive(update(3));
  assert.deepEqual([mine.events, kinds, mine.reasons], [[1, 2, 3], ['task.created'], ['fresh']]);
});

test('aPartIsResetWithTheRestAndALaterPartLoadsImmediately', async () => {
  const s = scene();
  const mine = partOf(s);
  const socket = await s.live();
  const late = partOf(s);
  await settled();
  socket.receive({ type: 'reset', reason: 'out_of_window', cursor: 'c9' });
  assert.deepEqual([mine.reasons, late.reasons], [['fresh', 'out_of_window'], ['late', 'out_of_window']]);
  mine.stop();
  await settled();
  socket.receive(update(10));
  socket.receive({ type: 'reset', reason: 'gap_in_log', cursor: 'c11' });
  assert.deepEqual([mine.events, mine.reasons.length, late.events, late.reasons.length], [[], 2, [10], 3]);
});

test('aPartWithTooManyWaitingEventsLoadsAgainAndTheOthersContinue', async () => {
  const s = scene({ holdLimit: 3 });
  const [snapshot, other] = [deferred(), partOf(s)];
  const mine = partOf(s, () => snapshot.promise);
  const socket = await s.live();
  for (let n = 1; n <= 5; n++) socket.receive(update(n));
  snapshot.resolve();
  await settled();
  assert.deepEqual([mine.reasons, other.reasons], [['fresh', 'overflow'], ['fresh']]);
  assert.deepEqual([s.events.length, other.events.length], [5, 5]);
});

test('noPlaceIsStoredWhileAPartLacksItsSnapshot', async () => {
  const store = { load: () => store.place, save: (place) => (store.place = place) };
  const s = scene({ store });
  const snapshot = deferred();
  const mine = partOf(s, () => snapshot.promise);
  const socket = await s.live();
  socket.receive(update(1));
  assert.equal(store.place, undefined, 'else the next page resumes, and never loads it');
  snapshot.resolve();
  await settled();
  assert.equal(JSON.parse(store.place).cursor, 'c1');
  partOf(s, never);
  socket.receive(update(2));
  s.connection.close();
  await settled();
  assert.equal(JSON.parse(store.place).cursor, 'c1');
  assert.equal(s.clock.timers.size, 0);
  assert.deepEqual(mine.events, [1, 2]);
});

test('aPartThatClosesTheConnectionAmongTheEventsThatWaitedComesBackAfterTheLastOneItHeard', async () => {
  const store = { load: () => store.place, save: (place) => (store.place = place) };
  const s = scene({ store });
  const snapshot = deferred();
  const mine = partOf(s, () => snapshot.promise);
  mine.own.on('*', ({ task }) => task.n === 2 && s.connection.close());
  const socket = await s.live();
  for (const n of [1, 2, 3]) socket.receive(update(n));
  snapshot.resolve();
  await settled();
  assert.deepEqual([mine.events, JSON.parse(store.place).cursor], [[1, 2], 'c2']);
});

test('aListenerOfAPartThatThrowsIsReportedAndHurtsNobody', async () => {
  const s = scene();
  const mine = part(s.connection);
  mine.on('*', () => {
    throw new Error('mine');
  });
  (await s.live()).receive(update(1));
  assert.deepEqual([s.events, s.problems.map(({ code }) => code)], [[1], ['listener']]);
});

test('aListOfAComponentThatHangsHoldsNoOtherListAlsoWhereTheConnectionChanges', async () => {
  const [room, first, s] = [new Room(() => {}), scene(), scene()];
  const lists = [never, () => [{ id: 't', n: 0 }]].map((load, i) => {
    const key = JSON.stringify([`list ${i}`]);
    const list = room.list(key);
    list.loadBy(load);
    return { list, stop: room.use(key, list) };
  });
  room.enter(first.connection);
  await first.live();
  room.leave(first.connection);
  room.enter(s.connection);
  const socket = await s.live();
  socket.receive(update(1));
  const shown = () => lists.map(({ list }) => list.state.tasks.map(({ n }) => n));
  assert.deepEqual(shown(), [[], [1]]);
  lists.forEach(({ stop }) => stop());
  socket.receive(update(2));
  assert.deepEqual(shown(), [[], [1]]);
});
