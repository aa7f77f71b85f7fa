import assert from 'node:assert/strict';
import { test } from 'node:test';
import { again, page, refuse } from './fake-pages.js';
import { settled } from './fakes.js';

const PROBLEM = { 'content-type': 'application/problem+json' };

/** Failures that must not count as blocked WebSockets. */
test('aGatewayThatIsDownIsNotTakenForBlockedSocketsHoweverLong', async () => {
  const { s, gateway } = page();
  gateway.up = false;
  for (let i = 0; i < 20; i++) {
    await refuse(s);
    await again(s);
  }
  gateway.up = true;
  await s.live();
  assert.equal(s.connection.transport, 'websocket');
  assert.equal(gateway.streams.length, 0);
});

test('aLoadBalancerThatAnswersForAGatewayThatIsDownIsNoAnswer', async () => {
  for (const status of [200, 302, 404, 429, 502, 503]) {
    const { s, gateway } = page();
    s.fetch = () => new Response(null, { status, headers: status === 200 ? { 'content-type': 'text/html' } : PROBLEM });
    for (let i = 0; i < 5; i++) {
      await refuse(s);
      await again(s);
    }
    assert.deepEqual([s.sockets.length, gateway.streams.length], [6, 0], `${status}`);
  }
});

test('anAnswerThatComesMuchLaterIsNoAnswer', async () => {
  const { s, gateway } = page();
  const answers = [];
  s.fetch = () => new Promise((resolve) => answers.push(resolve));
  for (let i = 0; i < 5; i++) {
    await refuse(s);
    await s.clock.advance(30_000);
  }
  answers.forEach((answer) => answer(new Response('{}', { status: 401, headers: PROBLEM }))); // the network is back, and with it every request that hung
  await settled();
  const { length } = s.sockets;
  for (let i = 1; i <= 2; i++) {
    await refuse(s);
    await s.clock.advance(30_000);
    assert.equal(s.sockets.length, length + i);
  }
});

test('aLineThatIsLostLaterIsNoBlockedSocket', async () => {
  const { s, gateway } = page();
  for (let i = 0; i < 5; i++) {
    await s.live(i ? { resume: 'resumed' } : {});
    s.socket.drop();
    await again(s);
  }
  assert.deepEqual([s.sockets.length, gateway.asked], [6, 0]);
});

test('aSocketThatIsNeededNextToOneThatIsThereCountsForNothing', async () => {
  const { s, gateway } = page();
  const current = await s.live();
  current.receive({ type: 'goaway', reconnect_in_ms: 10 });
  await s.clock.advance(10);
  for (let i = 0; i < 3; i++) {
    await refuse(s);
    await s.clock.advance(20_000);
    current.receive({ type: 'heartbeat', cursor: 'c1' });
  }
  assert.ok(s.sockets.length >= 5, 'it is tried again');
  assert.equal(s.connection.transport, 'websocket');
  assert.equal(gateway.streams.length, 0);
});

test('offlineNothingIsTriedAndNothingCounted', async () => {
  const { s, gateway } = page();
  await settled();
  s.online = false;
  gateway.up = false;
  s.socket.drop();
  for (let i = 0; i < 10; i++) {
    s.wake('offline');
    await s.clock.advance(60_000);
  }
  s.online = gateway.up = true;
  s.wake('online');
  await s.clock.advance(1_000);
  await s.live();
  assert.equal(s.connection.transport, 'websocket');
});

test('oneBlockedAttemptBetweenGoodOnesCountsForNothing', async () => {
  const { s, gateway } = page();
  for (let i = 0; i < 5; i++) {
    await refuse(s);
    await again(s);
    await s.live(i ? { resume: 'resumed' } : {});
    assert.equal(s.connection.transport, 'websocket', `round ${i}`);
    s.socket.drop();
    await again(s);
  }
  assert.deepEqual([s.sockets.length, gateway.streams.length], [11, 0]);
});

test('anAnswerOfTheGatewayByASocketIsNoBlockedSocket', async () => {
  for (const code of [1012, 1013, 1008]) {
    const { s, gateway } = page();
    for (let i = 0; i < 5; i++) {
      await refuse(s, code);
      await again(s);
    }
    assert.deepEqual([s.sockets.length, gateway.asked], [6, 0], `${code}`);
  }
});

test('aTokenThatCannotBeFetchedIsNoBlockedSocket', async () => {
  let away = true;
  const { s, gateway } = page({
    token: () => {
      if (away) throw new Error('the sign-in service is away');
      return 'token';
    },
  });
  for (let i = 0; i < 5; i++) {
    await settled();
    await again(s);
  }
  away = false;
  await again(s);
  await settled();
  assert.deepEqual([s.sockets.length, gateway.asked], [1, 0]);
});
