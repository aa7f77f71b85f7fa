import assert from 'node:assert/strict';
import { test } from 'node:test';
import { three } from './fake-tabs.js';
import { settled, update } from './fakes.js';

/** The leader dies, and the tab that was suspended goes on from a cursor before what the third one heard. */
const takesOver = async ({ quiet, a, c, air }) => {
  air.blow();
  a.connection.close();
  await settled();
  c.socket.open();
  c.socket.welcome({ resume: 'resumed', cursor: 'c0' });
  c.tab.suspended = false;
  await quiet();
};

test('aTabThatHeardMoreThanTheNewLeaderHearsNothingTwice', async () => {
  const { quiet, a, c, d, air } = await three();
  c.tab.suspended = true; // its words are on their way while the leader dies
  a.socket.receive(update(1));
  a.socket.receive(update(2));
  await settled();
  air.blow();
  assert.deepEqual(d.events, [1, 2]);
  a.connection.close();
  await settled();
  c.socket.open();
  assert.equal(c.socket.sent[0].cursor, 'c0');
  c.socket.welcome({ resume: 'resumed', cursor: 'c0' });
  c.tab.suspended = false;
  await quiet();
  for (const n of [1, 2, 3]) c.socket.receive(update(n));
  await quiet();
  assert.deepEqual(c.events, [1, 2, 3]);
  assert.deepEqual(d.events, [1, 2, 3]);
});

test('aTabThatHeardMoreHearsWhatHasTheSameIdAfterAReset', async () => {
  const { quiet, a, c, d, air } = await three();
  c.tab.suspended = true;
  a.socket.receive(update(1, { id: '0-5' }));
  await settled();
  await takesOver({ quiet, a, c, air });
  const news = [
    { type: 'reset', reason: 'topic_replaced', cursor: 'n0' },
    update(2, { id: '0-5', cursor: 'n1' }),
  ];
  c.socket.receive({ type: 'batch', frames: news });
  await quiet();
  assert.deepEqual(d.events, [1, 2], 'the topic was made again: 0-5 is another event');
});

test('aTabThatHeardMoreHearsNothingTwiceThoughMoreIsWantedMeanwhile', async () => {
  const { quiet, a, c, d, air } = await three();
  c.tab.suspended = true;
  a.socket.receive(update(1));
  await settled();
  await takesOver({ quiet, a, c, air });
  c.socket.receive({ type: 'reset', reason: 'widened', cursor: 'c0' });
  await quiet();
  for (const n of [1, 2]) c.socket.receive(update(n));
  await quiet();
  assert.deepEqual(d.events, [1, 2]);
});

test('aTabThatHeardLessThanTheNewLeaderGetsTheRestFromIt', async () => {
  const { quiet, a, c, d, air } = await three();
  d.tab.suspended = true;
  a.socket.receive(update(1));
  await settled();
  air.blow();
  a.connection.close();
  await settled();
  c.socket.open();
  c.socket.welcome({ resume: 'resumed', cursor: 'c1' });
  air.lose(d.tab, ({ kind }) => kind === 'news' || kind === 'status'); // what the dead one said never came
  d.tab.suspended = false;
  c.socket.receive(update(2));
  await quiet();
  assert.deepEqual(c.events, [1, 2]);
  assert.deepEqual(d.events, [1, 2]);
});
