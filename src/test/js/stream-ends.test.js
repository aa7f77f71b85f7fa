import assert from 'node:assert/strict';
import { test } from 'node:test';
import { live, opened } from './fake-streams.js';
import { scene } from './fakes.js';

/** How a stream is refused, and how it ends. */
test('theEndThatTheServerSaysIsThatOfASocketAndItsWaitIsKept', async () => {
  const { s, stream } = await live();
  await stream.close(1013, 'no room', 4_000);
  const { code, reason, retryAt } = s.connection.status;
  assert.deepEqual([code, reason, retryAt - s.clock.time], [1013, 'no room', 5_000]);
});

test('anEndBeforeTheWelcomeIsHeardToo', async () => {
  const { s, gateway } = opened();
  const stream = await gateway.opened(1);
  await stream.close(1013);
  assert.equal(s.connection.status.code, 1013);
});

for (const code of [4003, 4009]) {
  test(`itStopsAfter${code}`, async () => {
    const { s, gateway, stream } = await live({ token: () => 'new' });
    await stream.close(code);
    await s.clock.advance(600_000);
    assert.deepEqual(s.connection.status, { state: 'stopped', reason: 'words of the server', code, fatal: true });
    assert.equal(gateway.streams.length, 1);
  });
}

test('aRefusedTokenIsReplacedOnceAndImmediately', async () => {
  let n = 0;
  const { s, gateway } = opened({ token: ({ reason }) => `${reason} ${++n}` });
  gateway.refuse(401, { 'www-authenticate': 'Bearer' }, { title: 'Unauthorized', detail: 'the token expired' });
  await gateway.opened(1);
  gateway.refuse(401);
  await s.clock.advance(0);
  await gateway.opened(2);
  assert.equal(gateway.stream.token, 'refused 2');
  await s.clock.advance(600_000);
  assert.equal(gateway.streams.length, 2);
  assert.deepEqual(s.connection.status, { state: 'stopped', reason: 'http-401', code: 4001, fatal: true });
});

test('aForeignPageStops', async () => {
  const { s, gateway } = opened();
  gateway.refuse(403);
  await gateway.opened(1);
  assert.deepEqual(s.connection.status, { state: 'stopped', reason: 'http-403', code: 4003, fatal: true });
});

for (const status of [429, 503]) {
  test(`after${status}ItWaitsAsLongAsItWasTold`, async () => {
    const { s, gateway } = opened();
    gateway.refuse(status, { 'retry-after': '30' }, { detail: 'no room' });
    await gateway.opened(1);
    const { state, code, reason, retryAt } = s.connection.status;
    assert.deepEqual([state, code, reason], ['reconnecting', 1013, 'no room']);
    assert.equal(retryAt - s.clock.time, 31_000, 'and a random time more, so that not all come back together');
    s.wake('pageshow');
    assert.equal(s.connection.status.retryAt - s.clock.time, 30_000, 'also when somebody looks at the page');
  });
}

test('aTimeToComeBackMayBeADateAndHasALimit', async () => {
  for (const [after, ms] of [
    [new Date(1_020_000).toUTCString(), 20_000],
    [new Date(0).toUTCString(), 0],
    ['9999999999', 300_000],
    ['soon', 0],
    ['', 0],
  ]) {
    const { s, gateway } = opened();
    gateway.refuse(503, { 'retry-after': after });
    await gateway.opened(1);
    assert.equal(s.connection.status.retryAt - s.clock.time, ms + 1_000, after);
  }
});

for (const status of [400, 401, 403, 404, 405, 406, 429, 502, 503]) {
  test(`whatStandsOnTheWayAndAnswers${status}IsALostLine`, async () => {
    const { s, gateway } = opened();
    gateway.refuse(status, { 'content-type': 'text/html' }, { detail: 'sign in to the network of this hotel' });
    await gateway.opened(1);
    const { state, code, reason } = s.connection.status;
    assert.deepEqual([state, code, reason], ['reconnecting', 1006, `http-${status}`]);
  });
}

for (const [status, code] of [
  [400, 1007],
  [405, 1003],
  [406, 1003],
]) {
  test(`aRequestThatTheGatewayRefusesWith${status}IsNotSentAgain`, async () => {
    const { s, gateway } = opened({ token: () => 'new' });
    gateway.refuse(status, { 'content-type': 'application/problem+json;charset=utf-8' }, { detail: 'channel in the URL' });
    await gateway.opened(1);
    await s.clock.advance(600_000);
    assert.deepEqual(s.connection.status, { state: 'stopped', reason: 'channel in the URL', code, fatal: true });
    assert.equal(gateway.streams.length, 1);
  });
}

test('aProblemThatTheProtocolDoesNotKnowIsALostLine', async () => {
  const { s, gateway } = opened();
  gateway.refuse(404, {}, { detail: 'not here' });
  await gateway.opened(1);
  assert.deepEqual([s.connection.status.state, s.connection.status.reason], ['reconnecting', 'not here']);
});

test('aRedirectIsNotFollowed', async () => {
  const { s, gateway } = opened();
  const { fetch } = s;
  const inits = [];
  s.fetch = (address, init) => (inits.push(init), fetch(address, init));
  await gateway.opened(1);
  assert.equal(inits[0].redirect, 'error');
});

test('aPageThatIsNoStreamIsNotRead', async () => {
  const { s, gateway } = opened();
  gateway.refusal = new Response('data: {"type":"welcome"}\n\n', { headers: { 'content-type': 'text/html' } });
  await gateway.opened(1);
  assert.equal(s.connection.status.reason, 'no-event-stream');
});

test('aPlatformWithoutStreamsIsSaidClearly', async () => {
  const { ReadableStream } = globalThis;
  try {
    globalThis.ReadableStream = undefined; // like React Native
    const s = scene({ transports: ['sse'] });
    for (let i = 0; i < 100 && !s.problems.length; i++) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.match(s.problems[0].message, /no streams.*only WebSockets work here/);
    assert.equal(s.connection.status.reason, 'cannot-open');
    s.connection.close();
  } finally {
    globalThis.ReadableStream = ReadableStream;
  }
});
