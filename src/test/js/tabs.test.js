import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneSocket } from '../../main/webapp/client/tabs.js';
import { FakeAir, sockets, three } from './fake-tabs.js';
import { scene, settled, update } from './fakes.js';

test('oneSocketServesAllTabsAndEachHearsEveryEventOnce', async () => {
  const { quiet, a, c, d } = await three();
  assert.deepEqual(sockets(a, c, d), [1, 0, 0]);
  for (const tab of [a, c, d]) {
    assert.equal(tab.connection.status.state, 'live');
    assert.equal(tab.connection.isConnected, true);
    assert.equal(tab.connection.user, 'ada');
  }
  a.socket.receive({ type: 'batch', frames: [update(1), update(2)] });
  a.socket.receive(update(3));
  await quiet();
  for (const tab of [a, c, d]) assert.deepEqual(tab.events, [1, 2, 3]);
});

test('aTabThatComesLaterLoadsItsOwnSnapshotAndHearsOnlyWhatComesThen', async () => {
  const { open, quiet, a } = await three();
  a.socket.receive(update(1));
  await quiet();
  const late = open();
  const reasons = [];
  late.connection.onReset(({ reason }) => reasons.push(reason));
  await quiet();
  assert.deepEqual(reasons, ['fresh']);
  a.socket.receive(update(2));
  await quiet();
  assert.deepEqual(late.events, [2]);
  assert.deepEqual(sockets(a, late), [1, 0]);
});

test('eachTabWaitsForItsOwnSnapshot', async () => {
  const { open, quiet, a, clock } = await three();
  const slow = open();
  let loaded;
  slow.connection.onReset(() => new Promise((resolve) => (loaded = resolve)));
  await quiet();
  a.socket.receive(update(1));
  await quiet();
  assert.equal(slow.connection.status.state, 'catching-up');
  assert.deepEqual(slow.events, []);
  assert.deepEqual(a.events, [1]);
  loaded();
  await clock.advance(0);
  assert.equal(slow.connection.status.state, 'live');
  assert.deepEqual(slow.events, [1]);
});

test('whenTheLeaderGoesTheNextOneResumesAndNobodyMissesOrRepeatsAnything', async () => {
  const { quiet, clock, a, c, d } = await three();
  a.socket.receive(update(1));
  await quiet();
  a.connection.close();
  await quiet();
  assert.equal(a.socket.closed, 1000);
  assert.deepEqual(sockets(c, d), [1, 0]);
  c.socket.open();
  assert.equal(c.socket.sent[0].cursor, 'c1');
  c.socket.welcome({ resume: 'resumed', cursor: 'c1' });
  c.socket.receive(update(2));
  await clock.advance(200);
  await quiet();
  assert.deepEqual(
    [a, c, d].map((tab) => tab.events),
    [[1], [1, 2], [1, 2]],
  );
  assert.deepEqual(
    [c, d].map((tab) => tab.connection.status.state),
    ['live', 'live'],
  );
});

test('aSuspendedLeaderLosesTheLockAndFollowsWhenItWakes', async () => {
  const { quiet, clock, a, c, d } = await three();
  a.tab.suspended = true;
  c.wake('pageshow');
  await clock.advance(5000);
  assert.deepEqual(sockets(c), [1]);
  await c.live({ resume: 'resumed', cursor: 'c0' });
  c.socket.receive(update(1));
  a.tab.suspended = false;
  await quiet();
  assert.equal(a.socket.closed, 1000);
  for (const tab of [a, c, d]) assert.deepEqual(tab.events, [1]);
  await clock.advance(200);
  await quiet();
  assert.equal(a.connection.status.state, 'live');
  assert.equal(a.sockets.length, 1, 'the socket is over there now');
});

test('aLeaderThatIsRefusedLetsTheNextOneTry', async () => {
  const { quiet, clock, a, c, d } = await three();
  a.socket.drop(4001);
  await quiet();
  assert.equal(a.connection.status.state, 'stopped');
  assert.deepEqual(sockets(c, d), [1, 0]);
  await c.live({ resume: 'resumed' });
  await clock.advance(200);
  await quiet();
  assert.equal(d.connection.status.state, 'live');
});

test('allTabsKnowThatTheLineIsDown', async () => {
  const { quiet, clock, a, c, d } = await three();
  a.socket.drop();
  await quiet();
  for (const tab of [a, c, d]) assert.deepEqual(tab.connection.status, a.connection.status);
  assert.equal(d.connection.status.state, 'reconnecting');
  assert.ok(d.connection.status.retryAt > clock.time);
  assert.equal(d.connection.isConnected, false);
});

test('aTabThatIsLookedAtWakesTheLeader', async () => {
  const { quiet, clock, a, d } = await three({ backoffMs: 10_000 });
  a.socket.drop();
  await quiet();
  await clock.advance(1);
  a.random = () => 0;
  d.wake('pageshow');
  await quiet();
  await clock.advance(10_000);
  assert.equal(a.sockets.length, 2);
});

test('whenAnotherUserSignsInOverThereThisTabGetsItsOwnSocket', async () => {
  const { quiet, clock, a, c } = await three({ backoffMs: 1 });
  a.socket.drop();
  await clock.advance(1);
  await a.live({ user: 'grace', resume: 'resumed' });
  a.socket.receive(update(1, { task: { id: 'private', n: 1 } }));
  await quiet();
  assert.deepEqual(c.events, []);
  assert.equal(c.sockets.length, 1);
  await c.live({ resume: 'resumed' });
  c.socket.receive(update(2));
  assert.deepEqual(c.events, [2]);
});

test('tabsOfAnotherUserAreStrangers', async () => {
  const { open, quiet, a } = await three();
  const grace = open({ user: 'grace' });
  await quiet();
  assert.equal(grace.sockets.length, 1);
  a.socket.receive(update(1));
  await quiet();
  assert.deepEqual(grace.events, []);
});

test('withoutLocksEveryTabHasASocketOfItsOwn', async () => {
  const none = scene({ tabs: oneSocket('ada', { locks: undefined, BroadcastChannel: undefined }) });
  await none.live();
  assert.equal(none.connection.isConnected, true);
  const forbidden = { request: () => Promise.reject(new DOMException('opaque origin', 'SecurityError')) };
  const air = new FakeAir();
  const s = scene({ tabs: oneSocket('ada', { locks: forbidden, BroadcastChannel: air.channelOf({}) }) });
  await settled();
  await s.live();
  assert.equal(s.connection.isConnected, true);
  assert.equal(air.ears.size, 0);
});

test('closedTabsLeaveNothingBehind', async () => {
  const { quiet, clock, air, a, c, d } = await three();
  for (const tab of [c, a, d]) {
    tab.connection.close();
    await quiet();
  }
  assert.deepEqual(sockets(c, d), [0, 1]);
  assert.equal(air.ears.size, 0);
  assert.equal(clock.timers.size, 0);
  for (const tab of [a, c, d]) assert.equal(tab.connection.status.state, 'stopped');
});

test('aReloadedTabWithAStoreGoesOnWhereItWas', async () => {
  const { open, quiet, a } = await three();
  const memory = { load: () => memory.place, save: (place) => (memory.place = place) };
  const before = open({ store: memory });
  await quiet();
  a.socket.receive(update(1));
  await quiet();
  before.connection.close();
  a.socket.receive(update(2));
  await quiet();
  const after = open({ store: memory });
  const reasons = [];
  after.connection.onReset(({ reason }) => reasons.push(reason));
  await quiet();
  assert.deepEqual([before.events, after.events, reasons], [[1], [2], []]);
});
