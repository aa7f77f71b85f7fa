import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../../main/webapp/client/taskcast.js';
import { scene, settled, update } from './fakes.js';
import { until } from './tools.js';

test('theFirstFrameAuthenticatesAndAcceptsBatches', async () => {
  const { socket } = await opened();
  assert.equal(socket.url.href, 'ws://gateway.test/ws');
  assert.deepEqual(socket.protocols, []);
  assert.deepEqual(socket.sent, [{ type: 'auth', token: 'secret', accept: ['batch'] }]);
});

test('theSubprotocolCarriesTheTokenAndTheQueryOnlyTheRest', async () => {
  const { socket } = await opened({ auth: 'subprotocol', token: 'a?>b' });
  assert.deepEqual(socket.protocols, ['taskcast.v1', 'base64url.bearer.taskcast.YT8-Yg']);
  assert.equal(socket.url.search, '?accept=batch');
  assert.deepEqual(socket.sent, []);
});

test('theQueryCarriesTokenAndCursorWhenAsked', async () => {
  const s = await opened({ auth: 'query' });
  s.socket.welcome();
  s.socket.receive(update(1));
  s.socket.drop();
  await s.clock.advance(1000);
  await until(() => s.sockets.length === 2);
  assert.equal(s.socket.url.search, '?accept=batch&cursor=c1&token=secret');
});

test('anOptionThatIsUndefinedIsNotGiven', async () => {
  const { socket } = await opened({ auth: undefined, connectTimeoutMs: undefined });
  assert.equal(socket.sent[0].type, 'auth');
});

test('aWrongUrlIsTheCallersError', () => {
  assert.throws(() => connect({ url: 'http://', token: '' }), TypeError);
});

test('aPlatformWhoseAddressesCanDoLittleIsEnough', async () => {
  const { URL } = globalThis;
  class Bare {
    constructor(address, base) {
      this.href = new URL(address, base).href;
      Object.freeze(this);
    }

    toString() {
      return this.href;
    }
  }
  try {
    globalThis.URL = Bare; // like React Native's, which has no parts and no setters
    const s = scene({ url: 'https://gateway.test/ws' });
    await settled();
    assert.equal(s.socket.address, 'wss://gateway.test/ws');
  } finally {
    globalThis.URL = URL;
  }
});

test('itIsLiveOnlyAfterTheWelcome', async () => {
  const s = await opened();
  assert.deepEqual(s.states, []);
  assert.equal(s.connection.status.state, 'connecting');
  assert.equal(s.connection.isConnected, false);
  s.socket.welcome();
  await s.clock.advance(200);
  assert.deepEqual(s.states, ['catching-up', 'live']);
  assert.equal(s.connection.isConnected, true);
  assert.equal(s.connection.user, 'ada');
  assert.equal(s.connection.status, s.connection.status, 'the same object until it changes');
});

test('eachListenerGetsItsOwnEventsAndStarGetsAll', async () => {
  const s = scene();
  const created = [];
  const stop = s.connection.on('task.created', ({ task }) => created.push(task.n));
  const socket = await s.live();
  socket.receive(update(1, { event: 'task.created' }));
  socket.receive(update(2, { event: 'invoice.sent' }));
  stop();
  socket.receive(update(3, { event: 'task.created' }));
  assert.deepEqual(created, [1]);
  assert.deepEqual(s.events, [1, 2, 3]);
});

test('aListenerThatThrowsHurtsNobodyAndIsReported', async () => {
  const s = scene();
  s.connection.on('task.updated', () => {
    throw new Error('mine');
  });
  s.connection.on('task.updated', async () => {
    throw new Error('later');
  });
  const socket = await s.live();
  socket.receive({ type: 'batch', frames: [update(1), update(2)] });
  await settled();
  assert.deepEqual(s.events, [1, 2]);
  assert.deepEqual(s.problems.map(({ message }) => message).sort(), ['later', 'later', 'mine', 'mine']);
});

test('unknownFramesAndNonsenseAreIgnored', async () => {
  const s = scene();
  const socket = await s.live();
  socket.receive({ type: 'from-the-future', cursor: 'c9' });
  socket.receive('not json');
  socket.receive('null');
  socket.receive('[]');
  socket.receive(update(1));
  assert.deepEqual(s.events, [1]);
  assert.deepEqual(s.problems, []);
});

test('anEventBeforeTheWelcomeEndsTheSessionInsteadOfBeingLost', async () => {
  const s = await opened();
  s.socket.receive({ type: 'from-the-future' });
  assert.equal(s.connection.status.state, 'connecting');
  s.socket.receive({ type: 'batch', frames: [update(1)] });
  assert.deepEqual(s.events, []);
  assert.equal(s.connection.status.reason, 'no-welcome');
  assert.equal(s.socket.closed, 1000);
});

test('anErrorFrameIsReportedAndTheConnectionLives', async () => {
  const s = scene();
  const socket = await s.live();
  socket.receive({ type: 'error', code: 'bad_frame', message: 'no', retryable: false });
  assert.equal(s.problems[0].code, 'bad_frame');
  assert.equal(s.connection.isConnected, true);
});

test('closeIsPermanentAndSilent', async () => {
  const s = scene();
  const socket = await s.live();
  s.connection.on('task.updated', () => s.connection.close());
  socket.receive({ type: 'batch', frames: [update(1), update(2), update(3)] });
  assert.equal(socket.closed, 1000);
  assert.deepEqual(s.connection.status, { state: 'stopped', reason: 'closed', code: undefined, fatal: false });
  socket.receive(update(4));
  s.wake('online');
  await s.clock.advance(600_000);
  assert.deepEqual(s.events, []);
  assert.equal(s.sockets.length, 1);
  assert.equal(s.clock.timers.size, 0, 'nothing keeps the process alive');
});

test('anAbortedSignalCloses', async () => {
  const before = scene({ signal: AbortSignal.abort() });
  await before.clock.advance(60_000);
  assert.equal(before.connection.status.state, 'stopped');
  assert.equal(before.sockets.length, 0);

  const controller = new AbortController();
  const s = scene({ signal: controller.signal });
  const socket = await s.live();
  controller.abort();
  assert.equal(socket.closed, 1000);
  assert.equal(s.connection.status.state, 'stopped');
});

test('theIteratorGivesEveryEventAndEndsWithTheConnection', async () => {
  const s = scene();
  const seen = [];
  const reading = (async () => {
    for await (const { task } of s.connection) seen.push(task.n);
  })();
  const socket = await s.live();
  socket.receive({ type: 'batch', frames: [update(1), update(2)] });
  await settled();
  socket.receive(update(3));
  await settled();
  s.connection.close();
  await reading;
  assert.deepEqual(seen, [1, 2, 3]);
});

test('theIteratorFailsWhenTheServerSaysStopAndWhenItIsTooSlow', async () => {
  const stopped = scene();
  const next = stopped.connection[Symbol.asyncIterator]().next();
  (await stopped.live()).drop(4003, 'origin not allowed');
  await assert.rejects(next, { name: 'TaskcastError', code: 'stopped', message: /origin not allowed/ });

  const slow = scene({ holdLimit: 2 });
  const iterator = slow.connection[Symbol.asyncIterator]();
  const first = iterator.next();
  const socket = await slow.live();
  socket.receive(update(1));
  assert.equal((await first).value.task.n, 1);
  for (const n of [2, 3, 4, 5]) socket.receive(update(n));
  await assert.rejects(iterator.next(), { name: 'TaskcastError', code: 'overflow', message: /faster/ });
});

async function opened(options) {
  const s = scene(options);
  await until(() => s.socket);
  s.socket.open();
  return s;
}
