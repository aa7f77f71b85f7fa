import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

/** The page that shows the OpenAPI document, of a real gateway in a real browser, as in page.test.js. */
const base = process.env.TASKCAST_URL;
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const require = createRequire(import.meta.url);
const lacking = [
  !base && 'TASKCAST_URL names no gateway',
  !existsSync(chromium) && 'no Chromium',
  !existsSync(new URL('node_modules/playwright-core/package.json', import.meta.url)) && 'npm install was not run',
].find(Boolean);
const screenshots = fileURLToPath(new URL('../../../target/screenshots/', import.meta.url));

test('everyRouteIsShownWithItsExamplesAndAnswers', { skip: lacking, timeout: 60_000 }, async () => {
  const browser = await require('playwright-core').chromium.launch({
    executablePath: chromium, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
    await page.goto(new URL('demo/openapi.html', base).href);
    await page.getByRole('heading', { name: 'POST /task-updates' }).waitFor();
    assert.deepEqual(await page.getByRole('heading', { level: 2 }).allInnerTexts(),
      ['POST /events', 'GET /dapr/subscribe', 'POST /task-updates']);
    const events = page.locator('section').first();
    for (const status of ['202', '400', '401', '403', '413', '415', '503']) {
      await events.getByRole('cell', { name: status, exact: true }).waitFor();
    }
    assert.match(await events.innerText(), /application\/cloudevents-batch\+json: two/);
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: `${screenshots}openapi.png`, fullPage: true });
    assert.deepEqual(problems, []);
  } finally {
    await browser.close();
  }
});
