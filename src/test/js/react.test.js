import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, here, installed, lacks, launch, require } from './tools.js';

/** The React bindings, on a server and in a real browser under StrictMode. */
const packages = ['esbuild', 'react', 'react-dom'];
const lacking = lacks({ packages });
const noBrowser = lacks({ packages, gateway: true, browser: true });

async function bundle(input, platform) {
  const { outputFiles } = await require('esbuild').build({
    ...input,
    bundle: true,
    write: false,
    platform,
    format: platform === 'node' ? 'cjs' : 'iife',
    jsx: 'automatic',
    nodePaths: [`${installed}node_modules`],
  });
  return outputFiles[0].text;
}

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

test('oneConnectionUnderStrictModeAndEveryEventOnce', { skip: noBrowser, timeout: 60_000 }, async (t) => {
  const script = await bundle({ entryPoints: [`${here}react-browser.jsx`] }, 'browser');
  const browser = await launch();
  t.after(() => browser.close());
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  const errors = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  const sockets = new Set();
  page.on('websocket', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const user = `react-${process.pid}`;
  await page.goto(new URL(`/client/taskcast.js?user=${user}`, base).href); // any document of the gateway
  await page.evaluate(() => (document.body.innerHTML = '<div id="root"></div>'));
  await page.addScriptTag({ content: script });

  await page.getByRole('status').getByText('Connected', { exact: true }).waitFor();
  await page.locator('#snapshot', { hasText: 'fresh: 0' }).waitFor();
  assert.equal(await page.locator('#user').innerText(), user);
  assert.equal(await page.locator('#legacy').innerText(), 'on');
  assert.equal(sockets.size, 1, 'the connection of the first StrictMode effect is gone');

  for (const title of ['one', 'two']) {
    await fetch(new URL('/dev/tasks', base), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user, title }),
    });
    await page.locator('#heard', { hasText: title }).waitFor();
  }
  assert.equal(await page.locator('#heard').innerText(), 'one, two');

  await page.getByText('Unmount').click();
  await assert.doesNotReject(async () => {
    for (let i = 0; sockets.size && i < 200; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  });
  assert.equal(sockets.size, 0, 'nothing stays open after it');
  await page.getByText('Mount', { exact: true }).click();
  await page.locator('#snapshot', { hasText: 'fresh: 2' }).waitFor();
  assert.deepEqual(errors, []);
});
