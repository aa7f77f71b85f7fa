import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { connect } from '../../main/webapp/client/taskcast.js';
import { LossyLine } from './lossy-line.js';
import { base, blocked, call, demoPage, lacks, launch, signed, someone, until, WebSocket } from './tools.js';

/** What happens to a device over time, with real gateways: one of them is killed, started again, and rolled. */
const control = process.env.TASKCAST_SECOND_CONTROL;
const second = process.env.TASKCAST_SECOND_URL;
const lacking = lacks({ gateway: true, browser: true, packages: ['ws'] }) || (!control && 'there is no second gateway');
const options = { skip: lacking, timeout: 90_000 };
const open = [];
/** Resolves when the second gateway is up; the previous run may have ended it. */
const there = lacking ? undefined : fetch(new URL('start', control), { method: 'POST' });
after(() => open.forEach((thing) => thing.close()));

/** A live connection over a separate line, and everything that it reported. */
async function device(user, settings = {}, target = base) {
  const line = await new LossyLine(target).listen();
  const seen = { numbers: [], resets: [], statuses: [], problems: [], tokens: [] };
  const world = new EventTarget();
  const { token, ...rest } = settings;
  const connection = connect({
    url: new URL('ws', line.url),
    token: async ({ reason }) => {
      seen.tokens.push(reason);
      return token ? token(reason) : (await call('POST', 'token', { user })).token;
    },
    backoffMs: 200,
    backoffCapMs: 1_000,
    probeTimeoutMs: 500,
    ...rest,
    runtime: { WebSocket, wakers: ['online', 'offline', 'pageshow'].map((type) => [world, type]), ...rest.runtime },
  });
  open.push(connection, line);
  connection.on('*', ({ task }) => seen.numbers.push(task.n));
  connection.onReset(({ reason }) => seen.resets.push(reason));
  connection.onStatus((status) => seen.statuses.push(status));
  connection.onError((problem) => seen.problems.push(String(problem.message ?? problem.code)));
  await live(connection, seen);
  return { connection, line, seen, wake: (type) => world.dispatchEvent(new Event(type)) };
}

/** The demo page in a browser, over a separate line to the second gateway. */
async function page(user) {
  const line = await new LossyLine(second).listen();
  const browser = await launch();
  open.push(line, browser);
  return { line, ...(await demoPage(browser, line.url, user)) };
}

const live = (connection, seen) =>
  until(
    () => connection.status.state === 'live',
    () => seen,
    30_000,
  );
const each = (count) => Array.from({ length: count }, (_, i) => i + 1);
const heard = (seen, count) =>
  until(
    () => seen.numbers.length >= count,
    () => seen,
    30_000,
  );

/** Publishes some hundred events per second until it is stopped; `stop` returns what a device must have heard. */
function traffic(user) {
  let on = true;
  const expected = [];
  const running = (async () => {
    while (on) {
      await call('POST', 'burst', { user, count: 50 });
      expected.push(...each(50));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  return async () => {
    on = false;
    await running;
    return expected;
  };
}

/** The tests mostly wait, and each has its own user and line, so all run at the same time. */
describe('aDevice', { concurrency: true }, () => {
  test('aTokenThatExpiresIsRenewedWhileEventsFlowAndNobodyNotices', options, async () => {
    const user = someone();
    const { connection, line, seen } = await device(user, { token: () => signed(user, 6) });
    const stop = traffic(user);
    await until(
      () => seen.tokens.filter((reason) => reason === 'expiring').length >= 2, // the second token 10 s after the first
      () => seen,
      20_000,
    );
    const expected = await stop();
    await heard(seen, expected.length);
    assert.deepEqual(seen.numbers, expected);
    const renewals = seen.tokens.slice(seen.tokens.lastIndexOf('connect'));
    assert.deepEqual(renewals.slice(0, 3), ['connect', 'expiring', 'expiring']);
    assert.deepEqual(seen.problems, []);
    assert.deepEqual(seen.resets, ['fresh']);
    if (!blocked) assert.equal(line.size, 1, 'on the same connection');
    assert.equal(connection.status.state, 'live');
    const states = seen.statuses.map(({ state }) => state);
    assert.equal(states.indexOf('live'), states.length - 1, `${states}`);
  });

  test('aTokenThatCannotBeRenewedEndsTheSessionAndTheNextOneResumes', options, async () => {
    const user = someone();
    let away = false;
    const token = (reason) => {
      if (reason === 'expiring') away = true;
      if (away && reason !== 'refused') throw new Error('the sign-in service is away');
      return signed(user, away ? 900 : 6);
    };
    const { connection, seen } = await device(user, { token });
    const stop = traffic(user);
    await until(
      () => seen.statuses.some(({ code }) => code === 4001) || seen.tokens.includes('refused'),
      () => seen,
      30_000, // the token's 6 s, plus the allowed clock skew
    );
    await live(connection, seen);
    const expected = await stop();
    await heard(seen, expected.length);
    assert.deepEqual(seen.numbers, expected);
    assert.deepEqual([...new Set(seen.problems)], ['the sign-in service is away'], 'at each try');
    assert.deepEqual(seen.resets, ['fresh']);
  });

  test('aLineThatIsCutAndMendedManyTimesLosesNothing', options, async () => {
    const user = someone();
    const { connection, line, seen } = await device(user);
    const stop = traffic(user);
    for (let round = 1; round <= 5; round++) {
      await heard(seen, seen.numbers.length + 20);
      line.break();
      await until(
        () => !connection.isConnected,
        () => seen,
      );
      line.mend();
      await live(connection, seen);
    }
    const expected = await stop();
    await heard(seen, expected.length);
    assert.deepEqual(seen.numbers, expected);
    assert.deepEqual(seen.resets, ['fresh']);
  });

  test('aMachineThatSleptFindsItsLineDeadImmediatelyAndResumes', options, async () => {
    const user = someone();
    let slept = 0;
    const { connection, line, seen, wake } = await device(user, { runtime: { now: () => Date.now() + slept } });
    line.freeze();
    await call('POST', 'burst', { user, count: 100 });
    slept = 8 * 3600 * 1000;
    assert.equal(connection.status.state, 'live', 'nobody told it');
    wake('pageshow');
    await until(
      () => !connection.isConnected,
      () => seen,
    );
    line.break();
    line.thaw();
    line.mend();
    await live(connection, seen);
    await heard(seen, 100);
    assert.deepEqual(seen.numbers, each(100));
    assert.deepEqual(seen.resets, ['fresh']);
  });

  test('whileOfflineItWaitsAndComesBackWhenTheNetworkDoes', options, async () => {
    const user = someone();
    let online = true;
    const { connection, line, seen, wake } = await device(user, { runtime: { online: () => online } });
    online = false;
    line.break();
    await until(() => connection.status.state === 'offline', () => seen);
    await call('POST', 'burst', { user, count: 30 });
    const tokens = seen.tokens.length;
    wake('offline');
    line.mend();
    assert.equal(connection.status.state, 'offline');
    assert.equal(seen.tokens.length, tokens, 'nothing was tried');
    online = true;
    wake('online');
    await live(connection, seen);
    await heard(seen, 30);
    assert.deepEqual(seen.numbers, each(30));
  });
});

async function killed() {
  await there;
  const user = someone();
  const { connection, seen } = await device(user, {}, second);
  const other = someone();
  const shown = await page(other);
  const stop = traffic(user);
  await heard(seen, 60);
  await fetch(new URL('kill', control), { method: 'POST' });
  await until(
    () => connection.status.state === 'reconnecting',
    () => seen,
  );
  assert.equal(connection.status.code, 1006);
  await shown.device('Laptop').getByText('Reconnecting').waitFor();
  await call('POST', 'tasks', { user: other, title: 'while it was down' });
  await fetch(new URL('start', control), { method: 'POST' });
  await live(connection, seen);
  const expected = await stop();
  await heard(seen, expected.length);
  assert.deepEqual(seen.numbers, expected);
  assert.deepEqual(seen.resets, ['fresh']);
  await shown.lookedAt(); // otherwise it returns when its backoff is over
  for (const name of ['Laptop', 'Phone']) {
    await shown.device(name).getByText('while it was down').waitFor();
    await shown.device(name).getByText('Live', { exact: true }).waitFor();
  }
}

// The reliability tests do this by streams; a start takes long.
if (!blocked) test('aGatewayThatIsKilledAndStartedAgainLosesNothing', { ...options, timeout: 180_000 }, killed);

test('aGatewayThatLeavesHandsItsDevicesOverAndTheyNeverStopBeingLive', options, async () => {
  await there;
  const user = someone();
  const devices = [];
  for (const _ of each(5)) devices.push(await device(user, {}, second));
  const other = someone();
  const shown = await page(other);
  const before = devices.map(({ seen }) => seen.statuses.length);
  const stop = traffic(user);
  await heard(devices[0].seen, 60);
  for (const { line } of [...devices, shown]) line.target = base; // as a load balancer does with a replica that is not ready
  await fetch(new URL('stop', control), { method: 'POST' });
  const expected = await stop();
  for (const [i, { connection, seen }] of devices.entries()) {
    await heard(seen, expected.length);
    assert.deepEqual(seen.numbers, expected);
    assert.deepEqual(seen.resets, ['fresh']);
    assert.deepEqual(seen.statuses.slice(before[i]), [], 'nobody noticed');
    assert.equal(connection.isConnected, true);
  }
  await call('POST', 'tasks', { user: other, title: 'on the next one' });
  await shown.device('Laptop').getByText('on the next one').waitFor();
  assert.deepEqual(await shown.states(), [], 'the page did not notice either');
});
