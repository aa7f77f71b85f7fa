import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, call, lacks, launch, someone, until, waysOf } from './tools.js';

/** Several tabs of a real Chromium that share one socket to a real gateway. */
const options = { skip: lacks({ gateway: true, browser: true }), timeout: 60_000 };
let browser;
before(async () => {
  if (!options.skip) browser = await launch();
});
after(() => browser?.close());

/** One more tab of a context; `tab.sockets` are its open sockets or streams. */
async function open(context, user) {
  const page = await context.newPage();
  const sockets = waysOf(page);
  await page.goto(new URL('client/taskcast.js', base).href); // any document of the gateway
  await page.evaluate(async (user) => {
    const { connect } = await import('/client/taskcast.js');
    const { oneSocket } = await import('/client/tabs.js');
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user }) };
    const seen = (window.seen = { numbers: [], resets: [], states: [], problems: [] });
    const token = async () => (await (await fetch('/dev/token', init)).json()).token;
    window.connection = connect({ token, tabs: oneSocket(user) });
    window.connection.on('*', ({ task }) => seen.numbers.push(task.n));
    window.connection.onReset(({ reason }) => void seen.resets.push(reason));
    window.connection.onStatus(({ state }) => seen.states.push(state));
    window.connection.onError((problem) => seen.problems.push(String(problem)));
  }, user);
  const tab = { page, sockets, seen: () => page.evaluate('window.seen') };
  await until(() => page.evaluate('connection.status.state === "live"'), tab.seen);
  return tab;
}

const each = (count) => Array.from({ length: count }, (_, i) => i + 1);
const heard = (tab, count) => until(async () => (await tab.seen()).numbers.length >= count, tab.seen);
const sockets = (tabs) => tabs.reduce((sum, { sockets }) => sum + sockets.size, 0);

test('manyTabsOneSocketAndTheNextOneTakesOverInTheMiddleOfABurst', options, async () => {
  const user = someone();
  const context = await browser.newContext();
  const tabs = [];
  for (const _ of each(4)) tabs.push(await open(context, user));
  assert.deepEqual(
    tabs.map(({ sockets }) => sockets.size),
    [1, 0, 0, 0],
  );

  const expected = [];
  for (let round = 1; tabs.length > 1; round++) {
    const burst = call('POST', 'burst', { user, count: 200 });
    expected.push(...each(200));
    await heard(tabs[1], expected.length - 199);
    const leader = tabs.findIndex(({ sockets }) => sockets.size);
    const [left] = tabs.splice(leader, 1);
    await left.page.close(); // without notice: the page does not close the connection
    await burst;
    for (const tab of tabs) {
      await heard(tab, expected.length);
      const { numbers, resets, problems } = await tab.seen();
      assert.deepEqual(numbers, expected, `round ${round}: nothing lost, nothing twice, in order`);
      assert.deepEqual(resets, ['fresh']);
      assert.deepEqual(problems, []);
    }
    await until(
      () => sockets(tabs) === 1,
      () => tabs.map(({ sockets }) => sockets.size),
    );
  }
  await context.close();
});

test('aTabThatComesBackAndOneThatIsReloadedJoinTheSocketThatIsThere', options, async () => {
  const user = someone();
  const context = await browser.newContext();
  const [first, second] = [await open(context, user), await open(context, user)];
  await second.page.close();
  const third = await open(context, user);
  await call('POST', 'burst', { user, count: 10 });
  await heard(first, 10);
  await heard(third, 10);
  assert.deepEqual([first.sockets.size, third.sockets.size], [1, 0]);
  await context.close();
});

test('anotherUserInTheNextTabHearsNothingOfIt', options, async () => {
  const [user, stranger] = [someone(), someone()];
  const context = await browser.newContext();
  const [ada, grace] = [await open(context, user), await open(context, stranger)];
  await call('POST', 'burst', { user, count: 10 });
  await heard(ada, 10);
  await call('POST', 'burst', { user: stranger, count: 3 });
  await heard(grace, 3);
  assert.deepEqual((await grace.seen()).numbers, each(3));
  assert.deepEqual([ada.sockets.size, grace.sockets.size], [1, 1]);
  await context.close();
});
