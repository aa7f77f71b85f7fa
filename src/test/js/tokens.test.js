import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scene, settled } from './fakes.js';

const freshTokens = () => {
  const why = [];
  const token = async ({ reason }) => (why.push(reason), `token ${why.length}`);
  return { why, token };
};

test('aRefusedTokenIsReplacedOnceAndImmediately', async () => {
  const { why, token } = freshTokens();
  const s = scene({ token });
  await settled();
  s.socket.open();
  s.socket.drop(4001);
  await s.clock.advance(0);
  s.socket.open();
  assert.equal(s.socket.sent[0].token, 'token 2');
  assert.deepEqual(why, ['connect', 'refused']);
  s.socket.drop(4001);
  await s.clock.advance(600_000);
  assert.equal(s.sockets.length, 2);
  assert.deepEqual(s.connection.status, { state: 'stopped', reason: 'refused', code: 4001, fatal: true });
});

test('aServerThatWelcomesAndThenRefusesMakesNoHotLoop', async () => {
  const s = scene({ token: freshTokens().token });
  for (let i = 0; i < 2; i++) {
    await s.live();
    s.socket.drop(4001);
    await s.clock.advance(0);
  }
  assert.equal(s.sockets.length, 2);
  assert.equal(s.connection.status.state, 'stopped');
});

test('aTokenThatExpiresAfterALongSessionIsReplacedEveryTime', async () => {
  const { why, token } = freshTokens();
  const s = scene({ token });
  for (let i = 0; i < 4; i++) {
    await s.live({ resume: i ? 'resumed' : 'fresh' });
    await s.clock.advance(10_000);
    s.socket.drop(4001);
    await s.clock.advance(0);
  }
  assert.deepEqual(why, ['connect', 'refused', 'refused', 'refused', 'refused']);
});

test('aSecondSessionThatHasARefusedTokenIsNotASecondRefusal', async () => {
  const { why, token } = freshTokens();
  const s = scene({ token });
  await s.live();
  const old = s.socket;
  s.socket.receive({ type: 'goaway', reconnect_in_ms: 10 });
  await s.clock.advance(20);
  assert.notEqual(s.socket, old);
  const second = s.socket;
  old.drop(4001);
  second.drop(4001);
  await s.clock.advance(100);
  s.socket.open();
  assert.equal(s.socket.sent[0].token, 'token 2');
  assert.deepEqual(why, ['connect', 'refused']);
  assert.notEqual(s.connection.status.state, 'stopped');
});

/** Which of the two refusals is read first is chance; by then a session with a new token may be on its way. */
for (const wait of [0, 20]) {
  test(`soItIsWhereTheSecondSessionIsRefusedFirst, by ${wait} ms`, async () => {
    const { why, token } = freshTokens();
    const s = scene({ token });
    await s.live();
    const old = s.socket;
    s.socket.receive({ type: 'goaway', reconnect_in_ms: 10 });
    await s.clock.advance(20);
    const second = s.socket;
    assert.equal(s.sockets.length, 2);
    second.open();
    assert.equal(second.sent[0].token, 'token 1');
    second.drop(4001);
    await s.clock.advance(wait);
    old.drop(4001);
    await s.clock.advance(100);
    await s.live({ resume: 'resumed' });
    assert.equal(s.socket.sent[0].token, 'token 2');
    assert.deepEqual(why, ['connect', 'refused']);
    assert.equal(s.connection.isConnected, true);
  });
}

test('aPlainTokenThatIsRefusedIsTheEnd', async () => {
  const s = scene();
  await settled();
  s.socket.open();
  s.socket.drop(4001);
  assert.equal(s.connection.status.state, 'stopped');
});

test('aTokenThatCannotBeFetchedIsReportedAndTriedAgain', async () => {
  let failures = 2;
  const s = scene({
    token: () => {
      if (failures-- > 0) throw new Error('login is down');
      return 'token';
    },
  });
  await s.clock.advance(3000);
  await s.live();
  assert.equal(s.connection.isConnected, true);
  assert.deepEqual(
    s.problems.map(({ message }) => message),
    ['login is down', 'login is down'],
  );
});

test('aTokenThatComesTooLateIsNotUsed', async () => {
  let hand;
  const s = scene({ token: () => new Promise((resolve) => (hand ??= resolve)) });
  await s.clock.advance(15_000);
  assert.equal(s.connection.status.reason, 'timeout');
  hand('late');
  await settled();
  assert.equal(s.sockets.length, 0);
});

test('anExpiringTokenIsRenewedWithoutInterruption', async () => {
  const { why, token } = freshTokens();
  const s = scene({ token });
  (await s.live()).receive({ type: 'auth_expiring', expires_at: 0 });
  await settled();
  assert.deepEqual(s.socket.sent.at(-1), { type: 'auth', token: 'token 2' });
  assert.deepEqual(why, ['connect', 'expiring']);
  s.socket.receive({ type: 'auth_ok', expires_at: 0 });
  assert.equal(s.sockets.length, 1);
});

test('aServerThatAnnouncesWithoutEndIsAnsweredEveryTenSeconds', async () => {
  const { why, token } = freshTokens();
  const s = scene({ token });
  await s.live();
  for (let i = 0; i < 999; i++) {
    s.socket.receive({ type: 'auth_expiring', expires_at: i });
    await s.clock.advance(50);
  }
  assert.equal(why.filter((reason) => reason === 'expiring').length, 5);
  assert.equal(s.sockets.length, 1);
});

test('aServerThatSendsUsOnAndOnGetsTheTokenThatIsThere', async () => {
  const { why, token } = freshTokens();
  const s = scene({ token });
  await s.live();
  for (let i = 0; i < 100; i++) {
    s.socket.receive({ type: 'goaway', reconnect_in_ms: 0 });
    await s.clock.advance(50);
    await s.live({ resume: 'resumed' });
  }
  assert.equal(s.sockets.length, 101);
  assert.deepEqual(why, ['connect']);
});

test('anAnnouncementThatComesTooSoonIsAnsweredLater', async () => {
  const { token } = freshTokens();
  const s = scene({ token });
  await s.live();
  for (const expires_at of [1, 2]) {
    s.socket.receive({ type: 'auth_expiring', expires_at });
    await s.clock.advance(1_000);
  }
  assert.deepEqual(s.socket.sent.at(-1), { type: 'auth', token: 'token 2' });
  await s.clock.advance(9_000);
  assert.deepEqual(s.socket.sent.at(-1), { type: 'auth', token: 'token 3' });
});

test('neverMoreThanOneCallIsUnderWay', async () => {
  let [now, most] = [0, 0];
  const s = scene({
    token: async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => s.clock.setTimeout(resolve, 4_000));
      now--;
      return 'slow';
    },
  });
  await s.clock.advance(4_000);
  await s.live();
  for (let i = 0; i < 40; i++) {
    s.socket.receive({ type: 'auth_expiring', expires_at: i });
    if (i % 5 === 4) s.socket.drop();
    await s.clock.advance(2_000);
    if (s.socket.readyState === 0) await s.live({ resume: 'resumed' });
  }
  assert.equal(most, 1);
});

test('aTokenThatIsNullSaysThatTheUserSignedOutAndTheClientStopsWithoutAnError', async () => {
  const s = scene({ token: () => null });
  const iteration = s.connection[Symbol.asyncIterator]().next();
  await settled();
  const { state, reason, fatal } = s.connection.status;
  assert.deepEqual([state, reason, fatal], ['stopped', 'signed-out', false]);
  assert.deepEqual([s.problems, s.sockets.length, s.clock.timers.size], [[], 0, 0]);
  assert.deepEqual(await iteration, { value: undefined, done: true });
});

test('aTokenThatIsNoTextIsReportedAndAskedForAgainWithBackoff', async () => {
  const answers = [undefined, '', 0, false, { token: 'x' }];
  const s = scene({ token: () => (answers.length ? answers.shift() : 'good') });
  await settled();
  assert.equal(s.connection.status.state, 'reconnecting');
  await s.clock.advance(1_000 + 2_000 + 4_000 + 8_000);
  assert.deepEqual(answers, []);
  await s.clock.advance(16_000);
  const socket = await s.live();
  assert.equal(socket.sent[0].token, 'good');
  assert.equal(s.sockets.length, 1);
  assert.deepEqual(s.problems.map(({ code, message }) => [code, message]), Array(5).fill(['token', 'gave no text']));
});

/** Calls of `token` that the test answers. */
function hanging() {
  const calls = [];
  return { calls, token: () => new Promise((resolve) => calls.push(resolve)) };
}

test('aCallThatWasGivenUpAndSaysLaterThatTheUserSignedOutStopsNothing', async () => {
  const { calls, token } = hanging();
  const s = scene({ token });
  await s.clock.advance(16_000);
  calls[1]('good');
  await s.live();
  calls[0](null);
  await settled();
  assert.equal(s.connection.isConnected, true);
  assert.deepEqual(s.problems, []);
});

test('aCallThatWasGivenUpAndEndsLaterLeavesItsSuccessorAlone', async () => {
  const { calls, token } = hanging();
  const s = scene({ token });
  for (const given of ['refused', 'good']) {
    await settled();
    calls.at(-1)(given);
    await s.live();
    if (given === 'refused') s.socket.drop(4001);
    await s.clock.advance(0);
  }
  s.socket.receive({ type: 'goaway', reconnect_in_ms: 10 });
  for (const ms of [10, 15_000, 2_000]) await s.clock.advance(ms);
  assert.equal(calls.length, 4, 'the third one was given up');
  calls[2]('late');
  await settled();
  s.socket.receive({ type: 'auth_expiring', expires_at: 0 });
  await settled();
  assert.equal(calls.length, 4, 'the fourth one is waited for');
});

test('aRenewalThatFailsIsTriedAgainWhileTheSessionLives', async () => {
  let failures = 2;
  const s = scene({
    token: ({ reason }) => {
      if (reason === 'expiring' && failures-- > 0) throw new Error('login is down');
      return reason;
    },
  });
  const socket = await s.live({ resume: 'resumed', cursor: 'c0' });
  socket.receive({ type: 'auth_expiring', expires_at: 0 });
  await s.clock.advance(19_999);
  const renewed = () => socket.sent.filter(({ type, token }) => type === 'auth' && token === 'expiring').length;
  assert.deepEqual([s.problems.map(({ code }) => code), renewed()], [['token', 'token'], 0]);
  await s.clock.advance(1);
  assert.equal(renewed(), 1);
});

test('aRenewalThatFailsIsNotTriedAgainAfterItsSession', async () => {
  const asked = [];
  const s = scene({
    token: ({ reason }) => {
      asked.push(reason);
      if (reason === 'expiring') throw new Error('login is down');
      return 'token';
    },
  });
  const socket = await s.live();
  socket.receive({ type: 'auth_expiring', expires_at: 0 });
  await settled();
  s.connection.close();
  await s.clock.advance(60_000);
  assert.deepEqual(asked, ['connect', 'expiring']);
  assert.equal(s.clock.timers.size, 0);
});

test('aNewTokenThatTheGatewayRefusesWhileTheSessionGoesOnIsFetchedOnceMore', async () => {
  const { why, token } = freshTokens();
  const s = scene({ token });
  const socket = await s.live({ resume: 'resumed', cursor: 'c0' });
  socket.receive({ type: 'auth_expiring', expires_at: 0 });
  await settled();
  socket.receive({ type: 'error', code: 'token_refused', message: 'no', retryable: true });
  await s.clock.advance(10_000);
  assert.deepEqual(why, ['connect', 'expiring', 'expiring']);
  assert.deepEqual(socket.sent.at(-1), { type: 'auth', token: 'token 3' });
});

test('aUserWhoSignsOutDuringASessionIsGoneWhenTheTokenWouldBeRenewed', async () => {
  const s = scene({ token: ({ reason }) => (reason === 'expiring' ? null : 'token') });
  const socket = await s.live();
  socket.receive({ type: 'auth_expiring', expires_at: 0 });
  await settled();
  assert.deepEqual([s.connection.status.reason, socket.closed, s.problems], ['signed-out', 1000, []]);
});

test('aTokenThatIsBeingFetchedIsNotFetchedTwice', async () => {
  let hand;
  let asked = 0;
  const s = scene({
    token: ({ reason }) => (reason === 'expiring' ? (asked++, new Promise((resolve) => (hand = resolve))) : 'token'),
  });
  await s.live();
  s.socket.receive({ type: 'auth_expiring', expires_at: 0 });
  await s.clock.advance(5_000);
  s.socket.receive({ type: 'auth_expiring', expires_at: 1 });
  assert.equal(asked, 1);
  hand('late, and good');
  await settled();
  assert.deepEqual(s.socket.sent.at(-1), { type: 'auth', token: 'late, and good' });
  await s.clock.advance(5_000);
  s.socket.receive({ type: 'auth_expiring', expires_at: 2 });
  assert.equal(asked, 2);
});

test('aTokenThatNeverComesStopsNoLaterRenewal', async () => {
  let asked = 0;
  const s = scene({
    token: ({ reason }) => (reason === 'expiring' && asked++ === 0 ? new Promise(() => {}) : `token ${asked}`),
  });
  (await s.live()).receive({ type: 'auth_expiring', expires_at: 0 });
  s.socket.drop();
  await s.clock.advance(20_000); // an attempt waits for the token as long as for a connection; then it is given up
  (await s.live()).receive({ type: 'auth_expiring', expires_at: 1 });
  await settled();
  assert.deepEqual(s.socket.sent.at(-1), { type: 'auth', token: 'token 2' });
});

test('aClockThatIsSetBackDelaysNoRenewal', async () => {
  const { token } = freshTokens();
  const s = scene({ token });
  (await s.live()).receive({ type: 'auth_expiring', expires_at: 0 });
  await settled();
  s.clock.sleep(-600_000);
  s.socket.receive({ type: 'auth_expiring', expires_at: 1 });
  await settled();
  assert.deepEqual(s.socket.sent.at(-1), { type: 'auth', token: 'token 3' });
});
