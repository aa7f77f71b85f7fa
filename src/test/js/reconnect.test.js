import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scene, settled, update } from './fakes.js';

test('aLostLineComesBackByItselfWithTheCursor', async () => {
  const s = scene();
  (await s.live()).receive(update(7));
  s.socket.drop();
  assert.deepEqual(s.connection.status, {
    state: 'reconnecting',
    attempt: 1,
    retryAt: s.clock.time + 1000,
    code: 1006,
    reason: 'connection-lost',
  });
  await s.clock.advance(999);
  assert.equal(s.sockets.length, 1);
  await s.clock.advance(1);
  s.socket.open();
  assert.equal(s.socket.sent[0].cursor, 'c7');
});

test('aSnapshotThatComesWhileTheLineIsDownMakesNothingLive', async () => {
  const s = scene();
  let loaded;
  s.connection.onReset(() => new Promise((resolve) => (loaded = resolve)));
  await s.live();
  s.socket.drop();
  loaded();
  await settled();
  assert.equal(s.connection.status.state, 'reconnecting');
  assert.equal(s.connection.isConnected, false);
});

test('itTriesWithoutEndWithGrowingDelays', async () => {
  const s = scene();
  const waits = [];
  for (let i = 0; i < 9; i++) {
    await settled();
    s.socket.drop();
    waits.push(s.connection.status.retryAt - s.clock.time);
    await s.clock.advance(waits.at(-1));
  }
  assert.deepEqual(
    waits,
    [1, 2, 4, 8, 16, 30, 30, 30, 30].map((seconds) => seconds * 1000),
  );
});

test('theScheduleStartsAgainOnlyAfterASessionThatLasted', async () => {
  const s = scene();
  const wait = async (livedMs) => {
    await s.live({ resume: 'resumed' });
    await s.clock.advance(livedMs);
    s.socket.drop();
    const ms = s.connection.status.retryAt - s.clock.time;
    await s.clock.advance(ms);
    return ms;
  };
  assert.equal(await wait(10), 1000);
  assert.equal(await wait(10), 2000, 'a welcome alone proves nothing');
  assert.equal(await wait(10), 4000);
  assert.equal(await wait(5000), 1000);
});

for (const code of [1000, 1001, 1008, 1011, 1012, 1013, 4008, 1006]) {
  test(`itComesBackAfter${code}`, async () => {
    const s = scene();
    (await s.live()).drop(code);
    await s.clock.advance(1000);
    assert.equal(s.sockets.length, 2);
  });
}

for (const code of [1003, 1007, 1009, 4003, 4009]) {
  test(`itStopsAfter${code}`, async () => {
    const s = scene({ token: () => 'new' });
    (await s.live()).drop(code, 'words of the server');
    s.wake('online');
    await s.clock.advance(600_000);
    assert.equal(s.sockets.length, 1);
    assert.deepEqual(s.connection.status, { state: 'stopped', reason: 'words of the server', code, fatal: true });
  });
}

test('aServerThatNeverWelcomesIsGivenUp', async () => {
  const s = scene();
  await settled();
  s.socket.open();
  const first = s.socket;
  await s.clock.advance(15_000);
  assert.equal(first.closed, 1000);
  assert.equal(s.connection.status.state, 'reconnecting');
  first.welcome();
  assert.equal(s.connection.isConnected, false, 'its late welcome reaches nobody');
});

test('offlineItWaitsAndOnlineItComesBack', async () => {
  const s = scene();
  await s.live();
  s.online = false;
  s.socket.drop();
  assert.equal(s.connection.status.state, 'offline');
  await s.clock.advance(3_600_000);
  assert.equal(s.sockets.length, 1);
  s.online = true;
  s.wake('online');
  await s.clock.advance(1000);
  assert.equal(s.sockets.length, 2);
});

test('aWakeShortensALongWaitAndNeverLengthensAShortOne', async () => {
  const s = scene({ backoffMs: 1000 });
  for (let i = 0; i < 5; i++) {
    await settled();
    s.socket.drop();
    if (i < 4) await s.clock.advance(s.connection.status.retryAt - s.clock.time);
  }
  assert.equal(s.connection.status.retryAt - s.clock.time, 16_000);
  s.wake('pageshow');
  assert.equal(s.connection.status.retryAt - s.clock.time, 1000);
  await s.clock.advance(600);
  s.wake('pageshow');
  assert.equal(s.connection.status.retryAt - s.clock.time, 400);
});
