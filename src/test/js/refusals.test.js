import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TaskcastError } from '../../main/webapp/client/taskcast.js';
import { FakeSocket, scene, settled, update } from './fakes.js';
import { until } from './tools.js';

/** The console output while `run` runs. */
async function said(level, run) {
  const { [level]: original } = console;
  const lines = [];
  console[level] = (...words) => lines.push(words.map((word) => (typeof word === 'object' ? JSON.stringify(word) : word)).join(' '));
  try {
    await run(lines);
  } finally {
    console[level] = original;
  }
  return lines;
}

for (const [code, advice] of [
  [4001, /`token`/],
  [4003, /TASKCAST_SOCKET_ORIGINS/],
  [4009, /oneSocket/],
  [1007, /`narrow`/],
]) {
  test(`aRefusalWith${code}IsOnTheStatusAndSaidOnceWithWhatToDo`, async () => {
    const lines = await said('warn', async (lines) => {
      const s = scene({ url: 'http://gateway.test/ws?tenant=1' });
      (await s.live()).drop(code, 'words of the server');
      assert.deepEqual(s.connection.status, { state: 'stopped', code, reason: 'words of the server', fatal: true });
      await until(() => lines.length, () => lines, 1_000);
      s.connection.close();
      await s.clock.advance(60_000);
    });
    assert.equal(lines.length, 1);
    assert.match(lines[0], new RegExp(`^taskcast: stopped \\(${code} words of the server\\) at ws://gateway.test/ws\\. `));
    assert.match(lines[0], advice);
    assert.doesNotMatch(lines[0], /secret/, 'never a token');
  });
}

test('aPageThatClosesIsNotWarned', async () => {
  const lines = await said('warn', async () => {
    const s = scene();
    await s.live();
    s.connection.close();
    await settled();
    assert.equal(s.connection.status.fatal, false);
  });
  assert.deepEqual(lines, []);
});

test('aLostLineIsNoRefusal', async () => {
  const lines = await said('warn', async () => {
    const s = scene();
    (await s.live()).drop(1012, 'restart');
    await settled();
    assert.equal(s.connection.status.state, 'reconnecting');
    s.connection.close();
  });
  assert.deepEqual(lines, []);
});

test('problemsAreTypedAndSayWhereTheyCameUp', async () => {
  let tokens = 0;
  const s = scene({
    token: () => {
      if (!tokens++) throw new RangeError('sign in first');
      return 'token';
    },
  });
  s.connection.onReset(() => Promise.reject('no snapshot'));
  s.connection.on('*', () => {
    throw new SyntaxError('of the page');
  });
  await s.clock.advance(1_000);
  (await s.live()).receive(update(1));
  await settled();
  s.socket.receive({ type: 'error', code: 'invalid_field', message: 'no', retryable: false });
  const [ofToken, ofSnapshot, ofListener, ofServer] = s.problems;
  assert.deepEqual(
    [ofToken, ofSnapshot, ofListener].map(({ code, message }) => [code, message]),
    [
      ['token', 'sign in first'],
      ['snapshot', 'no snapshot'],
      ['listener', 'of the page'],
    ],
  );
  for (const problem of [ofToken, ofSnapshot, ofListener]) assert.ok(problem instanceof TaskcastError);
  assert.ok(ofToken.cause instanceof RangeError && ofListener.cause instanceof SyntaxError);
  assert.deepEqual([ofServer.type, ofServer.code], ['error', 'invalid_field']);
  s.connection.close();
});

test('aPlatformThatCannotConnectIsSaid', async () => {
  class Broken {
    constructor() {
      throw new Error('not here');
    }
  }
  const s = scene();
  s.connection.close();
  const { connect } = await import('../../main/webapp/client/taskcast.js');
  const problems = [];
  const connection = connect({ url: 'http://gateway.test/ws', token: 'x', runtime: { WebSocket: Broken } });
  connection.onError(({ code, message }) => problems.push([code, message]));
  await until(() => problems.length);
  connection.close();
  assert.deepEqual(problems, [['cannot-open', 'not here']]);
});

test('withDebugEachStepIsWrittenAndNeverATokenOrATask', async () => {
  class Socket extends FakeSocket {
    listeners = {};
    addEventListener(type, listener) {
      this.listeners[type] = listener;
    }
    tell(type, event) {
      this[`on${type}`]?.(event);
      this.listeners[type]?.(event);
    }
  }
  const sockets = [];
  const lines = await said('log', async (lines) => {
    const { connect } = await import('../../main/webapp/client/taskcast.js');
    class Own extends Socket {
      constructor(...args) {
        super(...args);
        sockets.push(this);
      }
    }
    const connection = connect({ url: 'http://gateway.test/ws?token=top', token: () => 'top secret', debug: true, runtime: { WebSocket: Own } });
    await until(() => sockets.length, () => lines, 2_000);
    const [socket] = sockets;
    socket.readyState = 1;
    socket.tell('open', {});
    const hear = (frame) => socket.tell('message', { data: JSON.stringify(frame) });
    hear({ type: 'welcome', user: 'ada', session: 's', resume: 'fresh', heartbeat_ms: 25_000, cursor: 'c0' });
    hear(update(7, { task: { id: 'private', n: 7 } }));
    socket.tell('close', { code: 4003, reason: 'origin not allowed' });
    await settled();
  });
  const all = lines.join('\n');
  for (const step of [
    /asks for a token: connect/,
    /has a token/,
    /socket 1 connects/,
    /socket 1 is open/,
    /socket 1 > auth/,
    /socket 1 < welcome .*"resume":"fresh"/,
    /socket 1 < task_update .*"event":"task.updated","id":"e7"/,
    /socket 1 closed 4003 origin not allowed/,
    /stopped .*"fatal":true/,
  ]) assert.match(all, step);
  assert.doesNotMatch(all, /secret|\btop\b|private/);
});
