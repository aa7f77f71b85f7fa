import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundle, run } from './bundle.js';
import { base, here, lacks, launch, require, someone, until } from './tools.js';

/** The React bindings, on a server and in a real browser under StrictMode. */
const packages = ['esbuild', 'react', 'react-dom'];
const lacking = lacks({ packages });
const noBrowser = lacks({ packages, gateway: true, browser: true });

test('aServerRendersItWithoutConnecting', { skip: lacking }, async () => {
  const contents = `
    import { createElement } from 'react';
    import { renderToString } from 'react-dom/server';
    import { App } from './react-app.jsx';
    export const html = renderToString(createElement(App, { token: () => { throw new Error('asked for a token') } }));`;
  const code = await bundle({ stdin: { contents, resolveDir: here } }, 'node');
  const module = { exports: {} };
  new Function('module', 'exports', 'require', code)(module, module.exports, require);
  assert.match(module.exports.html, /role="status"[^>]*data-state="connecting"/);
  assert.match(module.exports.html, /Disconnected/);
});

const noQuery = lacks({ packages: [...packages, '@tanstack/query-core'] });
test('theSameKeyIsTheSameListHoweverItIsWritten', { skip: noQuery }, async () => {
  const contents = `
    import { QueryClient } from '@tanstack/query-core';
    import { createElement } from 'react';
    import { renderToString } from 'react-dom/server';
    import { TaskcastProvider, useTasks } from '../../main/webapp/client/react.js';
    const queryClient = new QueryClient();
    const shown = (given) => createElement(() => useTasks({ load: () => [], ...given }).tasks.map(({ title }) => title).join());
    export const render = (...given) => {
      for (const { queryClient, key } of given) queryClient?.setQueryData([key].flat(), [{ id: 1, title: 'milk' }]);
      const lists = given.map((each, i) => createElement('p', { key: i }, shown(each)));
      return renderToString(createElement(TaskcastProvider, { token: '' }, lists));
    };
    export { queryClient };`;
  const code = await bundle({ stdin: { contents, resolveDir: here } }, 'node');
  const module = { exports: {} };
  new Function('module', 'exports', 'require', code)(module, module.exports, require);
  const { queryClient, render } = module.exports;
  const both = '<p>milk</p><p>milk</p>';
  assert.equal(render({ key: 'tasks', queryClient }, { key: ['tasks'] }, {}), `${both}<p>milk</p>`);
  const keys = [['tasks', { board: 7, mine: true }], ['tasks', { mine: true, board: 7 }]];
  assert.equal(render({ key: keys[0], queryClient }, { key: keys[1] }), both);
  assert.equal(render({ key: ['tasks', 'a'], queryClient }, { key: 'tasks' }), '<p>milk</p><p></p>');
  queryClient.clear();
});

test('oneConnectionUnderStrictModeAndEveryEventOnce', { skip: noBrowser, timeout: 60_000 }, async (t) => {
  const script = await bundle({ entryPoints: [`${here}react-browser.jsx`] });
  const browser = await launch();
  t.after(() => browser.close());
  const user = someone();
  const url = new URL(`/client/taskcast.js?user=${user}`, base).href; // any document of the gateway
  const { page, errors, ways } = await run(browser, url, script);

  await page.getByRole('status').getByText('Connected', { exact: true }).waitFor();
  await page.locator('#snapshot', { hasText: 'fresh: 0' }).waitFor();
  assert.equal(await page.locator('#user').innerText(), user);
  assert.equal(await page.locator('#legacy').innerText(), 'on');
  assert.equal(ways.size, 1, 'the connection of the first StrictMode effect is gone');

  for (const title of ['one', 'two']) {
    await fetch(new URL('/dev/tasks', base), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user, title }),
    });
    await page.locator('#heard', { hasText: title }).waitFor();
  }
  assert.equal(await page.locator('#heard').innerText(), 'one, two');

  for (const list of await page.locator('.list').all()) await list.getByText('one, two').waitFor();
  await page.getByText('Rename').first().click();
  for (const list of await page.locator('.list').all()) await list.getByText('mine, two').waitFor();
  await page.evaluate('refuse()');
  for (const list of await page.locator('.list').all()) await list.getByText('one, two').waitFor();

  await page.getByText('More').click();
  await page.locator('#late', { hasText: 'late: 2' }).waitFor();
  assert.equal(await page.locator('#snapshot').innerText(), 'fresh: 0', 'who was there is not asked again');

  await page.getByText('Unmount').click();
  await until(
    () => ways.size === 0,
    () => ways.size,
  ); // no connection stays open after it
  await page.getByText('Mount', { exact: true }).click();
  await page.locator('#snapshot', { hasText: 'fresh: 2' }).waitFor();
  assert.deepEqual(errors, []);
});
