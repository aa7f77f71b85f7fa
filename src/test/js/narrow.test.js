import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../../main/webapp/client/taskcast.js';
import { streams } from './fake-streams.js';
import { scene, settled, update } from './fakes.js';
import { until } from './tools.js';

const SEVEN = { channels: ['board:7'] };
const EIGHT = { channels: ['board:8'] };
const BOTH = { channels: ['board:7', 'board:8'] };
const on = (board, n) => update(n, { channel: `board:${board}` });

/** A live connection that counts its resets. */
async function live(options, fields) {
  const s = scene(options);
  s.reasons = [];
  s.connection.onReset(({ reason }) => void s.reasons.push(reason));
  await s.live(fields);
  return s;
}

const narrows = (socket) => socket.sent.filter(({ type }) => type === 'narrow');
const lost = async (s) => {
  s.socket.drop();
  await s.clock.advance(1_000);
  await settled();
};

test('theFirstFrameHasTheFilter', async () => {
  const s = await live({ narrow: { events: ['task.*', 'task.*'], channels: ['b', 'a'] } });
  assert.deepEqual(s.socket.sent[0].narrow, { events: ['task.*'], channels: ['a', 'b'] });
  const all = await live({ narrow: { events: [], channels: [] } });
  assert.equal('narrow' in all.socket.sent[0], false);
});

for (const auth of ['subprotocol', 'query']) {
  test(`theAddressHasTheFilter (${auth})`, async () => {
    const s = scene({ auth, narrow: { events: ['task.*', 'note.x'], channels: ['board:7'] } });
    await until(() => s.socket);
    assert.deepEqual(s.socket.url.searchParams.getAll('event'), ['note.x', 'task.*']);
    assert.deepEqual(s.socket.url.searchParams.getAll('channel'), ['board:7']);
  });
}

test('aStreamHasTheFilterInItsAddress', async () => {
  const s = scene({ transports: ['sse'], narrow: { events: ['task.*'], channels: ['board:7', 'ä&b'] } });
  const stream = await streams(s).opened(1);
  assert.deepEqual(stream.url.searchParams.getAll('event'), ['task.*']);
  assert.deepEqual(stream.url.searchParams.getAll('channel'), ['board:7', 'ä&b']);
});

test('aFilterIsChangedOnTheOpenLineAndItsCursorIsKept', async () => {
  const s = await live({ narrow: SEVEN });
  s.connection.narrow(EIGHT);
  assert.deepEqual(narrows(s.socket), [{ type: 'narrow', channels: ['board:8'] }]);
  s.socket.receive({ type: 'narrowed', cursor: 'c5' });
  s.socket.receive({ type: 'reset', reason: 'widened', cursor: 'c5' });
  await settled();
  assert.deepEqual(s.reasons, ['fresh', 'widened']);
  s.socket.receive(on(8, 6));
  await settled();
  assert.deepEqual(s.events, [6]);
  assert.equal(s.sockets.length, 1);
  await lost(s);
  s.socket.open();
  assert.deepEqual(s.socket.sent[0].narrow, EIGHT);
  s.socket.welcome({ resume: 'resumed', cursor: 'c6' });
  await settled();
  assert.deepEqual(s.reasons, ['fresh', 'widened'], 'the server has said it, and nothing was changed since');
});

test('theSameFilterIsNotSentAgain', async () => {
  const s = await live({ narrow: BOTH });
  s.connection.narrow({ channels: ['board:8', 'board:7', 'board:7'], events: [] });
  assert.deepEqual(narrows(s.socket), []);
  s.connection.narrow({});
  assert.deepEqual(narrows(s.socket), [{ type: 'narrow' }]);
});

test('aFilterThatWasChangedWithoutALineResetsThePageIfItLetsMorePass', async () => {
  const s = await live({ narrow: SEVEN });
  s.socket.receive(on(7, 1));
  s.socket.drop();
  s.connection.narrow(EIGHT);
  await s.clock.advance(1_000);
  await settled();
  s.socket.open();
  assert.deepEqual([s.socket.sent[0].cursor, s.socket.sent[0].narrow], ['c1', EIGHT]);
  s.socket.welcome({ resume: 'resumed', cursor: 'c1' });
  await settled();
  assert.deepEqual(s.reasons, ['fresh', 'widened']);
});

test('aFilterThatLetsLessPassResetsNobody', async () => {
  const s = await live({ narrow: { events: ['task.*'], channels: ['board:7', 'board:8'] } });
  s.socket.drop();
  s.connection.narrow({ events: ['task.created', 'task.x.*'], ...SEVEN });
  await s.clock.advance(1_000);
  await s.live({ resume: 'resumed' });
  assert.deepEqual(s.reasons, ['fresh']);
});

for (const [was, is] of [
  [{ events: ['task.*'] }, { events: ['task'] }],
  [{ events: ['task.*'] }, { events: ['taskx.y'] }],
  [{ events: ['task.a'] }, { events: ['task.*'] }],
  [{ events: ['task.*'] }, { events: ['*'] }],
  [{ events: ['task.*'] }, SEVEN],
  [SEVEN, {}],
  [{ channels: ['a.*'] }, { channels: ['a.b'] }],
  [{ channels: ['*'] }, { channels: ['a'] }],
]) {
  test(`thatLetsMorePass: ${JSON.stringify([was, is])}`, async () => {
    const s = await live({ narrow: was });
    s.socket.drop();
    s.connection.narrow(is);
    await s.clock.advance(1_000);
    await s.live({ resume: 'resumed' });
    assert.deepEqual(s.reasons, ['fresh', 'widened']);
  });
}

test('aLineThatIsLostBetweenTheAnswerAndTheResetLeavesNoHole', async () => {
  const s = await live({ narrow: SEVEN });
  s.connection.narrow(BOTH);
  s.socket.receive({ type: 'narrowed', cursor: 'c5' });
  await lost(s);
  await s.live({ resume: 'resumed', cursor: 'c5' });
  assert.deepEqual(s.reasons, ['fresh', 'widened']);
});

test('aLineThatIsLostBeforeTheAnswerLeavesNoHole', async () => {
  const s = await live({ narrow: SEVEN });
  s.connection.narrow(BOTH);
  await lost(s);
  await s.live({ resume: 'resumed' });
  assert.deepEqual(s.reasons, ['fresh', 'widened']);
});

test('anAnswerWithoutAResetIsTakenWithTheNextFrame', async () => {
  const s = await live({ narrow: SEVEN });
  s.connection.narrow(BOTH);
  s.socket.receive({ type: 'narrowed', cursor: 'c5' });
  s.socket.receive({ type: 'heartbeat', cursor: 'c6' });
  await lost(s);
  await s.live({ resume: 'resumed' });
  assert.deepEqual(s.reasons, ['fresh'], 'the server knows better what it lets pass');
});

test('ofSeveralChangesTheLastOneHoldsOnceAllAreAnswered', async () => {
  const s = await live({ narrow: SEVEN });
  s.connection.narrow(EIGHT);
  s.connection.narrow(BOTH);
  s.socket.receive({ type: 'narrowed', cursor: 'c5' });
  s.socket.receive({ type: 'reset', reason: 'widened', cursor: 'c5' });
  await lost(s);
  await s.live({ resume: 'resumed' });
  assert.deepEqual(s.reasons, ['fresh', 'widened', 'widened']);
});

test('aFilterThatChangesWhileASocketComesIsSentToIt', async () => {
  const s = scene({ narrow: SEVEN });
  await settled();
  s.socket.open();
  s.connection.narrow(EIGHT);
  assert.deepEqual(s.socket.sent[0].narrow, SEVEN);
  s.socket.welcome();
  assert.deepEqual(narrows(s.socket), [{ type: 'narrow', ...EIGHT }]);
});

test('aFilterThatChangesDuringAHandoverHoldsOnTheNewSocket', async () => {
  const s = await live({ narrow: SEVEN });
  s.socket.receive({ type: 'goaway', reconnect_in_ms: 10 });
  await s.clock.advance(10);
  const [old, next] = s.sockets;
  next.open();
  s.connection.narrow(EIGHT);
  assert.deepEqual(narrows(old), [{ type: 'narrow', ...EIGHT }]);
  next.welcome({ resume: 'resumed' });
  assert.deepEqual(narrows(next), [{ type: 'narrow', ...EIGHT }]);
});

test('eventsSeenInAnOverlapAreNotHeardAgainAfterTheReset', async () => {
  const s = await live({ narrow: SEVEN });
  const [old] = s.sockets;
  old.receive({ type: 'goaway', reconnect_in_ms: 10 });
  await s.clock.advance(10);
  const next = s.socket;
  next.open();
  old.receive(on(7, 1));
  next.welcome({ resume: 'resumed' });
  s.connection.narrow(BOTH);
  next.receive({ type: 'narrowed', cursor: 'c0' });
  next.receive({ type: 'reset', reason: 'widened', cursor: 'c0' });
  next.receive({ type: 'batch', frames: [on(7, 1), on(8, 2)] });
  await settled();
  assert.deepEqual(s.events, [1, 2]);
});

test('aPageThatComesBackWithAnotherFilterIsReset', async () => {
  const memory = { load: () => memory.place, save: (place) => (memory.place = place) };
  const first = await live({ store: memory, narrow: SEVEN });
  first.socket.receive(on(7, 1));
  await settled();
  first.connection.close();
  const visit = async (narrow) => {
    const s = await live({ store: memory, narrow }, { resume: 'resumed', cursor: 'c1' });
    s.connection.close();
    return s.reasons;
  };
  assert.deepEqual(await visit(SEVEN), []);
  assert.deepEqual(await visit(EIGHT), ['widened']);
  assert.deepEqual(await visit(EIGHT), []);
  assert.deepEqual(await visit(undefined), ['widened']);
});

test('aPlaceWithoutAFilterIsThatOfAllEvents', async () => {
  const store = { load: () => JSON.stringify({ cursor: 'c1', user: 'ada', seen: [] }), save() {} };
  const s = await live({ store, narrow: SEVEN }, { resume: 'resumed', cursor: 'c1' });
  assert.deepEqual(s.reasons, []);
  const nonsense = { load: () => '{"cursor":"c1","user":"ada","seen":[],"filter":null}', save() {} };
  assert.deepEqual((await live({ store: nonsense })).reasons, ['fresh']);
});

test('aFilterThatTheGatewayWouldRefuseIsTheCallersError', async () => {
  const s = await live();
  for (const wrong of [
    { events: Array.from({ length: 65 }, (_, i) => `e${i}`) },
    { channels: ['x'.repeat(257)] },
    { channels: [''] },
  ]) {
    assert.throws(() => s.connection.narrow(wrong), TypeError);
    assert.throws(() => connect({ url: 'http://gateway.test/ws', token: '', narrow: wrong }), TypeError);
  }
  assert.deepEqual(narrows(s.socket), []);
});

test('aGatewayThatDoesNotKnowItIsReportedAndGoesOn', async () => {
  const s = await live();
  s.connection.narrow(SEVEN);
  s.socket.receive({ type: 'error', code: 'unknown_type', message: 'Clients send the types auth and ping', retryable: false });
  s.socket.receive(on(8, 1));
  assert.equal(s.problems[0].code, 'unknown_type');
  assert.deepEqual(s.events, [1]);
});
