import assert from 'node:assert/strict';
import { test } from 'node:test';
import { three } from './fake-tabs.js';
import { Trail } from '../../main/webapp/client/trail.js';
import { settled, update } from './fakes.js';

/** The leader dies, and the suspended tab continues from a cursor before the events of the third tab. */
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
  c.tab.suspended = true; // its messages are on their way while the leader dies
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
  air.lose(d.tab, ({ kind }) => kind === 'news' || kind === 'status'); // the dead leader's messages never came
  d.tab.suspended = false;
  c.socket.receive(update(2));
  await quiet();
  assert.deepEqual(c.events, [1, 2]);
  assert.deepEqual(d.events, [1, 2]);
});

/** What a tab at `own` takes over from a leader with this trail, and how far the tab is then ahead. */
function bridged(own, steps, mine = []) {
  const [leader, tab] = [new Trail(), new Trail()];
  for (const [trail, all] of [[leader, steps], [tab, mine]]) {
    for (const [cursor, seen, ...numbers] of all) trail.add(numbers.map((n) => update(n)), { cursor, seen });
  }
  const [cursor, seen] = steps.at(-1);
  const { before = [], updates, seen: known } = leader.after(own.cursor) ?? {};
  const { news, ahead } = tab.bridge(own, { cursor, seen }, updates && [...before, ...updates], known);
  const taken = news.filter(({ type, id }) => type === 'reset' || !ahead.includes(id)).map(({ task, reason }) => task?.n ?? reason);
  return { taken, ahead: ahead.filter((id) => !news.some((update) => update.id === id)) };
}

test('aTabIsGivenWhatTheLeaderHadSeenBeyondTheCursorWhereTheTabStands', () => {
  // the leader followed a tab at a replica that read 2 before 1, then a tab at a replica that read 1 before 2
  const steps = [['c0', []], ['d2', [], 2], ['c1', ['e2'], 1], ['c3', [], 3]];
  assert.deepEqual(bridged({ cursor: 'c1', seen: [] }, steps), { taken: [2, 3], ahead: [] });
  assert.deepEqual(bridged({ cursor: 'c1', seen: ['e2'] }, steps), { taken: [3], ahead: [] });
  assert.deepEqual(bridged({ cursor: 'c1', seen: ['e3', 'e9'] }, steps), { taken: [2], ahead: ['e9'] });
});

test('aTabThatMayLackWhatTheLeaderNoLongerRemembersIsReset', () => {
  const steps = [['c1', ['e2'], 1], ['c3', [], 3]];
  assert.deepEqual(bridged({ cursor: 'c1', seen: [] }, steps).taken, ['out_of_window']);
  assert.deepEqual(bridged({ cursor: 'c1', seen: ['e2'] }, steps).taken, [3]);
});

test('eventsThatATabHadBeyondItsCursorAreNotTakenAgainThoughItKnowsTheLeadersCursor', () => {
  const steps = [['c0', []], ['c1', [], 1], ['c2', [], 2]];
  const mine = [['c2', ['e3'], 1, 2], ['c0', ['e1', 'e2', 'e3']]]; // it went back to c0, with the events that it had
  assert.deepEqual(bridged({ cursor: 'c0', seen: ['e1', 'e2', 'e3'] }, steps, mine), { taken: [], ahead: ['e3'] });
});
