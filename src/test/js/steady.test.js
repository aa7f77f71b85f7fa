import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock, ONCE_A_MINUTE, scene, settled } from './fakes.js';
import { noticed } from './noticed.js';

/** The workers of a browser, whose timers are not throttled; with `refused` the page's policy forbids them. */
function workers(t, clock, refused) {
  const all = [];
  globalThis.Worker = class {
    constructor() {
      if (refused) throw new DOMException('worker-src', 'SecurityError');
      all.push(this);
    }
    postMessage([key, ms]) {
      clock.setTimeout(() => this.ended || this.onmessage({ data: key }), ms);
    }
    terminate() {
      this.ended = true;
    }
  };
  t.after(() => delete globalThis.Worker);
  return all;
}

test('whereABrowserHasAllTimersOnceAMinuteThoseOfAWorkerNoticeItInThirtySeconds', async (t) => {
  const clock = new FakeClock();
  const all = workers(t, clock);
  const ms = await noticed({ throttle: ONCE_A_MINUTE, clock });
  assert.ok(ms <= 30_000, `${ms} ms`);
  assert.equal(all.length, 1);
});

test('aWorkerIsThereOnlyWhereTimersAreHeldBackAndGoesWithTheConnection', async (t) => {
  const clock = new FakeClock();
  const all = workers(t, clock);
  assert.ok((await noticed({ clock })) <= 30_000);
  assert.equal(all.length, 0, 'Chromium holds no timer back that a message started');
  const s = scene({ clock, hidden: true, throttle: ONCE_A_MINUTE });
  const socket = await s.live();
  for (let i = 1; i <= 5; i++) {
    await clock.advance(25_000);
    socket.receive({ type: 'heartbeat', cursor: `c${i}` });
  }
  assert.equal(all.length, 1);
  s.connection.close();
  await settled();
  assert.ok(all[0].ended);
});

test('whereAPageForbidsWorkersItsOwnTimersAreLeft', async (t) => {
  const clock = new FakeClock();
  workers(t, clock, true);
  assert.ok((await noticed({ throttle: ONCE_A_MINUTE, clock })) <= 61_000);
});
