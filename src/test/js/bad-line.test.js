import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser, sockets } from './fake-tabs.js';
import { CHROMIUM, ONCE_A_MINUTE, scene, update } from './fakes.js';
import { noticed, took } from './noticed.js';

/** Connections that die without notice, under pages whose timers the browser throttles. */

test('aDeadLineIsNoticedInThirtySecondsAlsoInATabThatIsHiddenForLong', async () => {
  for (const hidden of [false, true]) {
    const ms = await noticed({ hidden });
    assert.ok(ms <= 30_000, `${ms} ms`);
  }
});

test('whereABrowserHasAllTimersOnceAMinuteItIsNoticedInAMinute', async () => {
  const ms = await noticed({ throttle: ONCE_A_MINUTE });
  assert.ok(ms <= 61_000, `${ms} ms`);
});

test('aStreamOfEventsThatStopsIsNoticedAsSoon', async () => {
  const s = scene({ hidden: true });
  const socket = await s.live();
  for (let n = 1; n <= 3_000; n++) {
    socket.receive(update(n));
    await s.clock.advance(50);
  }
  const ms = await took(s.clock, () => !s.connection.isConnected);
  assert.ok(ms <= 30_000, `${ms} ms`);
});

test('aTabThatIsLookedAtFindsOutInFiveSeconds', async () => {
  for (const throttle of [CHROMIUM, ONCE_A_MINUTE]) {
    const s = scene({ hidden: true, throttle });
    await s.live();
    await s.clock.advance(20_000);
    s.hidden = false;
    s.wake('visibilitychange');
    await s.clock.advance(5_000);
    assert.equal(s.connection.isConnected, false);
  }
});

test('aStreamThatDiesIsNoticedInThirtySecondsToo', async () => {
  const { live } = await import('./fake-streams.js');
  const { s, stream } = await live({ hidden: true });
  await stream.receive({ type: 'heartbeat', cursor: 'c1' });
  await s.clock.advance(30_000);
  assert.equal(s.connection.isConnected, false);
});

/** Tabs of one browser; the first one leads and is hidden; all are live. Time moves, and their messages arrive. */
async function tabs(...hidden) {
  const b = browser();
  const all = [];
  for (const each of hidden) all.push(b.open(typeof each === 'object' ? each : { hidden: each }));
  await b.quiet();
  await all[0].live({ cursor: 'c0' });
  await b.quiet();
  const pass = async (ms) => {
    for (let left = ms; left > 0; left -= 100) {
      await b.clock.advance(100);
      for (const socket of all.flatMap(({ sockets }) => sockets)) socket.answer?.();
      await b.quiet();
    }
  };
  /** The gateway welcomes the newest socket of a tab, and then answers its pings. */
  const welcome = async (tab, cursor) => {
    const socket = await tab.live({ resume: 'resumed', cursor });
    await b.quiet();
    alive(socket);
    return socket;
  };
  const alive = (socket) => {
    let at = 0;
    let beat = b.clock.time;
    socket.answer = () => {
      const asked = socket.sent.slice(at).some(({ type }) => type === 'ping');
      at = socket.sent.length;
      if (!asked && b.clock.time - beat < 25_000) return;
      beat = b.clock.time;
      socket.receive({ type: 'pong' });
    };
  };
  alive(all[0].socket);
  await pass(300);
  return { ...b, all, pass, welcome };
}

test('theTabInSightLeadsAndTheOneThatIsHiddenFollows', async () => {
  const { all, pass, welcome } = await tabs(true, false);
  const [a, c] = all;
  a.socket.receive(update(1));
  await pass(4_000);
  assert.equal(c.sockets.length, 1);
  await welcome(c, 'c1');
  assert.equal(a.socket.closed, 1000);
  c.socket.receive(update(2));
  await pass(300);
  for (const tab of [a, c]) assert.deepEqual(tab.events, [1, 2]);
  await pass(60_000);
  assert.deepEqual(sockets(a, c), [1, 1], 'and so it stays');
});

test('ofManyTabsInSightOneTakesOver', async () => {
  const { all, pass, welcome } = await tabs(true, ...[0.2, 0.5, 0.9].map((chance) => ({ hidden: false, random: () => chance })));
  await pass(3_500);
  const taken = all.slice(1).filter((tab) => tab.sockets.length);
  assert.equal(taken.length, 1);
  await welcome(taken[0], 'c0');
  await pass(60_000);
  assert.equal(sockets(...all).reduce((sum, n) => sum + n), 2);
});

test('whileATabTakesOverTheUserSeesThatItMayBeStaleAndNotThatItIsGone', async () => {
  const { all, pass, welcome } = await tabs(true, false);
  const [a, c] = all;
  const seen = [];
  c.connection.onStatus(({ state, stale }) => seen.push([state, stale, c.connection.isConnected]));
  await pass(4_000);
  assert.deepEqual(c.connection.status, { state: 'live', stale: true, transport: 'websocket' });
  await welcome(c, 'c0');
  await pass(300);
  assert.deepEqual(c.connection.status, { state: 'live', stale: false, transport: 'websocket' });
  assert.ok(seen.every(([state, , connected]) => connected && /live|catching-up/.test(state)), JSON.stringify(seen));
  assert.equal(a.connection.isConnected, true);
});

test('aLineThatCannotBeTakenOverIsSaid', async () => {
  const { all, pass } = await tabs(true, false);
  await pass(4_000);
  all[1].socket.drop();
  await pass(100);
  for (const { connection } of all) assert.equal(connection.status.state, 'reconnecting');
});

test('aUserWhoSwitchesThroughTabsMovesNoSocket', async () => {
  const { all, pass } = await tabs(false, true, true);
  for (let i = 1; i <= 12; i++) {
    all.forEach((tab, at) => (tab.hidden = at !== i % 3));
    all.forEach((tab) => tab.wake('visibilitychange'));
    await pass(2_000);
  }
  assert.deepEqual(sockets(...all), [1, 0, 0]);
});

test('ofTwoTabsInSightTheOneThatLeadsGoesOn', async () => {
  const { all, pass } = await tabs(false, false);
  await pass(120_000);
  assert.deepEqual(sockets(...all), [1, 0]);
});

test('behindAHiddenLeaderWhoseLineDiesTheTabInSightIsRightInAFewSeconds', async () => {
  const { all, pass, welcome, clock } = await tabs(true, true);
  const [a, c] = all;
  await pass(400_000);
  a.socket.answer = undefined; // half open: nothing comes, and neither side is notified
  await pass(2_000);
  c.hidden = false;
  c.wake('visibilitychange');
  const ms = await took(clock, () => c.sockets.length, pass);
  assert.ok(ms <= 6_000, `${ms} ms`);
  const socket = await welcome(c, 'c0');
  for (let n = 1; n <= 50; n++) socket.receive(update(n));
  await pass(300);
  for (const tab of all) assert.deepEqual(tab.events, Array.from({ length: 50 }, (_, i) => i + 1));
});

test('aHiddenLeaderWithoutAnybodyInSightNoticesItsDeadLineInThirtySeconds', async () => {
  const { all, pass, clock } = await tabs(true, true);
  await pass(400_000);
  all[0].socket.answer = undefined;
  const ms = await took(clock, () => all.some(({ connection }) => !connection.isConnected), pass);
  assert.ok(ms <= 30_000, `${ms} ms`);
});

test('aFollowerTakesOverFromALeaderThatDoesNotNoticeThatItsLineIsDead', async () => {
  const { all, pass, clock } = await tabs({ hidden: true, throttle: () => 3_600_000 }, true);
  all[0].socket.answer = undefined;
  const ms = await took(clock, () => all[1].sockets.length, pass);
  assert.ok(ms <= 40_000, `${ms} ms`);
});

test('aFollowerThatHearsNothingSaysSoAndThenTakesOver', async () => {
  const { all, pass, clock } = await tabs(false, false);
  const [a, c] = all;
  a.tab.suspended = true;
  a.socket.answer = undefined;
  const stopped = clock.time;
  const seen = [];
  c.connection.onStatus(({ stale }) => stale && seen.push(clock.time - stopped));
  const ms = await took(clock, () => c.sockets.length, pass);
  assert.ok(ms <= 11_500, `${ms} ms`);
  assert.ok(seen[0] <= 9_000, `${seen}`);
});

test('aLeaderThatWorksForSecondsWithoutARestIsNotRobbed', async () => {
  const { all, pass } = await tabs(false, false);
  for (let i = 0; i < 5; i++) {
    all[0].tab.suspended = true;
    await pass(4_000);
    all[0].tab.suspended = false;
    await pass(10_000);
  }
  assert.deepEqual(sockets(...all), [1, 0]);
  assert.deepEqual(all[1].connection.status, { state: 'live', stale: false, transport: 'websocket' });
});
