import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { CLOSE_CODES } from '../../main/webapp/client/close-codes.js';
import { STOP } from '../../main/webapp/client/frames.js';
import { scene } from './fakes.js';

const file = (path) => new URL(`../../${path}`, import.meta.url);

test('theCloseCodesAreThoseOfTheServer', () => {
  const source = readFileSync(file('main/java/dev/taskcast/wire/CloseCode.java'), 'utf8');
  const ofServer = [...source.matchAll(/^ {4}([A-Z_]+)\((\d+), Advice\.([A-Z_]+)\)/gm)];
  assert.ok(ofServer.length > 10, 'the enum was read');
  const word = (name) => name.toLowerCase().replaceAll('_', '-');
  assert.deepEqual(
    Object.fromEntries(ofServer.map(([, name, number, advice]) => [number, [word(name), word(advice)]])),
    Object.fromEntries(Object.entries(CLOSE_CODES)),
  );
});

test('theClientStopsAfterTheCodesThatSaySoAndNoOthers', () => {
  for (const [code, [, advice]] of Object.entries(CLOSE_CODES)) assert.equal(STOP.test(code), advice === 'stop', code);
  for (const unknown of ['1006', '4999', '0', '10033']) assert.equal(STOP.test(unknown), false);
  const renewed = Object.keys(CLOSE_CODES).filter((code) => CLOSE_CODES[code][1] === 'new-token');
  assert.deepEqual(renewed, ['4001']);
});

const golden = file('test/resources/wire/');
test('everyGoldenFrameIsTakenWithoutAProblem', { skip: !existsSync(golden) && 'no golden frames yet' }, async () => {
  const scene1 = scene();
  const socket = await scene1.live();
  for (const name of readdirSync(golden).filter((each) => each.endsWith('.json'))) {
    socket.receive(readFileSync(new URL(name, golden), 'utf8'));
  }
  assert.deepEqual(
    scene1.problems.filter((problem) => problem instanceof Error),
    [],
  );
  scene1.connection.close();
});
