import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, lacks, launch, output } from './tools.js';

/** The page that shows the OpenAPI document, of a real gateway in a real browser. */
const options = { skip: lacks({ gateway: true, browser: true }), timeout: 60_000 };

test('everyRouteIsShownWithItsExamplesAndAnswers', options, async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
    await page.goto(new URL('demo/openapi.html', base).href);
    await page.getByRole('heading', { name: 'POST /task-updates' }).waitFor();
    assert.deepEqual(await page.getByRole('heading', { level: 2 }).allInnerTexts(),
      ['POST /events', 'GET /presence', 'GET /dapr/subscribe', 'POST /task-updates']);
    const events = page.locator('section').first();
    for (const status of ['202', '400', '401', '403', '413', '415', '503']) {
      await events.getByRole('cell', { name: status, exact: true }).waitFor();
    }
    assert.match(await events.innerText(), /application\/cloudevents-batch\+json: two/);
    await page.screenshot({ path: `${output('screenshots')}openapi.png`, fullPage: true });
    assert.deepEqual(problems, []);
  } finally {
    await browser.close();
  }
});
