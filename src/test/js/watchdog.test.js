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

test('aSilentServerIsAskedThenGivenUp', async () => {
  const s = scene();
  const socket = await s.live();
  await s.clock.advance(37_500);
  assert.equal(pings(socket), 1);
  assert.equal(s.connection.isConnected, true);
  await s.clock.advance(5_000);
  assert.equal(s.connection.isConnected, false);
  assert.equal(s.connection.status.reason, 'heartbeat-lost');
});

test('anyAnswerSavesTheLine', async () => {
  const s = scene();
  const socket = await s.live();
  await s.clock.advance(37_500);
  socket.receive({ type: 'pong', cursor: 'c1' });
  await s.clock.advance(5_000);
  assert.equal(s.sockets.length, 1);
  assert.equal(s.connection.isConnected, true);
});

test('aTimerThatFiresLateAsksAgainInsteadOfCutting', async () => {
  const s = scene();
  const socket = await s.live();
  await s.clock.advance(37_500);
  s.clock.sleep(60_000);
  await s.clock.advance(0);
  assert.equal(pings(socket), 2, 'the tab was throttled: the pong may be waiting behind this timer');
  assert.equal(s.connection.isConnected, true);
  await s.clock.advance(5_000);
  assert.equal(s.connection.isConnected, false);
});

test('aMachineThatSleptAsksAtOnce', async () => {
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
