import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneSocket } from '../../main/webapp/client/tabs.js';
import { again, page, refuse } from './fake-pages.js';
import { streams } from './fake-streams.js';
import { FakeAir, FakeLocks } from './fake-tabs.js';
import { scene, settled, update } from './fakes.js';

/** A page whose WebSockets are blocked, on its stream. */
async function fallen(options) {
  const p = page(options);
  for (let i = 0; i < 2; i++) {
    await refuse(p.s);
    await again(p.s);
  }
  const stream = await p.gateway.live();
  await p.s.clock.advance(200);
  return { ...p, stream };
}

test('afterTwoSocketsThatAreBlockedThoughHttpAnswersAStreamIsTaken', async () => {
  const { s, gateway } = page();
  await refuse(s);
  await again(s);
  assert.equal(gateway.streams.length, 0, 'one is not enough');
  assert.equal(s.sockets.length, 2);
  await refuse(s);
  await again(s);
  await gateway.live();
  assert.equal(s.connection.transport, 'sse');
  assert.equal(s.sockets.length, 2);
  assert.equal(gateway.asked, 2);
  assert.deepEqual(s.problems, []);
});

test('itKeepsItsCursor', async () => {
  const { s, gateway } = page();
  (await s.live()).receive(update(7));
  s.socket.drop();
  await again(s);
  for (let i = 0; i < 2; i++) {
    await refuse(s);
    await again(s);
  }
  const stream = await gateway.live({ resume: 'resumed' });
  assert.equal(stream.cursor, 'c7');
  await stream.receive(update(8));
  assert.deepEqual(s.events, [7, 8]);
});

test('aSocketThatOpensAndNeverSaysAWordIsBlockedToo', async () => {
  const { s, gateway } = page();
  for (let i = 0; i < 2; i++) {
    await settled();
    s.socket.open();
    await s.clock.advance(15_000);
    await again(s);
  }
  await gateway.live();
  assert.equal(s.connection.transport, 'sse');
});

test('thePageRemembersIt', async () => {
  const { s, gateway, url } = await fallen();
  await gateway.stream.drop();
  await again(s);
  await gateway.opened(2);
  assert.equal(s.sockets.length, 2);

  const other = scene({ url });
  const otherGateway = streams(other);
  await otherGateway.live();
  assert.equal(other.sockets.length, 0, 'another connection of the page does not try it either');

  const elsewhere = page();
  await settled();
  assert.equal(elsewhere.s.sockets.length, 1, 'of another gateway nothing is known');
  const only = scene({ url, transports: ['websocket'] });
  await settled();
  assert.equal(only.sockets.length, 1, 'who wants only sockets gets them');
});

test('onTheNextVisitASocketIsTriedAgain', async () => {
  const { url } = await fallen();
  const module = new URL('../../main/webapp/client/taskcast.js', import.meta.url);
  const { execFileSync } = await import('node:child_process');
  const script = `
    const { connect } = await import('${module}');
    class WebSocket { constructor() { console.log('tried'); process.exit(); } }
    connect({ url: '${url}', token: 't', runtime: { WebSocket } });`;
  assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }), 'tried\n');
});

test('whereStreamsAreBlockedTooBothAreTriedInTurn', async () => {
  const { s, gateway } = page();
  for (let round = 1; round <= 3; round++) {
    for (let i = 0; i < 2; i++) {
      await refuse(s);
      await again(s);
    }
    const stream = await gateway.opened(round);
    await s.clock.advance(15_000); // a proxy holds data back until there is more
    assert.equal(stream.ended, true);
    assert.equal(s.connection.status.reason, 'timeout');
    await again(s);
    assert.equal(s.sockets.length, 2 * round + 1);
  }
});

test('aStreamThatIsRefusedWithAReasonStaysTheWay', async () => {
  const { s, gateway } = page();
  for (let i = 0; i < 2; i++) {
    await refuse(s);
    if (i) gateway.refuse(503, { 'retry-after': '1' });
    await again(s);
  }
  await gateway.opened(1);
  await again(s);
  await gateway.opened(2);
  assert.equal(s.sockets.length, 2);
});

test('withoutWebSocketsAStreamIsUsedImmediately', async () => {
  const { connect } = await import('../../main/webapp/client/taskcast.js');
  const s = scene();
  s.connection.close();
  const gateway = streams(s);
  const connection = connect({
    url: 'http://bare.test/ws',
    token: 'secret',
    runtime: { WebSocket: undefined, fetch: async (...request) => s.fetch(...request) },
  });
  await gateway.live();
  assert.equal(connection.transport, 'sse');
  connection.close();
});

test('aPageThatPrefersStreamsGetsASocketIfStreamsAreBlocked', async () => {
  const { s, gateway } = page({ transports: ['sse', 'websocket'] });
  for (let i = 1; i <= 2; i++) {
    await gateway.opened(i);
    await s.clock.advance(15_000);
    await again(s);
  }
  await s.live();
  assert.equal(s.connection.transport, 'websocket');
});

test('tabsShareAStreamAsTheyShareASocket', async () => {
  const [locks, air] = [new FakeLocks(), new FakeAir()];
  const tabs = () => oneSocket('ada', { locks, BroadcastChannel: air.channelOf({ suspended: false }) });
  const quiet = async () => {
    do {
      await settled();
      air.blow();
      await settled();
    } while (!air.silent);
  };
  const { stream, s, url } = await fallen({ tabs: tabs() });
  const other = scene({ url, clock: s.clock, tabs: tabs() });
  const otherGateway = streams(other);
  await quiet();
  await stream.receive(update(1));
  await quiet();
  assert.deepEqual([s.events, other.events], [[1], [1]]);
  assert.equal(otherGateway.streams.length, 0);
  s.connection.close();
  await quiet();
  const next = await otherGateway.live({ resume: 'resumed', cursor: 'c1' });
  await next.receive(update(2));
  assert.deepEqual([s.events, other.events], [[1], [1, 2]]);
  other.connection.close();
});
