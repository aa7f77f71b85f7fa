import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { base, call, lacks, launch, output, require, signed, someone, until } from './tools.js';

/** The demo page of a real gateway in a real browser. Screenshots go to target/screenshots. */
const lacking = lacks({ packages: ['axe-core'], gateway: true, browser: true });
const options = { skip: lacking, timeout: 60_000 };

let browser;
let running;
const problems = [];
before(async () => {
  if (!lacking) browser = await launch();
});
beforeEach((t) => (running = t.name));
// A page that stays open keeps running, and takes processor time from the next one.
afterEach(() => Promise.all((browser?.contexts() ?? []).map((context) => context.close())));
after(async () => {
  await browser?.close();
  assert.deepEqual(problems, [], 'no page threw, and nothing went wrong on a console');
});

async function page(user, context = {}) {
  const opened = await (await browser.newContext(context)).newPage();
  watch(opened);
  await opened.goto(new URL(`?user=${encodeURIComponent(user)}`, base).href);
  for (const name of ['Laptop', 'Phone']) await device(opened, name).getByText('Live').waitFor();
  return opened;
}

/**
 * Errors are reported at the end. If a test refuses WebSockets, two errors are expected: the socket itself, and a 401.
 * The client asks without a token and learns from the 401 that HTTP works.
 */
function watch(opened) {
  const wanted = /\/blocked\b|status of 401 .*\/events\?visit=\d+$/;
  opened.on('pageerror', (error) => problems.push(`${running}: ${error.message}`));
  opened.on('console', (line) => {
    const text = `${line.text()} ${line.location().url}`;
    if (line.type() === 'error' && !wanted.test(text)) problems.push(`${running}: ${text}`);
  });
}

const device = (opened, name) => opened.getByRole('region', { name, exact: true });
const line = (opened, name) => device(opened, name).getByRole('switch', { name: `Network on: ${name}`, exact: true });
const slow = (opened, name) => device(opened, name).getByRole('switch', { name: `Delay 1.5 s: ${name}` });
const reload = (opened, name) => device(opened, name).getByRole('button', { name: `Reload ${name}` });
async function show(opened, name) {
  await opened.evaluate('window.scrollTo(0, 0)');
  await opened.screenshot({ path: `${output('screenshots')}${name}.png`, fullPage: true });
}

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
  await device(there, 'Laptop').getByText('No tasks. Add one').waitFor();
  assert.equal(await stranger.getByText('Write the minutes').count(), 0);
  assert.match(await device(stranger, 'Laptop').locator('.proof').innerText(), /^0 events/);
});

test('eventsThatACutDeviceMissedArriveOnceAndInOrder', options, async () => {
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
  await phone.getByRole('switch', { name: 'WebSockets allowed: Phone' }).click();
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

  await phone.getByRole('switch', { name: 'WebSockets allowed: Phone' }).click();
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
  for (const key of ['Tab', 'Tab', 'ArrowRight', 'Enter']) await opened.keyboard.press(key);
  await opened.keyboard.type('After');
  await opened.keyboard.press('Enter');
  assert.equal(await device(opened, 'Laptop').getByLabel('Title').count(), 0, 'Enter saves, and does not edit again');
  assert.equal(await device(opened, 'Laptop').locator('.title').innerText(), 'After', 'shown at once');
  await device(opened, 'Phone').getByText('After').waitFor();
  await opened.keyboard.press('ArrowLeft');
  await opened.keyboard.press('Space');
  await device(opened, 'Phone').getByRole('button', { name: 'After is completed' }).waitFor();
  await line(opened, 'Phone').focus();
  await opened.keyboard.press('Space');
  await device(opened, 'Phone').getByText('Offline').waitFor();
});

test('aTitleThatIsTypedWhileTheOneBeforeIsOnItsWayIsKept', options, async () => {
  const opened = await page(someone());
  let pass;
  const held = new Promise((resolve) => (pass = resolve));
  await opened.route('**/dev/tasks', (route) => held.then(() => route.continue()));
  await add(opened, 'Laptop', 'first');
  await device(opened, 'Laptop').getByLabel('New task').fill('second');
  pass();
  await device(opened, 'Laptop').getByText('first', { exact: true }).waitFor();
  assert.equal(await device(opened, 'Laptop').getByLabel('New task').inputValue(), 'second');
});

test('aRenameThatIsRefusedShowsTheFormerTitleAgain', options, async () => {
  const opened = await page(someone());
  await add(opened, 'Laptop', 'Before');
  const title = device(opened, 'Laptop').locator('.title');
  await title.click();
  await opened.route('**/dev/tasks/*', (route) => route.fulfill({ status: 202, json: {} }));
  await opened.keyboard.type('After');
  await opened.keyboard.press('Enter');
  assert.equal(await title.innerText(), 'After');
  await line(opened, 'Laptop').click();
  await title.click();
  await opened.keyboard.type('Never');
  await opened.keyboard.press('Enter');
  await opened.getByRole('alert').getByText('This device is offline.').waitFor();
  await title.getByText('Before').waitFor();
});

/** Shows exactly these tasks, in place of the gateway's. */
const has = (opened, titles) =>
  opened.route('**/dev/tasks?*', (route) =>
    route.fulfill({ json: { tasks: titles.map((title, i) => ({ id: `t-${i}`, title, status: 'open', created_at: `2026-01-01T00:00:${i % 60}Z` })) } }),
  );

test('tabReachesAListOfTwoHundredTasksOnceAndTheArrowKeysGoOnFromThere', options, async () => {
  const opened = await (await browser.newContext()).newPage();
  watch(opened);
  await has(opened, Array.from({ length: 200 }, (_, i) => `Task ${i}`));
  await opened.goto(new URL(`?user=${someone()}`, base).href);
  await device(opened, 'Phone').getByText('Task 199', { exact: true }).waitFor();
  const stops = await opened.evaluate(
    () => [...document.querySelectorAll('a, button, input, select, summary, [tabindex]')].filter((it) => it.tabIndex >= 0 && it.checkVisibility()).length,
  );
  assert.ok(stops < 40, `${stops} tab stops`);
  const list = device(opened, 'Laptop').getByRole('grid', { name: 'Tasks' });
  assert.equal(await list.locator('[tabindex="0"]').count(), 1);
  await list.locator('.done').first().focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowUp']) await opened.keyboard.press(key);
  const focused = () => opened.evaluate('document.activeElement.getAttribute("aria-label")');
  const second = await list.locator('.title').nth(1).innerText();
  assert.equal(await focused(), `Delete ${second}`);
  await opened.keyboard.press('Control+End');
  await opened.keyboard.press('Home');
  assert.equal(await focused(), `Complete ${await list.locator('.title').last().innerText()}`);
  await opened.keyboard.press('Tab');
  await opened.keyboard.press('Shift+Tab');
  assert.equal(await focused(), `Complete ${await list.locator('.title').last().innerText()}`, 'Tab comes back to where one was');
});

test('whereTheTaskOfTheFocusIsDeletedTheNextOneHasIt', options, async () => {
  const opened = await page(someone());
  for (const title of ['one', 'two']) {
    await add(opened, 'Laptop', title);
    await device(opened, 'Laptop').getByText(title, { exact: true }).waitFor();
  }
  await device(opened, 'Laptop').getByRole('button', { name: 'Delete two' }).focus();
  await opened.keyboard.press('Enter');
  await device(opened, 'Laptop').getByText('two', { exact: true }).waitFor({ state: 'detached' });
  assert.equal(await opened.evaluate('document.activeElement.getAttribute("aria-label")'), 'Complete one');
});

test('anEmptyListSaysWhetherAnythingWasLoaded', options, async () => {
  const opened = await (await browser.newContext()).newPage();
  const laptop = device(opened, 'Laptop');
  let answer;
  let held = new Promise((resolve) => (answer = resolve));
  let status = 503;
  await opened.route('**/dev/tasks?*', async (route) => {
    await held;
    await route.fulfill({ status, json: status === 200 ? { tasks: [] } : { title: 'Service Unavailable' } });
  });
  await opened.goto(new URL(`?user=${someone()}`, base).href);
  await laptop.getByText('Loading the tasks…').waitFor();
  await laptop.getByText('Catching up').waitFor();
  await show(opened, 'catching-up');
  answer();
  await laptop.getByText('The tasks could not be loaded.').waitFor();
  await line(opened, 'Laptop').click();
  await laptop.getByText('Not loaded: this device is offline.').waitFor();
  await show(opened, 'not-loaded');
  status = 200;
  await line(opened, 'Laptop').click();
  await laptop.getByText('No tasks. Add one').waitFor();
});

test('theProofIsSumOfAllDevicesAndABurstOfAnotherWindowCountsToo', options, async () => {
  const user = someone();
  const [here, there] = [await page(user), await page(user)];
  assert.match(await here.getByRole('link', { name: 'Open a second window' }).getAttribute('href'), new RegExp(`user=${user}`));
  await here.getByRole('button', { name: 'Publish 200 events' }).click();
  for (const window of [here, there]) {
    await window.locator('#verdict').getByText('400 of 400 · 0 missing · 0 twice').waitFor();
    const row = device(window, 'Phone').locator('.task').first();
    assert.equal(await row.locator('.title').innerText(), 'Burst: update 200 of 200', 'the burst is the first row');
  }
  await Promise.all([here, there].map((window) => window.getByRole('button', { name: 'Publish 200 events' }).click()));
  for (const window of [here, there]) {
    await until(async () => /^(400 of 400|800 of 800) · 0 missing · 0 twice$/.test(await window.locator('#verdict-text').innerText()));
  }
});

test('aBurstIsInSightOnAPhoneAndInAListThatWasScrolled', options, async () => {
  const opened = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  watch(opened);
  await has(opened, Array.from({ length: 40 }, (_, i) => `Task ${i}`));
  await opened.goto(new URL(`?user=${someone()}`, base).href);
  const boxes = [];
  for (const name of ['Laptop', 'Phone']) {
    await device(opened, name).getByText('Task 39', { exact: true }).waitFor();
    boxes.push(await device(opened, name).boundingBox());
  }
  assert.equal(boxes[0].y, boxes[1].y, 'two devices side by side');
  await device(opened, 'Phone').locator('.tasks').evaluate((list) => (list.scrollTop = 400));
  await opened.evaluate('window.scrollTo(0, document.querySelector(".tasks").getBoundingClientRect().top - 300)');
  await opened.getByRole('button', { name: 'Publish 200 events' }).click();
  await device(opened, 'Phone').getByText('200 of 200 · 0 missing · 0 twice').waitFor();
  const seen = await device(opened, 'Phone').locator('.task').first().evaluate((row) => {
    const { left, top, height } = row.getBoundingClientRect();
    return row.contains(document.elementFromPoint(left + 50, top + height / 2));
  });
  assert.ok(seen, 'its row is where one looks');
  await opened.screenshot({ path: `${output('screenshots')}phone-burst.png` });
});

test('aTitleIsReadAsAWholeAndInItsOwnDirection', options, async () => {
  const opened = await page(someone(), { viewport: { width: 390, height: 844 } });
  const [long, arabic] = ['A title that is much too long for a narrow card, '.repeat(4).slice(0, 195), 'اشتري الحليب 2'];
  for (const title of [long, arabic]) await add(opened, 'Laptop', title);
  await device(opened, 'Phone').getByText(arabic).waitFor();
  const cut = await opened.evaluate(() => [...document.querySelectorAll('.title')].filter((it) => it.scrollWidth > it.clientWidth || it.scrollHeight > it.clientHeight + 1).length);
  assert.equal(cut, 0, 'no title is cut');
  const direction = (title) => device(opened, 'Phone').getByText(title).evaluate((it) => getComputedStyle(it).direction);
  assert.deepEqual([await direction(long), await direction(arabic)], ['ltr', 'rtl']);
  assert.equal(await device(opened, 'Phone').getByLabel('New task').getAttribute('dir'), 'auto');
});

test('chartsHaveAxes', options, async () => {
  const opened = await page(someone());
  await opened.getByRole('button', { name: 'Publish 200 events' }).click();
  await opened.locator('.chart.rate .top').getByText(/^[1-9]\d\d$/).waitFor();
  for (const chart of await opened.locator('.chart').all()) {
    assert.match(await chart.locator('.plot').innerText(), /^[\d,]+( ms)?\s+0\s+1 min ago\s+now$/);
  }
});

test('everyDocumentThatIsLinkedIsThere', options, async () => {
  const opened = await page(someone());
  const links = await opened.locator('.documents a, footer a').evaluateAll((all) => all.map(({ href }) => href));
  assert.ok(links.length >= 8);
  for (const link of links) {
    const response = await fetch(link);
    assert.equal(response.status, 200, link);
    if (link.endsWith('.md')) assert.equal(response.headers.get('content-type')?.toLowerCase().replace(' ', ''), 'text/plain;charset=utf-8', link);
  }
});

test('withoutJavaScriptASentenceSaysWhyThePageIsEmpty', options, async () => {
  const opened = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await opened.goto(base);
  await opened.locator('.intro .notice-page').waitFor(); // getByText ignores text in <noscript>
  assert.match(await opened.locator('.intro .notice-page').innerText(), /^This page needs JavaScript/);
  assert.equal(await opened.getByRole('button').count(), 0, 'no control that does nothing');
  await opened.screenshot({ path: `${output('screenshots')}no-script.png` });
});

test('whereTheSystemChoosesTheColoursSwitchesAndDotsAreSeen', options, async () => {
  const opened = await page(someone(), { forcedColors: 'active' });
  await line(opened, 'Phone').click();
  await device(opened, 'Phone').getByText('Offline').waitFor();
  const looks = (selector, pseudo = '') =>
    opened.evaluate(([of, part]) => {
      const [on, off] = ['Laptop', 'Phone'].map((name) => document.querySelector(`[aria-label="Network on: ${name}"]`)?.closest('.device'));
      return [on, off].map((device) => {
        const { backgroundColor, borderTopWidth } = getComputedStyle(device.querySelector(of), part);
        return `${backgroundColor} ${borderTopWidth}`;
      });
    }, [selector, pseudo]);
  const ground = await opened.evaluate('getComputedStyle(document.body).backgroundColor');
  const tracks = await looks('.switch i');
  const [on, off] = tracks;
  assert.notEqual(on, off, 'on and off differ');
  assert.match(off, / 1px$/);
  for (const [i, knob] of (await looks('.switch i', '::after')).entries()) {
    assert.notEqual(knob.split(' 0px')[0], tracks[i].split(' 1px')[0], 'a knob is seen');
  }
  const [live, offline] = await looks('.pill i');
  assert.ok(!live.startsWith(ground), `the dot is seen: ${live}`);
  assert.notEqual(live, offline, 'live and offline differ');
  await show(opened, 'forced-colours');
});

/** Everything that axe checks, not only what the law requires. */
async function accessible(opened) {
  await opened.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const violations = await opened.evaluate(async () => {
    const { violations } = await window.axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`)}`);
  });
  assert.deepEqual(violations, []);
}

for (const [name, width, context, dir] of [
  ['light-320', 320, {}],
  ['light-390', 390, {}],
  ['dark-390', 390, { colorScheme: 'dark' }],
  ['light-1280', 1280, {}],
  ['dark-1280', 1280, { colorScheme: 'dark' }],
  ['rtl-390', 390, {}, 'rtl'],
  ['rtl-1280', 1280, {}, 'rtl'],
]) {
  test(`everybodyCanUseIt (${name})`, options, async () => {
    const opened = await page(someone(), { viewport: { width, height: 800 }, bypassCSP: true, ...context });
    if (dir) await opened.evaluate((to) => (document.documentElement.dir = to), dir);
    await add(opened, 'Laptop', 'A title that is much too long for the narrow card of a phone, and goes on and on');
    await add(opened, 'Laptop', 'اشتري الحليب');
    await opened.getByRole('button', { name: 'Publish 200 events' }).click();
    await opened.locator('#verdict').getByText('400 of 400').waitFor();
    await device(opened, 'Phone').getByRole('button', { name: 'Complete اشتري الحليب' }).click();
    await device(opened, 'Laptop').getByRole('button', { name: 'اشتري الحليب is completed' }).waitFor();
    await line(opened, 'Phone').click();
    await device(opened, 'Phone').getByText('Offline').waitFor();
    await device(opened, 'Laptop').locator('summary').click();
    await show(opened, name);
    assert.equal(await opened.evaluate('document.documentElement.scrollWidth'), width, 'nothing to scroll sideways');
    await accessible(opened);
  });
}

test('nothingJumpsWhileThePageLoadsAndLives', options, async () => {
  const opened = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await opened.addInitScript(() => {
    window.shift = 0;
    const add = (list) => list.getEntries().forEach((entry) => (window.shift += entry.value));
    new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
  });
  await opened.screenshot(); // A busy browser gives a page its size late; then all of it jumps.
  // A long name must move nothing, wherever the page shows it.
  await opened.goto(new URL(`?user=${someone()}-with-a-name-of-many-letters`, base).href);
  await device(opened, 'Phone').getByText('Live').waitFor();
  await opened.getByRole('button', { name: 'Publish 200 events' }).click();
  await device(opened, 'Phone').getByText('200 of 200 · 0 missing').waitFor();
  const shift = await opened.evaluate('window.shift');
  await show(opened, 'long-name');
  assert.ok(shift < 0.01, `cumulative layout shift ${shift}`);
});
