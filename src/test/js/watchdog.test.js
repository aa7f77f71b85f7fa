import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scene } from './fakes.js';

const pings = (socket) => socket.sent.filter(({ type }) => type === 'ping').length;

test('heartbeatsKeepALineWithoutAWordFromUs', async () => {
  const s = scene();
  const socket = await s.live();
  for (let i = 0; i < 100; i++) {
    await s.clock.advance(25_000);
    socket.receive({ type: 'heartbeat', cursor: `c${i}` });
  }
  assert.equal(pings(socket), 0);
  assert.equal(s.sockets.length, 1);
});

test('aSilentServerIsAskedThenGivenUpWithinThirtySeconds', async () => {
  const s = scene();
  const socket = await s.live();
  await s.clock.advance(25_800);
  assert.equal(pings(socket), 1);
  assert.equal(s.connection.isConnected, true);
  await s.clock.advance(2_100);
  assert.equal(s.connection.isConnected, false);
  assert.equal(s.connection.status.reason, 'heartbeat-lost');
});

test('aShorterDeadlineNoticesADeadLineSooner', async () => {
  const s = scene({ deadAfterMs: 4_000 });
  await s.live();
  await s.clock.advance(4_000);
  assert.equal(s.connection.isConnected, false);
});

test('aHeartbeatThatIsASecondLateIsNotAskedFor', async () => {
  const s = scene();
  const socket = await s.live();
  for (let i = 0; i < 20; i++) {
    await s.clock.advance(25_700);
    socket.receive({ type: 'heartbeat', cursor: `c${i}` });
  }
  assert.equal(pings(socket), 0);
});

test('anyAnswerSavesTheLine', async () => {
  const s = scene();
  const socket = await s.live();
  await s.clock.advance(25_800);
  socket.receive({ type: 'pong', cursor: 'c1' });
  await s.clock.advance(5_000);
  assert.equal(s.sockets.length, 1);
  assert.equal(s.connection.isConnected, true);
});

test('whileItIsAskedWhatIsShownMayBeStaleAndTheStatusSaysSo', async () => {
  const s = scene();
  const socket = await s.live();
  const seen = [];
  s.connection.onStatus(({ state, stale }) => seen.push([state, stale]));
  await s.clock.advance(25_800);
  assert.deepEqual(s.connection.status, { state: 'live', stale: true, transport: 'websocket' });
  assert.equal(s.connection.isConnected, true);
  socket.receive({ type: 'pong', cursor: 'c1' });
  assert.deepEqual(s.connection.status, { state: 'live', stale: false, transport: 'websocket' });
  assert.deepEqual(seen.slice(-2), [
    ['live', true],
    ['live', false],
  ]);
});

test('aWakeOfALineThatIsHeardIsNotStale', async () => {
  const s = scene();
  const socket = await s.live();
  await s.clock.advance(10_000);
  s.wake('pageshow');
  assert.equal(pings(socket), 1);
  assert.deepEqual(s.connection.status, { state: 'live', stale: false, transport: 'websocket' });
});

test('aLookThatComesTooLateOpensTheNextSessionBesideThisOneWithoutWaitingForTimers', async () => {
  const s = scene();
  const socket = await s.live();
  s.clock.sleep(60_000);
  await s.clock.advance(0);
  assert.equal(s.connection.isConnected, true, 'the line may be good: an answer may be on its way');
  assert.equal(s.sockets.length, 2);
  await s.live({ resume: 'resumed' });
  assert.equal(socket.closed, 1000);
  assert.deepEqual(s.connection.status, { state: 'live', stale: false, transport: 'websocket' });
});

test('aMachineThatSleptAsksImmediately', async () => {
  const s = scene();
  const socket = await s.live();
  s.clock.sleep(8 * 3_600_000);
  await s.clock.advance(0);
  assert.equal(pings(socket), 1);
});

test('aClockThatWasSetBackDoesNotBlindTheWatchdog', async () => {
  const s = scene();
  const socket = await s.live();
  s.clock.sleep(-3_600_000);
  for (const timer of s.clock.timers.values()) timer.at -= 3_600_000;
  await s.clock.advance(60_000);
  assert.equal(pings(socket) > 0, true);
});

test('aWakeAsksALiveLineOnceAndDoesNotExtendItsDeadline', async () => {
  const s = scene();
  const socket = await s.live();
  for (let i = 0; i < 10; i++) {
    s.wake('pageshow');
    await s.clock.advance(600);
  }
  assert.equal(pings(socket), 1);
  assert.equal(s.connection.isConnected, false);
});

test('aWakeAsksAgainWhereTheBrowserHeldTheAnswersTimerBack', async () => {
  const s = scene();
  const socket = await s.live();
  s.wake('pageshow');
  s.clock.sleep(20_000); // the timer of the first question has not fired
  s.wake('pageshow');
  assert.equal(pings(socket), 2);
  await s.clock.advance(5_000);
  assert.equal(s.connection.isConnected, false);
});

test('aHiddenPageLooksAtItsLineWhenTheNetworkComesBackOrItIsThawed', async () => {
  const s = scene();
  const socket = await s.live();
  s.hidden = true;
  s.wake('visibilitychange');
  assert.equal(pings(socket), 0);
  s.wake('online');
  assert.equal(pings(socket), 1);
});
