import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installed, lacks } from './tools.js';

/** The conformance kit judges our client; and it finds what is wrong with two clients that are. */
const clients = fileURLToPath(new URL('../../../clients/', import.meta.url));
const skip = lacks({ packages: globalThis.WebSocket ? [] : ['ws'] });

/** What the kit prints about the client that a file is, and how it ends. */
async function judged(client, ...more) {
  const words = ['--parallel', '30', ...more, '--', process.execPath, ...client];
  const kit = spawn(process.execPath, [`${clients}kit/main.js`, ...words], { env: { ...process.env, WS: installed } });
  let printed = '';
  for (const stream of [kit.stdout, kit.stderr]) stream.setEncoding('utf8').on('data', (text) => (printed += text));
  const [code] = await once(kit, 'close');
  const failed = [...printed.matchAll(/^FAILED ([a-z\d-]+):/gm)].map(([, name]) => name);
  const passed = [...printed.matchAll(/^ok {5}([a-z\d-]+)$/gm)].map(([, name]) => name);
  return { code, printed, failed, passed };
}

describe('the conformance kit', { concurrency: true }, () => {
  test('theKitPassesOurClientInEveryScenario', { skip, timeout: 120_000 }, async () => {
    const { code, printed, failed, passed } = await judged([`${clients}js/conformance.js`]);
    assert.equal(code, 0, printed);
    assert.deepEqual(failed, []);
    assert.ok(passed.length > 40, printed);
  });

  test('noScenarioPassesEveryWrongClient', { skip, timeout: 240_000 }, async () => {
    const wrong = fileURLToPath(new URL('wrong-client.js', import.meta.url));
    let passing = [];
    for (const fault of ['once', 'eager', 'deaf']) {
      const { passed } = await judged([wrong, fault], ...(passing.length ? ['--only', `${passing}`] : []));
      passing = passed;
    }
    assert.deepEqual(passing, []);
  });
});
