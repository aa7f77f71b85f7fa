import assert from 'node:assert/strict';
import { test } from 'node:test';
import { live, opened } from './fake-streams.js';
import { settled, update } from './fakes.js';

test('theTokenAndTheCursorGoIntoHeadersAndNotIntoTheAddress', async () => {
  const { s, gateway, stream } = await live();
  assert.equal(stream.url.href, 'http://gateway.test/events?accept=batch');
  assert.equal(stream.token, 'secret');
  assert.equal(stream.headers.get('accept'), 'text/event-stream');
  assert.equal(stream.cursor, null);
  await stream.receive(update(1));
  await stream.drop();
  await s.clock.advance(1_000);
  await gateway.opened(2);
  assert.equal(gateway.stream.cursor, 'c1');
  assert.equal(gateway.stream.url.search, '?accept=batch');
});

test('theStreamIsBesideTheSocketAlsoUnderAPrefixAndWithParameters', async () => {
  const { gateway } = opened({ url: 'https://gateway.test/prefix/ws?tenant=a/b' });
  const stream = await gateway.opened(1);
  assert.equal(stream.url.href, 'https://gateway.test/prefix/events?tenant=a/b&accept=batch');
});

test('aStreamIsAsASocketToItsPage', async () => {
  const { s, stream } = await live();
  assert.equal(s.sockets.length, 0);
  assert.deepEqual(s.states, ['catching-up', 'live']);
  assert.equal(s.connection.transport, 'sse');
  assert.equal(s.connection.user, 'ada');
  await stream.receive({ type: 'batch', frames: [update(1), update(2)] });
  await stream.receive({ type: 'heartbeat', cursor: 'c2' });
  await stream.receive(update(3));
  assert.deepEqual(s.events, [1, 2, 3]);
  assert.deepEqual(s.problems, []);
});

test('anEventThatComesInPiecesIsOne', async () => {
  const { s, stream } = await live();
  await stream.write('id: c1\r\ndata: {"type":"task_update","event":"task.updated",\r\ndata: "task":{"id":"t",\r');
  await stream.write('\ndata: "n":1},"id":"e1","cursor":"c1"}\r\n\r');
  assert.deepEqual(s.events, [1]);
  await stream.write('\ndata: {"type":"task_update","task":{"n":2}');
  await stream.drop();
  assert.deepEqual(s.events, [1], 'what was cut off reaches nobody');
});

test('aLostStreamComesBackByItself', async () => {
  const { s, gateway, stream } = await live();
  await stream.drop();
  assert.deepEqual(s.connection.status, {
    state: 'reconnecting',
    attempt: 1,
    retryAt: s.clock.time + 1_000,
    code: 1006,
    reason: 'connection-lost',
  });
  await s.clock.advance(1_000);
  await gateway.opened(2);
  await gateway.live({ resume: 'resumed' });
  assert.equal(s.connection.isConnected, true);
  assert.deepEqual(s.problems, []);
});

test('closeEndsTheRequestAndIsSilent', async () => {
  const { s, stream } = await live();
  s.connection.close();
  assert.equal(stream.ended, true);
  await s.clock.advance(600_000);
  assert.deepEqual(s.connection.status, { state: 'stopped', reason: 'closed', code: undefined, fatal: false });
  assert.equal(s.clock.timers.size, 0, 'nothing keeps the process alive');
});

test('aListenerThatClosesInTheMiddleHearsNoMoreAndKeepsItsPlace', async () => {
  const memory = { load: () => memory.place, save: (place) => (memory.place = JSON.parse(place).cursor) };
  const { s, stream } = await live({ store: memory });
  s.connection.on('task.updated', () => s.connection.close());
  await stream.write(`data: ${JSON.stringify(update(1))}\n\ndata: ${JSON.stringify(update(2))}\n\n`);
  assert.deepEqual(s.events, []);
  assert.equal(s.connection.status.reason, 'closed');
  assert.equal(memory.place, 'c0', 'the other listener has not heard it');
});

test('aNewTokenMakesANewStreamBeforeTheOldOneEnds', async () => {
  let n = 0;
  const { s, gateway, stream } = await live({ token: ({ reason }) => `${reason} ${++n}` });
  const before = s.states.length;
  await stream.receive(update(1));
  await stream.receive({ type: 'auth_expiring', expires_at: 0 });
  const next = await gateway.opened(2);
  assert.deepEqual([next.token, next.cursor, stream.ended], ['expiring 2', 'c1', false]);
  await stream.receive(update(2));
  assert.deepEqual(s.events, [1, 2], 'the old one is heard until the new one is welcomed');
  await next.welcome({ resume: 'resumed' });
  await settled();
  assert.equal(stream.ended, true);
  await next.receive({ type: 'batch', frames: [update(2), update(3)] });
  assert.deepEqual(s.events, [1, 2, 3]);
  assert.deepEqual(s.states.slice(before), [], 'nobody noticed');
});

test('aTokenThatIsTheSameAgainMakesNoNewStream', async () => {
  const { s, gateway, stream } = await live({ token: () => 'the same' });
  for (let i = 0; i < 3; i++) {
    await stream.receive({ type: 'auth_expiring', expires_at: 0 });
    await s.clock.advance(2_000);
  }
  assert.equal(gateway.streams.length, 1);
});

test('aNewTokenThatIsRefusedLeavesTheOldStreamInPlaceAndAnotherOneIsFetched', async () => {
  let n = 0;
  const { s, gateway, stream } = await live({ token: ({ reason }) => `${reason} ${++n}` });
  gateway.refuse(401);
  await stream.receive({ type: 'auth_expiring', expires_at: 0 });
  await gateway.opened(2);
  assert.equal(stream.ended, false);
  await s.clock.advance(0);
  await gateway.opened(3);
  assert.equal(gateway.stream.token, 'refused 3');
  await gateway.stream.welcome({ resume: 'resumed' });
  await settled();
  assert.equal(stream.ended, true);
  assert.equal(s.connection.isConnected, true);
});

test('aRenewalThatIsRefusedOnceInAWhileStopsNobody', async () => {
  let n = 0;
  const { s, gateway } = await live({ token: ({ reason }) => `${reason} ${++n}` });
  for (let round = 0; round < 3; round++) {
    await s.clock.advance(10_000);
    gateway.refuse(401);
    await gateway.stream.receive({ type: 'auth_expiring', expires_at: 0 });
    await gateway.opened(2 + 2 * round);
    await s.clock.advance(0);
    await gateway.opened(3 + 2 * round);
    await gateway.stream.welcome({ resume: 'resumed' });
  }
  assert.equal(s.connection.status.state, 'live');
});

test('aServerThatLeavesIsLeftBeforeItEnds', async () => {
  const { s, gateway, stream } = await live();
  await stream.receive({ type: 'goaway', reconnect_in_ms: 3_000 });
  await s.clock.advance(2_999);
  assert.equal(gateway.streams.length, 1);
  await s.clock.advance(1);
  const next = await gateway.opened(2);
  assert.equal(stream.ended, false);
  await next.welcome({ resume: 'resumed' });
  await settled();
  assert.equal(stream.ended, true);
  assert.equal(s.connection.status.state, 'live');
});

test('aSilentStreamIsOpenedAgainInThirtySeconds', async () => {
  const { s, gateway, stream } = await live();
  await s.clock.advance(25_799);
  assert.equal(s.connection.isConnected, true);
  await s.clock.advance(2_101);
  assert.equal(s.connection.isConnected, false);
  assert.equal(s.connection.status.reason, 'heartbeat-lost');
  assert.equal(stream.ended, true);
  await s.clock.advance(1_000);
  await gateway.opened(2);
});

test('heartbeatsAndTheBytesOfALongFrameKeepAStream', async () => {
  const { s, gateway, stream } = await live();
  for (let i = 0; i < 50; i++) {
    await s.clock.advance(25_000);
    await stream.receive({ type: 'heartbeat', cursor: `c${i}` });
  }
  for (let i = 0; i < 5; i++) {
    await s.clock.advance(25_000);
    await stream.write('data: half of a fra');
  }
  assert.equal(gateway.streams.length, 1);
  assert.equal(s.connection.isConnected, true);
});

test('aMachineThatSleptOpensADeadStreamAgainAndAWakeAloneDoesNot', async () => {
  const { s, gateway } = await live();
  for (let i = 0; i < 10; i++) s.wake('pageshow');
  await s.clock.advance(6_000);
  assert.equal(s.connection.isConnected, true, 'a stream that was heard a moment ago is left alone');
  s.clock.sleep(8 * 3_600_000);
  s.wake('pageshow');
  await s.clock.advance(5_000);
  assert.equal(s.connection.status.reason, 'heartbeat-lost');
  await s.clock.advance(1_000);
  await gateway.opened(2);
});

test('theBytesThatWaitedWhileATabWasFrozenSaveItsStream', async () => {
  const { s, stream } = await live();
  s.clock.sleep(8 * 3_600_000);
  await s.clock.advance(0);
  await stream.receive({ type: 'heartbeat', cursor: 'c1' });
  await s.clock.advance(10_000);
  assert.equal(s.connection.isConnected, true);
});

for (const [what, options, heartbeat_ms] of [
  ['aDeadAfterThatIsShorterThanAHeartbeat', { deadAfterMs: 10_000 }, 25_000],
  ['aHeartbeatThatIsLongerThanUsual', {}, 60_000],
]) {
  test(`${what}ReopensNoHealthyStream`, async () => {
    const { s, gateway } = opened(options);
    const stream = await gateway.live({ heartbeat_ms });
    for (let i = 0; i < 5; i++) {
      await s.clock.advance(heartbeat_ms + 2_000); // a timer of the gateway may be late
      await stream.receive({ type: 'heartbeat', cursor: 'c0' });
    }
    assert.deepEqual([gateway.streams.length, s.connection.isConnected], [1, true]);
    await s.clock.advance(heartbeat_ms + 10_000);
    assert.equal(stream.ended, true, 'one that is silent for longer is given up');
  });
}

test('aFrameAfterTheCloseOfTheConnectionStartsNoTimer', async () => {
  const { s, stream } = await live();
  await s.clock.advance(2_000);
  const heard = stream.receive({ type: 'heartbeat', cursor: 'c0' });
  s.connection.close();
  await heard;
  await settled();
  assert.equal(s.clock.timers.size, 0);
});
