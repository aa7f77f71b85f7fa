import assert from 'node:assert/strict';
import '../../main/webapp/client/probe.js';
import { streams } from './fake-streams.js';
import { scene, settled } from './fakes.js';

let pages = 0;

/** A connection with the default options, to a gateway that this page has not tried yet. */
export function page(options = {}) {
  const s = scene({ url: `http://gateway-${++pages}.test/ws`, ...options });
  return { s, gateway: streams(s), url: `http://gateway-${pages}.test/ws` };
}

/** Ends the newest socket as a refused one, and lets everything that follows happen. */
export async function refuse(s, code = 1006) {
  await settled();
  s.socket.drop(code);
  await settled();
}

/** The next attempt begins. */
export async function again(s) {
  const { retryAt } = s.connection.status;
  assert.ok(retryAt, `it waits for the next attempt, and is not ${s.connection.status.state}`);
  await s.clock.advance(retryAt - s.clock.time);
}
