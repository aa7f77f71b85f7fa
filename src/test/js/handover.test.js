import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scene, settled, update } from './fakes.js';

/** A live scene whose server is leaving, and the new socket, which is open but not welcomed. */
async function leaving(ms = 3000) {
  const s = scene();
  const old = await s.live();
  old.receive(update(1));
  old.receive({ type: 'goaway', reconnect_in_ms: ms });
  await s.clock.advance(ms);
  const next = s.socket;
  next.open();
  return { s, old, next };
}

test('theSlotIsObeyed', async () => {
  const s = scene();
  (await s.live()).receive({ type: 'goaway', reconnect_in_ms: 7000 });
  await s.clock.advance(6999);
  assert.equal(s.sockets.length, 1);
  await s.clock.advance(1);
  assert.equal(s.sockets.length, 2);
});

test('theNewSocketIsLiveBeforeTheOldOneGoesAndNobodyNotices', async () => {
  const { s, old, next } = await leaving();
  assert.equal(old.closed, undefined);
  const before = s.states.length;
  next.welcome({ resume: 'resumed' });
  assert.equal(old.closed, 1000);
  next.receive(update(2));
  assert.deepEqual(s.events, [1, 2]);
  assert.deepEqual(
    s.states.slice(before).filter((state) => state !== 'live'),
    [],
  );
});

test('eventsOfBothSocketsAreHeardOnceAndThoseOfTheOldOneImmediately', async () => {
  const { s, old, next } = await leaving();
  assert.equal(next.sent[0].cursor, 'c1');
  old.receive(update(2));
  old.receive(update(3));
  assert.deepEqual(s.events, [1, 2, 3]);
  next.welcome({ resume: 'resumed' });
  old.receive(update(4));
  next.receive({ type: 'batch', frames: [update(2), update(3), update(4)] });
  assert.deepEqual(s.events, [1, 2, 3, 4]);
});

test('eventsOfTwoSourcesWithTheSameIdAreTwoEvents', async () => {
  const { s, old, next } = await leaving();
  const ours = update(2, { id: 'same', fingerprint: 'of ours' });
  const theirs = update(3, { id: 'same', fingerprint: 'of theirs' });
  old.receive(ours);
  next.welcome({ resume: 'resumed' });
  next.receive({ type: 'batch', frames: [theirs, ours] }); // another replica may read another partition first
  assert.deepEqual(s.events, [1, 2, 3]);
});

test('updatesThatAllHaveTheTasksIdAsTheirOwnAreToldApart', async () => {
  const { s, old, next } = await leaving();
  const revision = (n) => update(n, { id: 'task-1', fingerprint: `revision ${n}` });
  old.receive(revision(2));
  next.welcome({ resume: 'resumed' });
  next.receive(revision(2));
  next.receive(revision(3));
  assert.deepEqual(s.events, [1, 2, 3]);
});

test('inATopicThatWasMadeAgainAnIdIsThatOfAnotherEvent', async () => {
  const { s, old, next } = await leaving();
  old.receive(update(2, { id: '0-5' }));
  next.welcome({ resume: 'resumed' });
  next.receive({ type: 'reset', reason: 'topic_replaced', cursor: 'n0' });
  next.receive(update(3, { id: '0-5', cursor: 'n1' }));
  await settled();
  assert.deepEqual(s.events, [1, 2, 3]);
});

test('aReplicaThatOrdersPartitionsDifferentlyCausesNoHoleAndNoRepetition', async () => {
  const { s, old, next } = await leaving();
  old.receive(update(2));
  next.welcome({ resume: 'resumed' });
  next.receive(update(5, { cursor: 'c1+5' }));
  next.drop();
  await s.clock.advance(2000);
  const third = await s.live({ resume: 'resumed' });
  assert.equal(third.sent[0].cursor, 'c1+5', 'the cursor is that of the session that is listened to');
  third.receive(update(2));
  third.receive(update(6));
  assert.deepEqual(s.events, [1, 2, 5, 6]);
});

test('aNewSocketThatFailsLeavesTheOldOneInPlaceAndIsTriedAgain', async () => {
  const { s, old, next } = await leaving();
  next.drop();
  assert.equal(s.connection.status.state, 'live');
  old.receive(update(2));
  await s.clock.advance(1000);
  assert.equal(s.sockets.length, 3);
  s.socket.open();
  assert.equal(s.socket.sent[0].cursor, 'c2');
  s.socket.welcome({ resume: 'resumed' });
  s.socket.receive(update(3));
  assert.deepEqual(s.events, [1, 2, 3]);
});

test('anOldSocketThatDiesEarlyKeepsTheSlot', async () => {
  const s = scene();
  (await s.live()).receive({ type: 'goaway', reconnect_in_ms: 9000 });
  s.socket.drop(1012);
  assert.equal(s.connection.status.state, 'reconnecting');
  assert.equal(s.connection.status.retryAt, s.clock.time + 9000);
  await s.clock.advance(9000);
  assert.equal(s.sockets.length, 2);
});

test('anOldSocketThatDiesWhileTheNewOneComesLosesNothing', async () => {
  const { s, old, next } = await leaving();
  old.receive(update(2));
  old.drop(1012);
  assert.equal(s.connection.status.state, 'connecting');
  next.welcome({ resume: 'resumed' });
  next.receive({ type: 'batch', frames: [update(2), update(3)] });
  await settled();
  assert.deepEqual(s.events, [1, 2, 3]);
});

test('theOldestIsClosedForTooManyWhileTheNewOneComesIsNoStop', async () => {
  const { s, old, next } = await leaving();
  old.drop(4009);
  next.welcome({ resume: 'resumed' });
  assert.equal(s.connection.isConnected, true);
});

test('aRefusalOfTheNewSocketThatSaysStopStopsBoth', async () => {
  const { s, old, next } = await leaving();
  next.drop(4003);
  assert.equal(s.connection.status.state, 'stopped');
  assert.equal(old.closed, 1000);
});
