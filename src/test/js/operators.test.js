import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { WebSocket, base, call, lacks, launch, output, require, someone, until } from './tools.js';

/** The operator's page of a real gateway in a real browser. Screenshots go to target/screenshots. */
const lacking = lacks({ packages: ['axe-core'], gateway: true, browser: true });
const options = { skip: lacking, timeout: 60_000 };

let browser;
const sockets = [];
const problems = [];
before(async () => {
  if (!lacking) browser = await launch();
});
// A page that stays open keeps running, and takes processor time from the next one.
afterEach(() => Promise.all((browser?.contexts() ?? []).map((context) => context.close())));
after(async () => {
  await browser?.close();
  sockets.forEach((socket) => socket.close());
  assert.deepEqual(problems, [], 'no page threw');
});

async function page(context = {}) {
  const opened = await (await browser.newContext(context)).newPage();
  opened.on('pageerror', (error) => problems.push(error.message));
  await opened.goto(new URL('admin/ui/', base).href);
  await opened.getByText('Ready', { exact: true }).waitFor();
  return opened;
}

const token = async (user, ...groups) => (await call('POST', 'token', { user, groups })).token;

async function signIn(opened, ...groups) {
  await opened.getByLabel('Token', { exact: true }).fill(await token('operator', ...groups));
  await opened.getByRole('button', { name: 'Use' }).click();
}

/** A device that is welcomed. */
async function device(user) {
  const url = new URL(`ws?token=${await token(user)}`, base);
  const socket = new WebSocket(url.href.replace(/^http/, 'ws'));
  sockets.push(socket);
  const frames = [];
  socket.addEventListener('message', ({ data }) => frames.push(JSON.parse(data)));
  await until(() => frames.some(({ type }) => type === 'welcome'));
  return { frames, close: () => socket.close() };
}

const table = (opened, name) => opened.getByRole('table', { name });

test('numbersAndLagAreShownWithoutAToken', options, async () => {
  const opened = await page();
  await opened.locator('.numbers .chart', { hasText: 'Devices' }).first().getByText(/^\d+ users, room for [\d,]+$/).waitFor();
  await table(opened, 'How far this replica has read').getByRole('row').nth(1).waitFor();
  await opened.getByText(/^The window has [\d,]+ events of/).waitFor();
  await opened.getByText('Nobody has a session on this replica.').waitFor();
});

test('aTokenWithoutTheRoleShowsNobody', options, async () => {
  const opened = await page();
  await signIn(opened, 'publisher');
  await opened.getByRole('alert').getByText(/role admin/).first().waitFor();
  assert.equal(await table(opened, 'Sessions of this replica').locator('td:not(.empty)').count(), 0);
});

test('anOperatorSeesASessionAndTheStoryOfAnEventLive', options, async () => {
  const user = someone();
  const ada = await device(user);
  const opened = await page();
  await signIn(opened, 'admin');
  await opened.getByLabel('Of the user', { exact: true }).fill(user);
  await opened.getByRole('button', { name: 'Show' }).click();
  const rows = table(opened, 'Sessions of this replica').getByRole('row');
  await rows.filter({ hasText: user }).getByText('live', { exact: true }).waitFor();
  await until(async () => (await rows.count()) === 2);
  await opened.getByRole('button', { name: user }).click();
  await opened.getByText(/^as .* knows it$/).waitFor();

  await call('POST', 'tasks', { user, title: '<b>one</b>' });
  await opened.getByText('handed over', { exact: true }).first().waitFor();
  await until(() => ada.frames.some(({ type }) => type === 'task_update'));
  const shown = await opened.locator('body').innerText();
  assert.doesNotMatch(shown, /<b>one|"title"/, 'no task is shown');
  assert.equal(await opened.getByLabel('Token', { exact: true }).inputValue(), '', 'no token is left in the page');
  ada.close();
  await opened.getByText(/^ended .*: by the device or the network$|^ended .*: 1000/).first().waitFor();
  await opened.getByText('Ended lately: 1', { exact: true }).click();
  await table(opened, 'Sessions that ended').getByText(user, { exact: true }).waitFor();
});

test('aRecordThatCannotBeUsedIsToldByTheIdOfItsEvent', options, async () => {
  const opened = await page();
  await signIn(opened, 'admin');
  await opened.route(/\/admin\/events\?id=e-1$/, (route) => {
    const record = { partition: 3, offset: 41, reason: 'no_task', detail: 'data: missing', at: new Date().toISOString() };
    const [mine, other] = [{ ...record, event: 'e-1' }, { ...record, offset: 987654, event: null }];
    const window = { events: 1, age_ms: 1000 };
    return route.fulfill({ json: { replica: 'x', unusable: [mine], found: [], window, unusable_lately: [other, mine], truncated: false } });
  });
  await opened.getByLabel('Its id').fill('e-1');
  await opened.getByRole('button', { name: 'Tell' }).click();
  await opened.getByRole('heading', { name: 'The record could not be used' }).waitFor();
  await opened.getByText('It was sent to no device. The reason is no_task: data: missing.').waitFor();
  assert.equal(await opened.getByText('3-987654').count(), 0, 'that of others is no answer');
});

test('aDrainIsAskedForTwice', options, async () => {
  const opened = await page();
  await signIn(opened, 'admin');
  const drains = [];
  await opened.route('**/admin/drain', (route) => {
    drains.push(route.request().method());
    return route.fulfill({ status: 202, json: { replica: 'x', sessions: 0 } });
  });
  const first = opened.getByRole('button', { name: 'Drain this replica' });
  await first.click();
  await opened.getByRole('dialog').getByText(/^It has \d+ devices now/).waitFor();
  await opened.getByRole('button', { name: 'Keep it' }).click();
  await opened.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.deepEqual(drains, []);
  await first.click();
  await opened.getByRole('button', { name: 'Drain it' }).click();
  await until(() => drains.length === 1);
  assert.deepEqual(drains, ['POST']);
});

test('theTokenIsKeptNowhere', options, async () => {
  const opened = await page();
  await signIn(opened, 'admin');
  await opened.getByText(/^\d+ on /).waitFor();
  assert.deepEqual(await opened.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
  await opened.reload();
  await opened.getByText('need a token with the role admin').waitFor();
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [390, 1280]) {
    test(`everybodyCanUseIt (${colorScheme}, ${width} pixels wide)`, options, async () => {
      const user = someone();
      const ada = await device(user);
      await call('POST', 'tasks', { user, title: 'one' });
      const opened = await page({ colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
      await signIn(opened, 'admin');
      await opened.getByLabel('Of the user', { exact: true }).fill(user);
      await opened.getByRole('button', { name: 'Show' }).click();
      await opened.getByRole('button', { name: user }).click();
      await opened.getByText('handed over', { exact: true }).first().waitFor();
      await opened.screenshot({ path: `${output('screenshots')}operator-${colorScheme}-${width}.png`, fullPage: true });
      assert.equal(await opened.evaluate('document.documentElement.scrollWidth'), width, 'nothing to scroll sideways');
      await opened.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
      const violations = await opened.evaluate(async () => {
        const { violations } = await window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`);
      });
      assert.deepEqual(violations, []);
      ada.close();
    });
  }
}
