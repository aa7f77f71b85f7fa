import assert from 'node:assert/strict';
import { test } from 'node:test';
import { live } from './fake-streams.js';
import { scene, settled } from './fakes.js';

/** Timers that are due while the browser reports offline although the network works. */
const SEVEN = { channels: ['board:7'] };

/** Online again; there are then `count` streams. */
async function back(s, gateway, count) {
  s.online = true;
  s.wake('online');
  const next = await gateway.opened(count);
  await next.welcome({ resume: 'resumed' });
  return next;
}

test('aFilterThatChangesMeanwhileIsAskedForAfterwards', async () => {
  const { s, gateway, stream } = await live();
  s.online = false;
  s.wake('offline');
  s.connection.narrow(SEVEN);
  await settled();
  assert.equal(gateway.streams.length, 1);
  const next = await back(s, gateway, 2);
  assert.equal(next.url.searchParams.get('channel'), 'board:7');
  assert.equal(stream.ended, true);
  s.wake('pageshow');
  await s.clock.advance(20_000);
  assert.equal(gateway.streams.length, 2, 'once');
});

test('aHandoverWhoseTimeComesMeanwhileHappensAfterwards', async () => {
  const { s, gateway, stream } = await live();
  await stream.receive({ type: 'goaway', reconnect_in_ms: 10 });
  s.online = false;
  s.wake('offline');
  await s.clock.advance(10);
  assert.equal(gateway.streams.length, 1);
  await back(s, gateway, 2);
  assert.equal(stream.ended, true);
});

test('aHandoverOfASocketToo', async () => {
  const s = scene();
  const old = await s.live();
  old.receive({ type: 'goaway', reconnect_in_ms: 10 });
  s.online = false;
  await s.clock.advance(10);
  s.wake('offline');
  assert.equal(s.sockets.length, 1);
  s.online = true;
  s.wake('online');
  await s.live({ resume: 'resumed' });
  assert.deepEqual([s.sockets.length, old.closed], [2, 1000]);
});

test('aTokenThatIsRenewedMeanwhileIsUsedAfterwards', async () => {
  let n = 0;
  const { s, gateway, stream } = await live({ token: () => `token ${++n}` });
  s.online = false;
  await stream.receive({ type: 'auth_expiring' });
  await settled();
  assert.equal(gateway.streams.length, 1);
  await back(s, gateway, 2);
  assert.equal(gateway.stream.token, 'token 2');
  assert.equal(n, 2, 'it is young enough');
});
