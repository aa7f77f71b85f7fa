import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { play } from '../../../clients/kit/play.js';
import { FAULTS } from './faults.js';
import { here, installed, lacks } from './tools.js';

/** The conformance kit judges our client; and it finds the faults of wrong clients. */
const clients = fileURLToPath(new URL('../../../clients/', import.meta.url));
const script = JSON.parse(readFileSync(`${clients}kit/scenarios.json`, 'utf8'));
const skip = lacks({ packages: globalThis.WebSocket ? [] : ['ws'] });

/** The kit's output about the client in a file, and its exit status. */
async function judged(client, parallel, ...more) {
  const words = ['--parallel', `${parallel}`, ...more, '--', process.execPath, ...client];
  const kit = spawn(process.execPath, [`${clients}kit/main.js`, ...words], { env: { ...process.env, WS: installed } });
  let printed = '';
  for (const stream of [kit.stdout, kit.stderr]) stream.setEncoding('utf8').on('data', (text) => (printed += text));
  const [code] = await once(kit, 'close');
  const failed = [...printed.matchAll(/^FAILED ([a-z\d-]+):/gm)].map(([, name]) => name);
  const passed = [...printed.matchAll(/^ok {5}([a-z\d-]+)$/gm)].map(([, name]) => name);
  return { code, printed, failed, passed };
}

describe('the conformance kit and our client', () => {
  // It has times to keep, so it does not run beside the wrong clients below.
  test('theKitPassesOurClientInEveryScenario', { skip, timeout: 240_000 }, async () => {
    const { code, printed, failed, passed } = await judged([`${clients}js/conformance.js`], 20);
    assert.equal(code, 0, printed);
    assert.deepEqual(failed, []);
    assert.ok(passed.length > 40, printed);
  });
});

describe('the conformance kit and wrong clients', { concurrency: true }, () => {
  test('noScenarioPassesEveryWrongClient', { skip, timeout: 240_000 }, async () => {
    const wrong = fileURLToPath(new URL('wrong-client.js', import.meta.url));
    let passing = [];
    for (const fault of ['once', 'eager', 'deaf']) {
      const { passed } = await judged([wrong, fault], 30, ...(passing.length ? ['--only', `${passing}`] : []));
      passing = passed;
    }
    assert.deepEqual(passing, []);
  });

  test('aFaultIsFoundByAScenarioThatNamesItsClause', { skip: lacks({ packages: ['ws'] }), timeout: 240_000 }, async () => {
    const judge = async ([fault, { clause, scenario: name }]) => {
      const scenario = script.scenarios.find((one) => one.name === name);
      const wrong = await play(script, scenario, [process.execPath, `${here}faulty-client.js`, fault]);
      return wrong.includes(clause) ? [] : [`${fault} passes ${name}, or fails otherwise: ${wrong}`];
    };
    const waiting = Object.entries(FAULTS);
    const unseen = [];
    const player = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) unseen.push(...(await judge(next)));
    };
    await Promise.all(Array.from({ length: 12 }, player));
    assert.deepEqual(unseen, []);
  });

  test('everyClauseHasAFault', () => {
    const clauses = readFileSync(`${here}../../../PROTOCOL.md`, 'utf8').match(/(?<=\()C-\d+(?=\))/g);
    const faulty = new Set(Object.values(FAULTS).map(({ clause }) => clause));
    assert.deepEqual(clauses.filter((clause) => !faulty.has(clause)), []);
  });
});
