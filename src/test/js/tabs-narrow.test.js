import assert from 'node:assert/strict';
import { test } from 'node:test';
import { union } from '../../main/webapp/client/tab-filter.js';
import { browser } from './fake-tabs.js';
import { update } from './fakes.js';

/** Tabs that share a line, and each wants other events of it. */
const board = (...boards) => ({ channels: boards.map((n) => `board:${n}`) });
const on = (n, k) => update(k, { channel: `board:${n}` });

/** Tabs with these filters, and a gateway that answers as ours does. */
async function tabs(...filters) {
  const b = browser();
  const all = filters.map((narrow) => open(b, narrow));
  await settle(b);
  return { ...b, all, settle: () => settle(b), open: async (narrow, more) => {
    const tab = open(b, narrow, more);
    all.push(tab);
    await settle(b);
    return tab;
  } };
}

function open(b, narrow, more = {}) {
  const tab = b.open({ narrow, ...more });
  tab.resets = [];
  tab.connection.onReset(({ reason }) => void tab.resets.push(reason));
  (b.tabs ??= []).push(tab);
  return tab;
}

/** All messages arrive, roll calls end, sockets are welcomed, and requests are answered. */
async function settle(b) {
  for (let i = 0; i < 8; i++) {
    await b.quiet();
    for (const { sockets } of b.tabs) for (const socket of sockets) answer(socket);
    await b.quiet();
    await b.clock.advance(200);
  }
}

let cursors = 0;
function answer(socket) {
  if (socket.readyState === 0) socket.open();
  if (socket.readyState !== 1) return;
  socket.answered ??= 0;
  for (const frame of socket.sent.slice(socket.answered)) {
    const { cursor } = frame;
    if (frame.type === 'auth') {
      socket.filter = frame.narrow ?? {};
      socket.welcome(cursor ? { resume: 'resumed', cursor } : { cursor: `s${++cursors}` });
    } else if (frame.type === 'narrow') {
      const had = new Set(socket.filter.channels ?? []);
      const widened = socket.filter.channels && !(frame.channels ?? ['*']).every((name) => had.has(name));
      socket.filter = frame;
      socket.receive({ type: 'narrowed', cursor: `s${++cursors}` });
      if (widened) socket.receive({ type: 'reset', reason: 'widened', cursor: `s${cursors}` });
      else socket.receive({ type: 'heartbeat', cursor: `s${cursors}` });
    }
  }
  socket.answered = socket.sent.length;
}

const leader = ({ all }) => all.find(({ sockets }) => sockets.at(-1)?.readyState === 1);
const filterOf = (b) => leader(b).socket.filter.channels;
const say = async (b, ...frames) => {
  for (const frame of frames) {
    const { channels } = leader(b).socket.filter;
    if (!channels || channels.includes(frame.channel)) leader(b).socket.receive(frame);
  }
  await b.settle();
};

test('theLeaderAsksForWhatAllWantAndEachTabHearsOnlyItsOwn', async () => {
  const b = await tabs(board(7), board(8), board(7, 9));
  assert.deepEqual(filterOf(b), ['board:7', 'board:8', 'board:9']);
  await say(b, on(7, 1), on(8, 2), on(9, 3), on(5, 4));
  assert.deepEqual(
    b.all.map(({ events }) => events),
    [[1], [2], [1, 3]],
  );
});

test('aTabThatWantsMoreIsResetAndTheOthersAreNot', async () => {
  const b = await tabs(board(7), board(7));
  await say(b, on(7, 1));
  const late = await b.open(board(8));
  assert.deepEqual(late.resets.at(-1), 'widened');
  await say(b, on(7, 2), on(8, 3));
  assert.deepEqual(
    b.all.map(({ events, resets }) => [events, resets]),
    [
      [[1, 2], ['fresh']],
      [[1, 2], ['fresh']],
      [[3], ['fresh', 'widened']],
    ],
  );
});

test('theLeaderStillGetsItsOwnWhenAnotherTabWantsMore', async () => {
  const b = await tabs(board(7), board(8));
  await b.open(board(9));
  assert.deepEqual(filterOf(b), ['board:7', 'board:8', 'board:9']);
  assert.deepEqual(leader(b).resets, ['fresh']);
});

test('aTabThatWantsAllGetsAll', async () => {
  const b = await tabs(board(7), undefined);
  assert.equal(filterOf(b), undefined);
  await say(b, on(7, 1), on(8, 2), update(3));
  assert.deepEqual(
    b.all.map(({ events }) => events),
    [[1], [1, 2, 3]],
  );
});

for (const who of [0, 1]) {
  test(`tab${who}ChangesWhatItWants`, async () => {
    const b = await tabs(board(7), board(8));
    const tab = b.all[who];
    tab.connection.narrow(board(9));
    await b.settle();
    assert.deepEqual(filterOf(b).includes('board:9'), true);
    assert.deepEqual(tab.resets.at(-1), 'widened');
    const before = b.all[1 - who].resets.length;
    await say(b, on(7, 1), on(8, 2), on(9, 3));
    assert.deepEqual(tab.events, [3]);
    assert.deepEqual(b.all[1 - who].events, [who ? 1 : 2]);
    assert.equal(b.all[1 - who].resets.length, before);
  });
}

test('aFilterForEventsThatComeAnywayResetsOnlyItsOwnTab', async () => {
  const b = await tabs(board(7), board(8));
  b.all[0].connection.narrow(board(7, 8));
  await b.settle();
  assert.equal(b.all[0].resets.at(-1), 'widened');
  assert.deepEqual(b.all[1].resets.filter((reason) => reason === 'widened').length <= 1, true);
  await say(b, on(7, 1), on(8, 2));
  assert.deepEqual(b.all[0].events, [1, 2]);
});

test('lessNeedsNoReset', async () => {
  const b = await tabs(board(7, 8), board(7, 8));
  const before = b.all.map(({ resets }) => resets.length);
  b.all[0].connection.narrow(board(7));
  b.all[1].connection.narrow(board(8));
  await say(b, on(7, 1), on(8, 2));
  assert.deepEqual(
    b.all.map(({ events, resets }) => [events, resets.length]),
    [
      [[1], before[0]],
      [[2], before[1]],
    ],
  );
});

test('whenTheLeaderGoesNobodyIsResetAndWhatItWantedIsNoLongerAsked', async () => {
  const b = await tabs(board(7), board(8), board(9));
  await say(b, on(7, 1), on(8, 2), on(9, 3));
  const before = b.all.map(({ resets }) => resets.length);
  const [first] = b.all;
  first.connection.close();
  await b.settle();
  assert.deepEqual(filterOf(b), ['board:8', 'board:9']);
  await say(b, on(8, 4), on(9, 5));
  assert.deepEqual(
    b.all.map(({ events, resets }, i) => [events, resets.length - before[i]]),
    [
      [[1], 0],
      [[2, 4], 0],
      [[3, 5], 0],
    ],
  );
});

test('aTabThatWasSuspendedWhileAllWereAskedComesBackWithAReset', async () => {
  const b = await tabs(board(7), board(8));
  const [, asleep] = b.all;
  asleep.tab.suspended = true;
  await b.open(board(9));
  assert.deepEqual(filterOf(b), ['board:7', 'board:9']);
  await say(b, on(8, 1));
  asleep.tab.suspended = false;
  await b.settle();
  await say(b, on(7, 2));
  assert.deepEqual(filterOf(b), ['board:7', 'board:8', 'board:9']);
  assert.equal(asleep.resets.at(-1), 'widened');
  await say(b, on(8, 3));
  assert.deepEqual(asleep.events, [3], 'what it missed is in the snapshot');
});

test('pagesThatComeAndGoLeaveNothingToAskFor', async () => {
  const b = await tabs(board(1), board(2));
  for (let n = 3; n < 80; n++) {
    b.all.pop().connection.close();
    await b.open(board(n));
  }
  assert.deepEqual(filterOf(b), ['board:1', 'board:79']);
});

test('aTabThatIsReloadedForAnotherBoardIsReset', async () => {
  const b = await tabs(board(7, 8));
  const memory = { load: () => memory.place, save: (place) => (memory.place = place) };
  const reload = async (narrow) => {
    const tab = await b.open(narrow, { store: memory });
    const { resets } = tab;
    tab.connection.close();
    await b.settle();
    return resets;
  };
  assert.deepEqual(await reload(board(7)), ['fresh']);
  assert.deepEqual(await reload(board(7)), []);
  assert.deepEqual(await reload(board(8)), ['widened']);
  assert.deepEqual(await reload(board(8)), []);
});

test('moreThanAFilterMayHoldIsAskedForAsAll', () => {
  const texts = (count) => Array.from({ length: count }, (_, n) => JSON.stringify(board(n)));
  assert.equal(JSON.parse(union(texts(64))).channels.length, 64);
  assert.equal(union(texts(65)), undefined);
  const events = texts(65).map((text) => JSON.stringify({ events: ['task.*'], ...JSON.parse(text) }));
  assert.equal(union(events), '{"events":["task.*"]}');
  assert.equal(union([JSON.stringify(board(7)), '{"events":["task.*"]}']), undefined);
});
