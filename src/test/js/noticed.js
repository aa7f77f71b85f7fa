import assert from 'node:assert/strict';
import { scene } from './fakes.js';

/** How long it takes until the condition holds. */
export async function took(clock, condition, pass = (ms) => clock.advance(ms)) {
  const start = clock.time;
  while (!condition()) {
    assert.ok(clock.time - start < 600_000, `${condition}, not even in ten minutes`);
    await pass(100);
  }
  return clock.time - start;
}

/** How long a page that was connected for a while needs to notice that nothing comes any more. */
export async function noticed(options) {
  const s = scene({ hidden: true, ...options });
  const socket = await s.live();
  for (let i = 1; i <= 20; i++) {
    await s.clock.advance(25_000);
    socket.receive({ type: 'heartbeat', cursor: `c${i}` });
  }
  assert.equal(s.sockets.length, 1);
  return took(s.clock, () => !s.connection.isConnected || s.sockets.length > 1);
}
