import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scene, settled, update } from './fakes.js';

/** A store that fails, and one that takes its time. */
const failing = { Rejects: async () => Promise.reject(new Error('full')), Throws: () => assert.fail('full') };

for (const [how, save] of Object.entries(failing)) {
  test(`aStoreThat${how}IsReportedOnceAndHurtsNothingElse`, async () => {
    const s = scene({ store: { load: () => null, save } });
    const socket = await s.live();
    socket.receive(update(1));
    socket.receive({ type: 'batch', frames: [update(2), { type: 'goaway', reconnect_in_ms: 10 }] });
    await s.clock.advance(10);
    assert.deepEqual(s.problems.map(({ code, message }) => [code, message]), [['store', 'full']]);
    assert.deepEqual(s.events, [1, 2]);
    assert.equal(s.sockets.length, 2, 'what came with the event is not lost');
  });
}

test('aPageThatWakesBeforeItsStoreAnsweredWaitsForIt', async () => {
  let answer;
  const s = scene({ store: { load: () => new Promise((resolve) => (answer = resolve)), save() {} } });
  await settled();
  s.wake('pageshow');
  await s.clock.advance(60_000);
  assert.deepEqual([s.states, s.sockets.length], [[], 0]);
  answer(JSON.stringify({ cursor: 'c1', user: 'ada', seen: [] }));
  await settled();
  const socket = await s.live({ resume: 'resumed', cursor: 'c1' });
  assert.equal(socket.sent[0].cursor, 'c1');
});

test('aPlaceThatComesAfterASessionIsNotTakenUp', async () => {
  let answer;
  const s = scene({ store: { load: () => new Promise((resolve) => (answer = resolve)), save() {} } });
  await settled();
  s.connection.wake();
  await s.clock.advance(1_000);
  (await s.live({ cursor: 'c9' })).receive(update(10));
  answer(JSON.stringify({ cursor: 'c1', user: 'ada', seen: [] }));
  await settled();
  assert.equal(s.connection.cursor, 'c10', 'else what came since would be heard twice');
});
