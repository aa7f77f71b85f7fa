import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { scene, settled, update } from './fakes.js';
import { client, until } from './tools.js';

/** The module that is loaded after the client (`beside.js`) and arrives later: nothing that came meanwhile is lost. */
async function without(t, options) {
  const folder = mkdtempSync(join(tmpdir(), 'client-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(client, folder, { recursive: true });
  const file = (name) => join(folder, name);
  renameSync(file('beside.js'), file('away.js'));
  const { connect } = await import(pathToFileURL(file('taskcast.js')).href);
  let waits = 0;
  const random = () => (waits++ ? 1 : 0.1); // the first wait is the delay before the next try, 100 ms
  const s = scene({ ...options, connect, random });
  await until(() => waits > 0);
  return {
    s,
    /** It is available from now on, and loaded at the next try. */
    async comes() {
      renameSync(file('away.js'), file('beside.js'));
      await s.clock.advance(100);
    },
  };
}

/** Waits, in real time, until the condition holds. */
const soon = (condition) => until(condition, undefined, 5_000);

test('aTokenThatExpiresBeforeItCouldBeLoadedIsRenewedOnceItIs', async (t) => {
  let tokens = 0;
  const { s, comes } = await without(t, { token: async () => `token-${++tokens}` });
  const socket = await s.live();
  socket.receive({ type: 'auth_expiring' });
  for (let n = 1; n <= 50; n++) socket.receive(update(n));
  await settled();
  assert.deepEqual([tokens, s.events.length], [1, 50], 'events do not wait for it');
  await comes();
  await soon(() => tokens === 2);
  await soon(() => socket.sent.some(({ type, token }) => type === 'auth' && token === 'token-2'));
});

test('theGatewayIsToldWhatCameBefore', async (t) => {
  const { s, comes } = await without(t);
  const socket = await s.live();
  socket.receive(update(1));
  await comes();
  await soon(async () => (await s.clock.advance(1_000), socket.sent.some(({ type, cursor }) => type === 'ack' && cursor === 'c1')));
});

test('itIsNotTriedAgainOnceTheConnectionIsClosed', async (t) => {
  const { s } = await without(t);
  await s.live();
  s.connection.close();
  assert.equal(s.clock.timers.size, 0);
});

test('aLoadThatFailsAgainAndAgainIsTriedLessAndLessOften', async (t) => {
  let tokens = 0;
  const { s, comes } = await without(t, { token: async () => `token-${++tokens}` });
  const socket = await s.live();
  socket.receive({ type: 'auth_expiring' });
  const due = (wait) => [...s.clock.timers.values()].some(({ at }) => at - s.clock.time === wait);
  for (const wait of [100, 2_000, 4_000]) {
    await soon(() => due(wait));
    await s.clock.advance(wait);
  }
  await soon(() => due(8_000));
  await comes();
  await s.clock.advance(8_000);
  await soon(() => tokens === 2);
});

test('anIterationWhoseCodeCannotBeLoadedFailsAndLeavesNoListener', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'client-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(client, folder, { recursive: true });
  rmSync(join(folder, 'updates.js'));
  const { connect } = await import(pathToFileURL(join(folder, 'taskcast.js')).href);
  const s = scene({ connect });
  const listening = new Set();
  const { on } = s.connection;
  s.connection.on = (event, listener) => {
    const stop = on.call(s.connection, event, listener);
    listening.add(listener);
    return () => (listening.delete(listener), stop());
  };
  await assert.rejects(s.connection[Symbol.asyncIterator]().next(), { name: 'TaskcastError', code: 'stopped', message: /updates\.js/ });
  assert.equal(listening.size, 0);
  s.connection.close();
});
