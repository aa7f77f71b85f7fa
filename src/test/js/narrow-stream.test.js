import assert from 'node:assert/strict';
import { test } from 'node:test';
import { streams } from './fake-streams.js';
import { scene, settled, update } from './fakes.js';

const SEVEN = { channels: ['board:7'] };
const EIGHT = { channels: ['board:8'] };
const BOTH = { channels: ['board:7', 'board:8'] };
const on = (board, n) => update(n, { channel: `board:${board}` });

test('aStreamWithTheNewFilterIsOpenedBeforeTheOldOneEnds', async () => {
  const s = scene({ transports: ['sse'], narrow: SEVEN });
  const gateway = streams(s);
  const reasons = [];
  s.connection.onReset(({ reason }) => void reasons.push(reason));
  const old = await gateway.live();
  await old.receive(on(7, 1));
  s.connection.narrow(EIGHT);
  const next = await gateway.opened(2);
  assert.deepEqual([next.url.searchParams.get('channel'), next.cursor, old.ended], ['board:8', 'c1', false]);
  await old.receive(on(7, 2));
  await next.welcome({ resume: 'resumed', cursor: 'c1' });
  await settled();
  assert.equal(old.ended, true);
  assert.deepEqual(reasons, ['fresh', 'widened']);
  await next.receive(on(8, 3));
  assert.deepEqual(s.events, [1, 2, 3]);
});

test('anEventOfTheOldStreamThatTheNewOneExcludesIsNotWaitedFor', async () => {
  const s = scene({ transports: ['sse'], narrow: BOTH });
  const gateway = streams(s);
  const old = await gateway.live();
  s.connection.narrow(SEVEN);
  const next = await gateway.opened(2);
  const same = { id: 'e', fingerprint: 'of a task that changes back' };
  await old.receive(on(7, 1));
  await old.receive(update(2, { channel: 'board:8', ...same }));
  await next.welcome({ resume: 'resumed' });
  await next.receive({ type: 'batch', frames: [on(7, 1), update(3, { channel: 'board:7', ...same })] });
  assert.deepEqual(s.events, [1, 2, 3]);
});

test('severalChangesOnAStreamEndWithTheLastOne', async () => {
  const s = scene({ transports: ['sse'], narrow: SEVEN });
  const gateway = streams(s);
  await gateway.live();
  s.connection.narrow(EIGHT);
  const second = await gateway.opened(2);
  for (const filter of [BOTH, EIGHT, {}]) s.connection.narrow(filter);
  assert.equal(gateway.streams.length, 2, 'one at a time');
  await second.welcome({ resume: 'resumed' });
  const third = await gateway.opened(3);
  assert.equal(third.url.searchParams.has('channel'), false);
  await third.welcome({ resume: 'resumed' });
  assert.deepEqual(
    gateway.streams.map(({ ended }) => ended),
    [true, true, false],
  );
});
