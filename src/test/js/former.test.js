import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { bundle, run } from './bundle.js';
import { LossyLine } from './lossy-line.js';
import { readme } from './readme.js';
import { base, blocked, call, client, here, lacks, launch, output, someone, until } from './tools.js';

/**
 * An application of the former service (React, zustand) in a real browser. It runs with its own hook, provider and
 * indicator, and with ours; only one import differs.
 */
const lacking = lacks({ packages: ['esbuild', 'react', 'react-dom', 'zustand'], gateway: true, browser: true });
const options = { skip: lacking, timeout: 60_000 };
let browser;
before(async () => {
  if (!lacking) browser = await launch();
});
after(() => browser?.close());

/** Our version is the one new file that our README has for such an application. */
const OURS = 'lib/websocket.ts';
function written() {
  const file = `${output('client-tests/former')}websocket.ts`;
  writeFileSync(file, readme[OURS]);
  return file;
}

async function opened(library, user, query = '') {
  const script = await bundle({
    entryPoints: [`${here}former/app.tsx`],
    alias: {
      '@/lib/websocket': library === OURS ? written() : `${here}former/${library}`,
      '@/stores': `${here}former/stores.ts`,
      '@taskcast/client/stores': `${client}stores.js`,
    },
    define: { 'process.env.NEXT_PUBLIC_WS_URL': 'WS_URL' },
  });
  const line = await new LossyLine(base).listen();
  const url = new URL(`client/taskcast.js?user=${user}${query}`, line.url).href;
  const app = await run(browser, url, script, `window.WS_URL = '${line.url.replace('http', 'ws').slice(0, -1)}';`);
  return { ...app, line, calls: () => app.page.evaluate('calls()') };
}

for (const library of blocked ? [OURS] : ['before.tsx', OURS]) {
  test(`theApplicationDoesTheSame (${library})`, options, async (t) => {
    const user = someone();
    const { page, errors, line, calls } = await opened(library, user);
    t.after(() => line.close());
    await page.getByText('Connected', { exact: false }).waitFor();
    await page.locator('#context', { hasText: 'true' }).waitFor();
    const { id } = await call('POST', 'tasks', { user, title: 'milk' });
    await page.getByText('milk (open)').waitFor();
    await call('PATCH', `tasks/${id}`, { user, title: 'bread' });
    await page.getByText('bread (open)').waitFor();
    await call('POST', `tasks/${id}/complete`, { user });
    await page.getByText('bread (completed)').waitFor();
    await call('DELETE', `tasks/${id}?user=${user}`);
    await page.getByText('bread').waitFor({ state: 'detached' });
    assert.deepEqual(await calls(), ['add milk', 'update bread open', 'update bread completed', 'remove']);

    line.break();
    await page.getByText('Disconnected').waitFor();
    assert.equal(await page.locator('#context').innerText(), 'false');
    line.mend();
    await page.locator('#context', { hasText: 'true' }).waitFor();
    await call('POST', 'tasks', { user, title: 'after' });
    await page.getByText('after (open)').waitFor();

    await page.evaluate('signOut()');
    await page.getByText('Disconnected').waitFor();
    assert.deepEqual(errors, []);
  });
}

test('withOursNothingIsMissedWhileTheLineWasDown', options, async (t) => {
  const user = someone();
  const { page, line, calls, ways } = await opened(OURS, user);
  t.after(() => line.close());
  await page.locator('#context', { hasText: 'true' }).waitFor();
  line.break();
  await page.getByText('Disconnected').waitFor();
  for (const title of ['one', 'two', 'three']) await call('POST', 'tasks', { user, title });
  line.mend();
  await page.getByText('three (open)').waitFor();
  assert.deepEqual(await calls(), ['add one', 'add two', 'add three']);
  assert.equal(ways.size, 1);
});

test('aDraftStaysWhenItsUserSignsOutAndAnotherSignsIn', options, async (t) => {
  const [user, other] = [someone(), someone()];
  const { page, line, calls, ways } = await opened(OURS, user);
  t.after(() => line.close());
  await page.locator('#context', { hasText: 'true' }).waitFor();
  await page.getByLabel('Draft').fill('half a sentence');
  await page.evaluate('signOut()');
  await page.locator('#context', { hasText: 'false' }).waitFor();
  const { token } = await call('POST', 'token', { user: other });
  await page.evaluate((given) => window.signIn(given), token);
  await page.locator('#context', { hasText: 'true' }).waitFor();
  assert.equal(await page.getByLabel('Draft').inputValue(), 'half a sentence');
  await call('POST', 'tasks', { user, title: 'not for the other one' });
  await call('POST', 'tasks', { user: other, title: 'for the other one' });
  await until(async () => (await calls()).length > 0, calls);
  assert.deepEqual(await calls(), ['add for the other one']);
  assert.equal(ways.size, 1);

  // Switches directly from one user to another.
  const { token: back } = await call('POST', 'token', { user });
  await page.evaluate((given) => window.signIn(given), back);
  await until(async () => {
    await call('POST', 'tasks', { user, title: 'for the first one' });
    return (await calls()).includes('add for the first one');
  }, calls);
  assert.equal(await page.getByLabel('Draft').inputValue(), 'half a sentence');
});

test('theHookAloneKeepsAConnectionOfItsOwn', options, async (t) => {
  const user = someone();
  const { page, line, calls, ways } = await opened(OURS, user, '&hook=true');
  t.after(() => line.close());
  await page.locator('#hook', { hasText: 'true' }).waitFor();
  await call('POST', 'tasks', { user, title: 'one' });
  await until(async () => (await calls()).length === 1, calls);
  assert.deepEqual(await calls(), ['add one']);
  await page.evaluate('show(false)');
  await until(
    () => ways.size === 0,
    () => ways.size,
  );
});
