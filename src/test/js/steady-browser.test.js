import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { Chromium } from './chromium.js';
import { client, lacks, until } from './tools.js';

/** A worker's timers, in a hidden page of a real Chromium that throttles the page's own timers. */
const options = { skip: lacks({ browser: true, packages: ['ws'] }), timeout: 60_000 };

/** A server that serves the client to an empty page; at `/strict` with a policy that forbids workers. */
async function place(t) {
  const server = createServer(({ url }, response) => {
    const script = url.endsWith('.js');
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    if (url === '/strict') response.setHeader('content-security-policy', "default-src 'self' 'unsafe-eval'; worker-src 'none'");
    response.end(script ? readFileSync(client + url.slice(1)) : '<!doctype html><title>x</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

const COUNT = `(async () => {
  const { steady } = await import('/steady.js');
  const runtime = { setTimeout: (...given) => setTimeout(...given), clearTimeout: (id) => clearTimeout(id) };
  window.end = steady(runtime);
  window.own = window.steadily = 0;
  (function tick() { own++; setTimeout(tick, 250); })();
  (function tick() { steadily++; runtime.setTimeout(tick, 250); })();
})()`;

test('theTimersOfAWorkerComeInTimeInAHiddenPageAndAPolicyThatForbidsItLeavesTheOthers', options, async (t) => {
  const address = await place(t);
  const chromium = await Chromium.start();
  t.after(() => chromium.close());
  const open = await chromium.context();
  const [tab, strict] = [await open(`${address}/`), await open(`${address}/strict`)];
  for (const each of [tab, strict]) {
    await until(() => each.run('document.readyState === "complete" && location.port !== ""').catch(() => false));
    await each.run(COUNT);
  }
  await open(`${address}/front`);
  await until(() => tab.run('document.hidden'));
  const counts = (each) => each.run('({ own, steadily })');
  await new Promise((resolve) => setTimeout(resolve, 4_000)); // Chromium throttles timers more after 2 s
  const before = await counts(tab);
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  const after = await counts(tab);
  const [own, steadily] = [after.own - before.own, after.steadily - before.steadily];
  t.diagnostic(`in 6 s, of timers of 250 ms: the page's own ${own}, a worker's ${steadily}`);
  assert.ok(own <= 8, `${own}: the browser held them back`);
  assert.ok(steadily >= 18, `${steadily}`);
  const there = await counts(strict);
  t.diagnostic(`where workers are forbidden: ${JSON.stringify(there)}`);
  assert.ok(there.steadily > 0 && Math.abs(there.steadily - there.own) <= 2, JSON.stringify(there));
  await tab.run('end()');
});
