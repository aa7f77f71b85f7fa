import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser } from './fake-tabs.js';
import { scene, settled, update } from './fakes.js';

/** Several changes of a filter are under way when something goes wrong. */
const SEVEN = { channels: ['board:7'] };
const EIGHT = { channels: ['board:8'] };
const BOTH = { channels: ['board:7', 'board:8'] };
const INVALID = { type: 'error', code: 'invalid_field', message: 'Expected channels: an array', retryable: false };

async function live(options) {
  const s = scene(options);
  s.reasons = [];
  s.connection.onReset(({ reason }) => void s.reasons.push(reason));
  await s.live();
  return s;
}

async function lost(s, cursor) {
  s.socket.drop();
  await s.clock.advance(1_000);
  await s.live({ resume: 'resumed', cursor });
}

test('eventsThatTheFirstOfTwoFiltersExcludedAreNotLostWithTheLine', async () => {
  const s = await live();
  s.connection.narrow(SEVEN);
  s.connection.narrow({});
  s.socket.receive({ type: 'narrowed', cursor: 'c5' });
  s.socket.receive({ type: 'heartbeat', cursor: 'c9' }); // and an event of another board between the two
  await lost(s, 'c9');
  assert.deepEqual(s.reasons, ['fresh', 'widened']);
});

test('aFilterThatHeldForNoFrameKeptNothingBack', async () => {
  const s = await live();
  s.connection.narrow(SEVEN);
  s.connection.narrow({});
  s.socket.receive({ type: 'narrowed', cursor: 'c5' });
  await lost(s, 'c5');
  assert.deepEqual(s.reasons, ['fresh']);
});

test('anAnswerThatWasNotAskedForChangesNothing', async () => {
  const s = await live({ narrow: SEVEN });
  s.socket.receive({ type: 'narrowed', cursor: 'c5' });
  s.socket.receive({ type: 'heartbeat', cursor: 'c6' });
  s.connection.narrow(EIGHT);
  await lost(s, 'c6');
  assert.deepEqual(s.reasons, ['fresh', 'widened']);
});

test('aFilterThatIsRefusedIsNotTakenForTheNextOne', async () => {
  const s = await live({ narrow: SEVEN });
  s.connection.narrow(EIGHT);
  s.connection.narrow(BOTH);
  s.socket.receive(INVALID);
  s.socket.receive({ type: 'narrowed', cursor: 'c5' });
  s.socket.receive({ type: 'reset', reason: 'widened', cursor: 'c5' });
  await lost(s, 'c5');
  assert.deepEqual(s.reasons, ['fresh', 'widened']);
  assert.deepEqual(s.problems, [INVALID]);
});

test('aFilterThatIsRefusedLeavesTheOldOne', async () => {
  const s = await live();
  s.connection.narrow(EIGHT);
  s.socket.receive(INVALID);
  s.connection.narrow(SEVEN);
  s.socket.receive({ type: 'narrowed', cursor: 'c5' });
  s.socket.receive({ type: 'heartbeat', cursor: 'c6' });
  await lost(s, 'c6');
  assert.deepEqual(s.reasons, ['fresh']);
});

test('anotherErrorRefusesNoFilter', async () => {
  const s = await live();
  s.connection.narrow(SEVEN);
  s.socket.receive({ ...INVALID, code: 'token_refused' });
  s.socket.receive({ type: 'narrowed', cursor: 'c5' });
  s.socket.receive({ type: 'heartbeat', cursor: 'c6' });
  s.connection.narrow({});
  await lost(s, 'c6');
  assert.deepEqual(s.reasons, ['fresh', 'widened']);
});

test('anErrorBeforeTheWelcomeIsSaidToThePage', async () => {
  const s = scene({ narrow: SEVEN });
  await settled();
  s.socket.open();
  s.socket.receive(INVALID);
  assert.deepEqual(s.problems, [INVALID]);
  s.socket.drop(4001);
  assert.deepEqual([s.connection.status.state, s.connection.status.code], ['stopped', 4001]);
});

/** The leader asks for less than another tab wants, and for everything again, within one round trip. */
for (const packed of [false, true]) {
  test(`aTabThatLackedSomethingMeanwhileIsReset (${packed ? 'in one message' : 'one by one'})`, async () => {
    const b = browser();
    const tabs = [SEVEN, BOTH].map((narrow) => b.open({ narrow }));
    const [leader, other] = tabs;
    for (const tab of tabs) {
      tab.reasons = [];
      tab.connection.onReset(({ reason }) => void tab.reasons.push(reason));
    }
    const quiet = async () => {
      await b.quiet();
      await b.clock.advance(300);
      await b.quiet();
    };
    await b.quiet();
    await leader.live();
    await quiet();
    const answer = (...frames) => {
      if (packed) leader.socket.receive({ type: 'batch', frames });
      else frames.forEach((frame) => leader.socket.receive(frame));
      return quiet();
    };
    const asked = () => leader.socket.sent.filter(({ type }) => type === 'narrow').map(({ channels }) => channels);
    await answer({ type: 'narrowed', cursor: 'c1' }, { type: 'reset', reason: 'widened', cursor: 'c1' });
    assert.deepEqual(asked().pop(), BOTH.channels);
    const before = [leader.reasons.length, other.reasons.length];

    other.tab.suspended = true; // the roll call does not reach it
    leader.connection.narrow({ channels: ['board:9'] });
    await quiet();
    assert.deepEqual(asked().pop(), ['board:9']);
    other.tab.suspended = false; // it says what it wants before there is an answer
    await quiet();
    assert.deepEqual(asked().pop(), ['board:7', 'board:8', 'board:9']);
    assert.equal(asked().length, 3);
    await answer(
      { type: 'narrowed', cursor: 'c2' },
      { type: 'reset', reason: 'widened', cursor: 'c2' },
      { type: 'heartbeat', cursor: 'c5' }, // the gateway left out the events for boards 7 and 8
      { type: 'narrowed', cursor: 'c6' },
      { type: 'reset', reason: 'widened', cursor: 'c6' },
      update(7, { channel: 'board:8' }),
    );
    assert.deepEqual(other.events, [7]);
    assert.deepEqual(other.reasons.slice(before[1]), ['widened']);
    assert.equal(leader.reasons.slice(before[0]).includes('widened'), true);
  });
}
