import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installed, lacks } from './tools.js';

/** The conformance kit judges our client; and it finds what is wrong with two clients that are. */
const clients = fileURLToPath(new URL('../../../clients/', import.meta.url));
const skip = lacks({ packages: globalThis.WebSocket ? [] : ['ws'] });

/** What the kit prints about the client that a file is, and how it ends. */
async function judged(...client) {
  const kit = spawn(process.execPath, [`${clients}kit/main.js`, '--parallel', '12', '--', process.execPath, ...client], {
    env: { ...process.env, WS: installed },
  });
  let printed = '';
  for (const stream of [kit.stdout, kit.stderr]) stream.setEncoding('utf8').on('data', (text) => (printed += text));
  const [code] = await once(kit, 'close');
  const failed = [...printed.matchAll(/^FAILED ([a-z\d-]+):/gm)].map(([, name]) => name);
  const passed = [...printed.matchAll(/^ok {5}([a-z\d-]+)$/gm)].map(([, name]) => name);
  return { code, printed, failed, passed };
}

test('theKitPassesOurClientInEveryScenario', { skip, timeout: 120_000 }, async () => {
  const { code, printed, failed, passed } = await judged(`${clients}js/conformance.js`);
  assert.equal(code, 0, printed);
  assert.deepEqual(failed, []);
  assert.ok(passed.length > 40, printed);
});

test('noScenarioPassesEveryWrongClient', { skip, timeout: 240_000 }, async () => {
  const wrong = fileURLToPath(new URL('wrong-client.js', import.meta.url));
  const all = await Promise.all(['once', 'eager', 'deaf'].map((fault) => judged(wrong, fault)));
  for (const { code, printed } of all) assert.equal(code, 1, printed);
  const never = all[0].passed.filter((name) => all.every(({ passed }) => passed.includes(name)));
  assert.deepEqual(never, []);
});
