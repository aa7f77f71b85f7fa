import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { base, call, lacks, launch, output, require, signed, someone } from './tools.js';

/** The demo page of a real gateway in a real browser. Screenshots go to target/screenshots. */
const lacking = lacks({ packages: ['axe-core'], gateway: true, browser: true });
const options = { skip: lacking, timeout: 60_000 };

let browser;
const problems = [];
before(async () => {
  if (!lacking) browser = await launch();
});
after(async () => {
  await browser?.close();
  assert.deepEqual(problems, [], 'no page threw');
});

async function page(user, context = {}) {
  const opened = await (await browser.newContext(context)).newPage();
  opened.on('pageerror', (error) => problems.push(error.message));
  await opened.goto(new URL(`?user=${encodeURIComponent(user)}`, base).href);
  for (const name of ['Laptop', 'Phone']) await device(opened, name).getByText('Live').waitFor();
  return opened;
}

const device = (opened, name) => opened.getByRole('region', { name, exact: true });
const line = (opened, name) => device(opened, name).getByRole('switch', { name: `Line of ${name}`, exact: true });
const slow = (opened, name) => device(opened, name).getByRole('switch', { name: `Slow line of ${name}` });
const reload = (opened, name) => device(opened, name).getByRole('button', { name: `Reload ${name}` });
const show = (opened, name) => opened.screenshot({ path: `${output('screenshots')}${name}.png`, fullPage: true });

async function add(opened, name, title) {
  await device(opened, name).getByLabel('New task').fill(title);
  await device(opened, name).getByLabel('New task').press('Enter');
}

test('aChangeOnOneDeviceIsSeenOnAllInEveryWindowOfTheUserAndOnNoOther', options, async () => {
  const user = someone();
  const [here, there, stranger] = [await page(user), await page(user), await page(someone())];
  await add(here, 'Laptop', 'Write the minutes');
  for (const window of [here, there]) {
    for (const name of ['Laptop', 'Phone']) await device(window, name).getByText('Write the minutes').waitFor();
  }
  await device(there, 'Phone').getByRole('button', { name: 'Complete Write the minutes' }).click();
  await device(here, 'Laptop').getByRole('button', { name: 'Write the minutes is completed' }).waitFor();
  await device(here, 'Phone').getByRole('button', { name: 'Delete Write the minutes' }).click();
  await device(there, 'Laptop').getByText('No tasks yet').waitFor();
  assert.equal(await stranger.getByText('Write the minutes').count(), 0);
  assert.match(await device(stranger, 'Laptop').locator('.proof').innerText(), /^0 events/);
});

test('whatACutDeviceMissedArrivesOnceAndInOrder', options, async () => {
  const opened = await page(someone());
  await line(opened, 'Phone').click();
  await device(opened, 'Phone').getByText('Offline').waitFor();
  await opened.getByRole('button', { name: 'Publish 200 events' }).click();
  await device(opened, 'Laptop').getByText('200 of 200 · 0 missing · 0 twice').waitFor();
  await device(opened, 'Phone').getByText('0 of 200').waitFor();
  await show(opened, 'cut');
  await line(opened, 'Phone').click();
  await device(opened, 'Phone').getByText('200 of 200 · 0 missing · 0 twice').waitFor();
  await device(opened, 'Phone').getByText('Live').waitFor();
  await show(opened, 'mended');
});

test('aLineThatIsCutInTheMiddleOfBurstsLosesNothing', options, async () => {
  const opened = await page(someone());
  for (let round = 0; round < 3; round++) {
    await opened.getByRole('button', { name: 'Publish 200 events' }).click();
    await line(opened, 'Laptop').click();
    await line(opened, 'Laptop').click();
    await device(opened, 'Laptop').getByText('200 of 200 · 0 missing · 0 twice').waitFor();
  }
});

test('aSlowLineComesLaterAndADeviceThatIsReloadedInTheMiddleMissesNothing', options, async () => {
  const opened = await page(someone());
  await slow(opened, 'Phone').click();
  await opened.getByRole('button', { name: 'Publish 200 events' }).click();
  await reload(opened, 'Laptop').click();
  await device(opened, 'Laptop').getByText('200 of 200 · 0 missing · 0 twice').waitFor();
  assert.match(await device(opened, 'Phone').locator('.proof').innerText(), /^0 of 200/, 'the slow one is behind');
  await show(opened, 'slow');
  await reload(opened, 'Phone').click();
  await device(opened, 'Phone').getByText('Connecting').waitFor();
  await device(opened, 'Phone').getByText('200 of 200 · 0 missing · 0 twice').waitFor();
  await device(opened, 'Phone').getByText('Live').waitFor();
  await slow(opened, 'Phone').click();
  await add(opened, 'Phone', 'fast again');
  await device(opened, 'Laptop').getByText('fast again').waitFor();
});

test('aDeviceWhoseWebSocketsAreBlockedGoesOnByServerSentEventsAndIsCutAndSlowedAsBefore', options, async () => {
  const opened = await page(someone());
  const phone = device(opened, 'Phone');
  await phone.getByText('by WebSocket').waitFor();
  await phone.getByRole('switch', { name: 'WebSockets of Phone' }).click();
  await phone.getByText('by server-sent events').waitFor();
  await device(opened, 'Laptop').getByText('by WebSocket').waitFor();
  await opened.getByRole('button', { name: 'Publish 200 events' }).click();
  await phone.getByText('200 of 200 · 0 missing · 0 twice').waitFor();
  await phone.locator('summary').click();
  await phone.locator('.frames li', { hasText: 'GET /events' }).waitFor();
  await show(opened, 'stream');

  await line(opened, 'Phone').click();
  await phone.getByText('Offline').waitFor();
  await opened.getByRole('button', { name: 'Publish 200 events' }).click();
  await device(opened, 'Laptop').getByText('200 of 200 · 0 missing · 0 twice').waitFor();
  await slow(opened, 'Phone').click();
  await line(opened, 'Phone').click();
  await phone.getByText('200 of 200 · 0 missing · 0 twice').waitFor();
  await slow(opened, 'Phone').click();

  await phone.getByRole('switch', { name: 'WebSockets of Phone' }).click();
  await reload(opened, 'Phone').click();
  await phone.getByText('by WebSocket').waitFor();
  assert.deepEqual(await opened.evaluate('document.querySelectorAll("[data-verdict=bad]").length'), 0);
});

test('aTabThatTheBrowserFrozeInTheBackgroundCatchesUp', options, async () => {
  const user = someone();
  const [front, back] = [await page(user), await page(user)];
  const browserOf = await back.context().newCDPSession(back);
  await browserOf.send('Page.setWebLifecycleState', { state: 'frozen' });
  await add(front, 'Laptop', 'while it was frozen');
  await device(front, 'Phone').getByText('while it was frozen').waitFor();
  await browserOf.send('Page.setWebLifecycleState', { state: 'active' });
  for (const name of ['Laptop', 'Phone']) {
    await device(back, name).getByText('while it was frozen').waitFor();
    await device(back, name).getByText('Live').waitFor();
  }
});

test('markupInTitlesStaysText', options, async () => {
  const opened = await page(someone());
  const title = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
  await add(opened, 'Laptop', title);
  await device(opened, 'Phone').getByText(title).waitFor();
  await device(opened, 'Phone').locator('summary').click();
  await device(opened, 'Phone').locator('.frames li').first().waitFor();
  assert.equal(await opened.locator('main img, main script').count(), 0);
  assert.notEqual(await opened.title(), 'owned');
});

test('markupInEveryFieldOfAnEventStaysText', options, async () => {
  const user = someone();
  const opened = await page(user);
  const markup = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
  const event = {
    specversion: '1.0',
    id: markup,
    source: markup,
    type: 'task.updated',
    subject: user,
    time: '2026-11-23T10:00:00Z',
    data: { id: markup, title: markup, status: markup, description: markup, created_at: markup, updated_at: markup, [markup]: markup },
  };
  const { token } = await call('POST', 'token', { user: 'backend', groups: ['publisher'] });
  const published = await fetch(new URL('events', base), {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${token}` },
    body: JSON.stringify(event),
  });
  assert.equal(published.status, 202, await published.text());
  await device(opened, 'Phone').getByText(markup).first().waitFor();
  await device(opened, 'Phone').locator('summary').click();
  await device(opened, 'Phone').locator('.frames li', { hasText: 'task_update' }).first().waitFor();
  assert.equal(await opened.locator('main img, main script').count(), 0);
  assert.notEqual(await opened.title(), 'owned');
});

test('aTokenThatExpiresIsRenewedAndTheDeviceStaysLive', options, async () => {
  const user = someone();
  const opened = await (await browser.newContext()).newPage();
  await opened.route('**/dev/token', (route) => route.fulfill({ json: { token: signed(user, 8) } }));
  await opened.goto(new URL(`?user=${user}`, base).href);
  await device(opened, 'Phone').getByText('Live').waitFor();
  await device(opened, 'Phone').locator('summary').click();
  const frames = (type) => device(opened, 'Phone').locator('.frames li', { hasText: `"type":"${type}"` });
  await frames('auth_ok').nth(1).waitFor();
  await add(opened, 'Laptop', 'under a newer token');
  await device(opened, 'Phone').getByText('under a newer token').first().waitFor();
  assert.equal(await frames('welcome').count(), 1, 'the connection is the first one');
  await device(opened, 'Phone').getByText('Live').waitFor();
});

test('theFramesShowNoToken', options, async () => {
  const opened = await page(someone());
  await device(opened, 'Phone').locator('summary').click();
  const auth = device(opened, 'Phone').locator('.frames li', { hasText: '"type":"auth"' });
  await auth.waitFor();
  assert.match(await auth.innerText(), /"token":"…"/);
});

test('everythingWorksWithTheKeyboard', options, async () => {
  const opened = await page(someone());
  await add(opened, 'Laptop', 'Before');
  await device(opened, 'Phone').getByText('Before').waitFor();
  await device(opened, 'Laptop').getByLabel('New task').focus();
  for (const key of ['Tab', 'Tab', 'Tab', 'Tab', 'Enter']) await opened.keyboard.press(key);
  await opened.keyboard.type('After');
  await opened.keyboard.press('Enter');
  await device(opened, 'Phone').getByText('After').waitFor();
  await opened.keyboard.press('Shift+Tab');
  await opened.keyboard.press('Space');
  await device(opened, 'Phone').getByRole('button', { name: 'After is completed' }).waitFor();
  await line(opened, 'Phone').focus();
  await opened.keyboard.press('Space');
  await device(opened, 'Phone').getByText('Offline').waitFor();
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [320, 1280]) {
    test(`everybodyCanUseIt (${colorScheme}, ${width} pixels wide)`, options, async () => {
      const opened = await page(someone(), { colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
      await add(opened, 'Laptop', 'A title that is much too long for the narrow card of a phone, and goes on and on');
      await line(opened, 'Phone').click();
      await device(opened, 'Laptop').locator('summary').click();
      await show(opened, `${colorScheme}-${width}`);
      assert.equal(await opened.evaluate('document.documentElement.scrollWidth'), width, 'nothing to scroll sideways');
      await opened.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
      const violations = await opened.evaluate(async () => {
        const { violations } = await window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`);
      });
      assert.deepEqual(violations, []);
    });
  }
}

test('nothingJumpsWhileThePageLoadsAndLives', options, async () => {
  const opened = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await opened.addInitScript(() => {
    window.shift = 0;
    const add = (list) => list.getEntries().forEach((entry) => (window.shift += entry.value));
    new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
  });
  await opened.goto(new URL(`?user=${someone()}`, base).href);
  await device(opened, 'Phone').getByText('Live').waitFor();
  await opened.getByRole('button', { name: 'Publish 200 events' }).click();
  await device(opened, 'Phone').getByText('200 of 200 · 0 missing').waitFor();
  const shift = await opened.evaluate('window.shift');
  assert.ok(shift < 0.01, `cumulative layout shift ${shift}`);
});
