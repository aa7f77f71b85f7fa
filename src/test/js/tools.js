import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Where ClientIT installs this folder's package.json. By hand: copy it with `cp src/test/js/package.json
 * target/client-tests`, and run `npm install --omit=peer` there.
 */
export const installed = fileURLToPath(new URL('../../../target/client-tests/', import.meta.url));
export const here = fileURLToPath(new URL('.', import.meta.url));
export const client = fileURLToPath(new URL('../../main/webapp/client/', import.meta.url));

/** Requires a package from there. */
export const require = createRequire(`${installed}package.json`);

/** A gateway in development mode: TASKCAST_URL=http://localhost:8005 */
export const base = process.env.TASKCAST_URL && new URL('/', process.env.TASKCAST_URL).href;
/** Whether a proxy before the gateway refuses every WebSocket: see without-upgrades.js. */
export const blocked = process.env.TASKCAST_UPGRADES === 'refused';
export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** What is missing for a test, in words, or false. */
export function lacks({ packages = [], gateway = false, browser = false }) {
  const needed = browser ? [...packages, 'playwright-core'] : packages;
  if (gateway && !base) return 'TASKCAST_URL names no gateway';
  if (browser && !existsSync(executablePath)) return 'no Chromium';
  const missing = needed.find((name) => !existsSync(`${installed}node_modules/${name}/package.json`));
  return missing ? `${missing} is not installed in target/client-tests` : false;
}

/** Node 20 has no WebSocket of its own. */
export const WebSocket = globalThis.WebSocket ?? (lacks({ packages: ['ws'] }) ? undefined : require('ws').WebSocket);

/** Debian's Chromium, or the one in the variable CHROMIUM. */
export const launch = () =>
  require('playwright-core').chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });

/** A page's open connections to a gateway: WebSockets and event streams, from now on. */
export function waysOf(page) {
  const ways = new Set();
  page.on('websocket', (socket) => {
    if (blocked) return; // no WebSocket gets through
    ways.add(socket);
    socket.on('close', () => ways.delete(socket));
  });
  page.on('response', (response) => {
    const request = response.request();
    if (response.ok() && request.method() === 'GET' && /\/events(\?|$)/.test(request.url())) ways.add(request);
  });
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => ways.delete(request));
  return ways;
}

/** A folder for a test's output, for a person to look at. */
export function output(name) {
  const folder = fileURLToPath(new URL(`../../../target/${name}/`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A user that no other test has. */
export const someone = (() => {
  let n = 0;
  return () => `js-${process.pid}-${Date.now()}-${++n}`;
})();

/** A token as the application's own sign-in would issue it. */
export function signed(user, seconds) {
  const now = Math.floor(Date.now() / 1000);
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { sub: user, iat: now, exp: now + seconds },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', process.env.BETTER_AUTH_SECRET).update(text).digest('base64url')}`;
}

/** The development API of the gateway. */
export async function call(method, path, body) {
  const response = await fetch(new URL(`dev/${path}`, base), {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Waits until the condition holds; fails with what was seen. */
export async function until(condition, seen = () => '', ms = 15_000) {
  const deadline = Date.now() + ms;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > deadline)
      throw new Error(`gave up waiting for ${condition}; saw …${JSON.stringify(await seen())?.slice(-1500)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The demo page at `address`, live; `states()` are the states of its first device since then. */
export async function demoPage(browser, address, user) {
  const opened = await (await browser.newContext()).newPage();
  await opened.goto(new URL(`?user=${user}`, address).href);
  const device = (name) => opened.getByRole('region', { name, exact: true });
  for (const name of ['Laptop', 'Phone']) await device(name).getByText('Live', { exact: true }).waitFor();
  await opened.evaluate(() => {
    window.states = [];
    const pill = document.querySelector('.pill');
    new MutationObserver(() => window.states.push(pill.dataset.state)).observe(pill, {
      attributeFilter: ['data-state'],
    });
  });
  const lookedAt = () => opened.evaluate(() => window.dispatchEvent(new Event('pageshow')));
  return { device, lookedAt, states: () => opened.evaluate('window.states') };
}
