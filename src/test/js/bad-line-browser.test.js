import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Chromium } from './chromium.js';
import { LossyLine } from './lossy-line.js';
import { base, call, lacks, someone, until } from './tools.js';

/**
 * Bad networks under a real Chromium: how long until a page is right again, and whether it lost an event or got one
 * twice.
 */
const options = { skip: lacks({ gateway: true, browser: true, packages: ['ws'] }), timeout: 180_000 };
let chromium;
before(async () => {
  if (!options.skip) chromium = await Chromium.start();
});
after(() => chromium?.close());

/** A user with a separate line to the gateway; the user's tabs share nothing with the other tests. */
async function household(t) {
  const user = someone();
  const line = await new LossyLine(base).listen();
  t.after(() => line.close());
  const context = await chromium.context();
  let published = 0;
  /** One more live tab; in its own window, or in front of the existing tab. */
  const open = async (settings, own = false) => {
    const tab = await context(new URL('client/taskcast.js', line.url).href, own);
    const loaded = () => tab.run('document.readyState === "complete" && location.port !== ""').catch(() => false);
    await until(loaded, undefined, 60_000); // the tab is navigating
    await tab.run(`(async () => {
      const { connect } = await import('/client/taskcast.js');
      const { oneSocket } = await import('/client/tabs.js');
      const user = ${JSON.stringify(user)};
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user }) };
      const token = async () => (await (await fetch('/dev/token', init)).json()).token;
      window.seen = { numbers: [], resets: [], stale: 0, problems: [], sockets: 0 };
      const runtime = { WebSocket: class extends WebSocket { constructor(...given) { super(...given); seen.sockets++; } } };
      const { shared, ...settings } = ${JSON.stringify(settings)};
      window.connection = connect({ token, runtime, ...settings, tabs: shared ? oneSocket(user) : undefined });
      connection.on('*', ({ task }) => seen.numbers.push(task.n));
      connection.onReset(({ reason }) => void seen.resets.push(reason));
      connection.onStatus(({ stale }) => (seen.stale += stale ? 1 : 0));
      connection.onError((problem) => seen.problems.push(String(problem.message ?? problem.code)));
    })()`);
    const seen = () => tab.run('({ ...seen, status: connection.status, hidden: document.hidden })');
    await until(() => tab.run('connection.status.state === "live"'), seen);
    return Object.assign(tab, { seen });
  };
  const burst = async (count = 200) => {
    await call('POST', 'burst', { user, count });
    published += count;
  };
  /** Waits until a tab has everything that was published, each event once and in order. Returns how long that took. */
  const right = async (tab, ms) => {
    const start = Date.now();
    await until(() => tab.run(`seen.numbers.length >= ${published}`), tab.seen, ms);
    const took = Date.now() - start;
    const { numbers, resets } = await tab.seen();
    const expected = Array.from({ length: published }, (_, i) => (i % 200) + 1);
    t.diagnostic(`right after ${took} ms, ${numbers.length} of ${published}`);
    assert.deepEqual(numbers, expected, '0 lost, 0 doubled, in order');
    assert.deepEqual(resets, ['fresh'], 'and not by a new snapshot');
    return took;
  };
  return { line, open, burst, right };
}

describe('aPage', { concurrency: true }, () => {
  test('aHalfOpenLineIsNoticedAndWhatWasMissedComes', options, async (t) => {
    const { line, open, burst, right } = await household(t);
    const tab = await open({ deadAfterMs: 4_000 });
    await burst();
    await right(tab, 5_000);
    line.stall();
    await burst();
    assert.ok((await right(tab, 10_000)) <= 6_000);
    assert.ok((await tab.seen()).stale > 0, 'the status said that it may be stale');
  });

  test('aTabThatIsHiddenForLongNoticesADeadLineInThirtySeconds', options, async (t) => {
    const { line, open, burst, right } = await household(t);
    const tab = await open({});
    const front = await open({ deadAfterMs: 600_000 });
    await front.show();
    await tab.run('window.ticks = 0; (function tick() { ticks++; setTimeout(tick, 100); })()');
    await until(() => tab.run('document.hidden'));
    await new Promise((resolve) => setTimeout(resolve, 12_000)); // Chromium throttles timers more after 10 s
    const ticks = await tab.run('ticks');
    await burst();
    await right(tab, 5_000);
    line.stall();
    await burst();
    const took = await right(tab, 40_000);
    assert.ok(took <= 33_000, `${took} ms: 30 s, and the way back`);
    const fired = (await tab.run('ticks')) - ticks;
    t.diagnostic(`a timer of it that is due ten times a second fired ${fired} times in that time`);
    assert.ok(fired < took / 400, 'the browser held its timers back');
  });

  test('behindALeaderThatIsHiddenAndWhoseLineDiesTheTabInSightIsRightInSeconds', options, async (t) => {
    const { line, open, burst, right } = await household(t);
    const leader = await open({ shared: true });
    await burst();
    await right(leader, 5_000);
    const tab = await open({ shared: true });
    await until(() => leader.run('document.hidden'));
    assert.deepEqual([(await leader.seen()).sockets, (await tab.seen()).sockets], [1, 0]);
    await tab.run(`seen.numbers.unshift(...${JSON.stringify(Array.from({ length: 200 }, (_, i) => i + 1))})`); // from its snapshot
    line.stall();
    await burst();
    const took = await right(tab, 15_000);
    assert.ok(took <= 8_000, `${took} ms`);
    await right(leader, 5_000);
    assert.deepEqual([(await leader.seen()).sockets, (await tab.seen()).sockets], [1, 1], 'the tab in sight leads');
  });

  test('aLeaderWhoseProcessIsStoppedIsReplacedInSecondsAndFollowsWhenItGoesOn', options, async (t) => {
    const { open, burst, right } = await household(t);
    const leader = await open({ shared: true });
    const tab = await open({ shared: true }, true);
    assert.deepEqual([(await leader.seen()).sockets, (await tab.seen()).sockets], [1, 0]);
    await burst();
    await right(tab, 5_000);
    const goOn = await chromium.stop(leader);
    try {
      await burst();
      const took = await right(tab, 20_000);
      assert.ok(took <= 14_000, `${took} ms`);
    } finally {
      goOn();
    }
    await until(() => leader.run('seen.numbers.length >= 400 || seen.resets.length > 1'), leader.seen);
    const { numbers, resets } = await leader.seen();
    t.diagnostic(`the one that was stopped goes on with ${resets.length > 1 ? 'a new snapshot' : `${numbers.length} of 400`}`);
    await burst();
    await right(tab, 5_000);
    await until(() => leader.run(`seen.numbers.length >= ${numbers.length + 200}`), leader.seen);
    const heard = (await leader.seen()).numbers;
    assert.deepEqual(heard.slice(-200), Array.from({ length: 200 }, (_, i) => i + 1), '0 lost, 0 doubled, in order');
    if (resets.length === 1) assert.equal(heard.length, 600);
    assert.equal((await leader.seen()).status.state, 'live');
  });
});
