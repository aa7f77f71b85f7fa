import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { DEFAULTS, group, load, plans, polls, processor } from '../../../bench/scaling/plan.mjs';

const root = new URL('../../../', import.meta.url);
const text = (path) => readFileSync(new URL(path, root), 'utf8');

/** The first number after the label of a row of docs/benchmarks.md. */
function measured(label) {
  const row = text('docs/benchmarks.md').split('\n').find((line) => line.startsWith(`| ${label}`));
  assert.ok(row, `docs/benchmarks.md has no row "${label}"`);
  return Number(row.split('|')[2].replaceAll(' ', ''));
}

const near = (predicted, actual, what) =>
  assert.ok(Math.abs(predicted / actual - 1) < 0.2, `${what}: ${predicted} predicted, ${actual} measured`);

const microseconds = (rate, perEvent, connections) =>
  (1e6 * processor({ rate: rate / perEvent, share: 1, perEvent, connections })) / rate;

test('eachPointOfTheBenchmarkIsPredicted', () => {
  near(microseconds(1_000, 1, 10_000), measured('1 000 deliveries/s, 10 000 × 1'), '1 000/s');
  near(microseconds(5_000, 1, 10_000), measured('5 000 deliveries/s'), '5 000/s');
  near(microseconds(20_000, 1, 10_000), measured('20 000 deliveries/s'), '20 000/s');
  near(microseconds(measured('deliveries/s, 10 000 × 1'), 1, 10_000), measured('full load, 10 000 users × 1'), 'flat out');
  near(microseconds(measured('deliveries/s, 1 000 × 10'), 10, 10_000), measured('full load, 1 000 users × 10'), 'fan-out');
});

test('theLargestPointThatWasMeasuredIsPredicted', () => {
  const [, devices, cores, said] = text('docs/scaling.md').match(/^\| ([\d ]+) devices, 5 000 records\/s, half .* \| ([\d.]+) \| ([\d.]+) \|$/m);
  const predicted = processor({ rate: 5_000, share: 0.5, perEvent: 1, connections: Number(devices.replaceAll(' ', '')) });
  near(predicted, Number(cores), 'the largest point');
  assert.equal(predicted.toFixed(2), said);
});

test('thePageHasTheStepsThatTheCalculatorFinds', () => {
  const steps = text('docs/scaling.md').split('\n').filter((line) => /^\| \d\. /.test(line));
  assert.equal(steps.length, 4);
  for (const step of steps) {
    const [, , devices, events, shape, each] = step.split('|').map((cell) => cell.trim());
    const [groups, replicas] = shape.split(' × ').map(Number);
    const [, connections, cores, memory] = each.match(/^([\d ]+) connections, (\d+) cores, (\d+) GiB$/);
    const number = (written) => Number(written.replaceAll(' ', ''));
    const plan = group({ devices: number(devices), events: number(events), cores: number(cores), memory: number(memory) }, groups);
    assert.equal(plan.replicas, replicas, step);
    assert.equal(plan.connections.toFixed(0), String(number(connections)), step);
  }
});

test('theCostOfPollsIsBetweenMeasuredPoints', () => {
  assert.equal(polls(1_000), 0.056);
  assert.equal(polls(20_000), 0.118);
  assert.equal(polls(1_000_000), 0.118);
  assert.ok(polls(10_000) > 0.098 && polls(10_000) < 0.118);
  assert.equal(polls(500), 0.028);
});

test('moreReplicasDoNotHelpWhereEachReadsEverything', () => {
  assert.equal(group({ events: 1_000_000, window: 1 }, 1).impossible, 'the thread that reads');
  assert.equal(group({ events: 100_000 }, 1).impossible, 'memory for the window');
  assert.equal(group({ devices: 2e7, memory: 0.5, window: 1 }, 1).impossible, 'places for connections');
});

test('aGroupHasPlacesForTheDevicesOfAThirdThatIsLost', () => {
  for (const plan of plans({ devices: 1e6, events: 20_000 }).filter(({ impossible }) => !impossible)) {
    assert.ok(plan.connections * 1.5 <= plan.places);
    assert.ok(plan.replicas >= 3);
  }
});

test('aReplicaHasThePlacesThatAdmissionGivesIt', () => {
  const rows = text('docs/operations.md').matchAll(/^\| (\d+) MiB \| \d+ \| \d+ \| \d+ \| (\d+) \|/gm);
  const sizes = [...rows].map(([, mebibytes, sockets]) => [mebibytes / 1_024, Number(sockets)]);
  assert.equal(sizes.length, 4);
  for (const [memory, sockets] of sizes) near(group({ devices: 1, events: 1, window: 1, memory }, 1).places, sockets, `${memory} GiB`);
});

test('anArgumentThatIsWrongIsNamed', () => {
  assert.deepEqual(load(['devices=1e6']), { devices: 1e6 });
  for (const wrong of ['device=3', 'devices', 'devices=0', 'devices=many', 'toString=1']) {
    assert.throws(() => load([wrong]), (error) => error.message.startsWith(`${wrong}: expected one of devices, perUser`));
  }
});

test('thePageNamesEachArgumentWithItsDefault', () => {
  for (const [name, value] of Object.entries(DEFAULTS)) assert.match(text('docs/scaling.md'), new RegExp(`\\| \`${name}\` \\| ${value} \\|`));
});

test('theProgramPrintsALineForEachNumberOfGroups', () => {
  const program = fileURLToPath(new URL('bench/scaling/plan.mjs', root));
  const lines = execFileSync(process.execPath, [program, 'devices=1e5'], { encoding: 'utf8' }).trim().split('\n');
  assert.match(lines[0], /^1 groups × \d+ replicas = \d+; each \d+ connections of \d+ places; /);
});
