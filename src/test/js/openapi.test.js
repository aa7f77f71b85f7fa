import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { base, lacks, launch, output, require } from './tools.js';

/** The page that shows the OpenAPI document, of a real gateway in a real browser. */
const options = { skip: lacks({ packages: ['axe-core'], gateway: true, browser: true }), timeout: 60_000 };

test('everyRouteIsShownWithItsExamplesAndAnswersAndEverybodyCanReadIt', options, async () => {
  const browser = await launch();
  try {
    const document = await (await fetch(new URL('openapi', base))).json();
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    for (const [colorScheme, width] of [['light', 1280], ['dark', 390]]) {
      const page = await (await browser.newContext({ colorScheme, viewport: { width, height: 800 }, bypassCSP: true })).newPage();
      const problems = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
      await page.goto(new URL('demo/openapi.html', base).href);
      await page.getByRole('heading', { name: 'POST /task-updates' }).waitFor();
      assert.deepEqual(await page.getByRole('heading', { level: 2 }).allInnerTexts(), routes);
      const events = page.getByRole('region', { name: 'POST /events', exact: true });
      for (const status of ['202', '400', '401', '403', '413', '415', '503']) {
        await events.getByRole('cell', { name: status, exact: true }).waitFor();
      }
      assert.match(await events.innerText(), /application\/cloudevents-batch\+json: two/);
      await page.screenshot({ path: `${output('screenshots')}openapi-${colorScheme}-${width}.png`, fullPage: true });
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width, 'nothing to scroll sideways');
      await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
      const violations = await page.evaluate(async () => (await window.axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`));
      assert.deepEqual(violations, []);
      assert.deepEqual(problems, []);
    }
  } finally {
    await browser.close();
  }
});
