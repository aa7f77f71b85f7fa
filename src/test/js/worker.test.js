import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, call, lacks, launch, someone } from './tools.js';

/** The library without a document: in a worker, with the files that the gateway serves. */
const options = { skip: lacks({ gateway: true, browser: true }), timeout: 30_000 };
let browser;
before(async () => {
  if (!options.skip) browser = await launch();
});
after(() => browser?.close());

test('aWorkerHearsTheEventsOfItsUser', options, async () => {
  const user = someone();
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  await page.goto(new URL('client/taskcast.js', base).href); // any document of the gateway
  const { token } = await call('POST', 'token', { user });
  const code = `
    import { connect } from '${new URL('client/taskcast.js', base)}';
    const connection = connect({ url: '${new URL('ws', base)}', token: '${token}' });
    connection.onReset(() => postMessage('ready'));
    connection.on('*', ({ task }) => postMessage(task.title));`;
  await page.evaluate((code) => {
    window.heard = [];
    const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    const worker = new Worker(address, { type: 'module' });
    worker.onmessage = ({ data }) => window.heard.push(data);
    worker.onerror = ({ message }) => window.heard.push(`error: ${message}`);
  }, code);
  await page.waitForFunction(() => window.heard.length === 1);
  await call('POST', 'tasks', { user, title: 'one' });
  await page.waitForFunction(() => window.heard.length === 2);
  assert.deepEqual(await page.evaluate('heard'), ['ready', 'one']);
});
