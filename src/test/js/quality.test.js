import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../../main/webapp/client/quality.js';
import { scene, settled, update } from './fakes.js';

/** The state of a connection, and its quality. */
test('theStatusSaysWhatCarriesTheSession', async () => {
  const s = scene();
  assert.equal(s.connection.status.transport, undefined);
  await s.live();
  assert.equal(s.connection.status.transport, 'websocket');
  s.socket.drop();
  assert.deepEqual([s.connection.status.transport, s.connection.transport, s.connection.isConnected], [undefined, undefined, false]);
});

test('theCursorIsThatOfTheLastEvent', async () => {
  const s = scene();
  await s.live();
  assert.equal(s.connection.cursor, 'c0');
  s.socket.receive(update(1));
  assert.equal(s.connection.cursor, 'c1');
});

test('aPageThatCameWithItsSnapshotBeginsAfterIt', async () => {
  const s = scene({ since: 'c7' });
  await settled();
  s.socket.open();
  assert.equal(s.socket.sent[0].cursor, 'c7');
  s.socket.welcome({ resume: 'resumed', cursor: 'c7' });
  assert.deepEqual(s.resets, []);
  s.socket.receive(update(8));
  assert.equal(s.events.length, 1);
});

test('aStoredPositionComesBeforeSince', async () => {
  const place = JSON.stringify({ cursor: 'c9', seen: [] });
  for (const [load, cursor] of [[() => place, 'c9'], [() => null, 'c7'], [() => 'broken', 'c7'], [() => Promise.reject(new Error()), 'c7']]) {
    const s = scene({ since: 'c7', store: { load, save() {} } });
    await settled();
    await settled();
    s.socket.open();
    assert.equal(s.socket.sent[0].cursor, cursor);
  }
});

test('theQualityIsARoundTripAndTheAgeOfTheNewestEvent', async () => {
  const s = scene();
  await s.live();
  s.socket.receive(update(1, { time: new Date(s.clock.time - 250).toISOString() }));
  const asked = s.connection.quality();
  await settled();
  assert.equal(s.socket.sent.at(-1).type, 'ping');
  s.clock.sleep(40);
  s.socket.receive({ type: 'pong' });
  assert.deepEqual(await asked, { roundTripMs: 40, lagMs: 250 });
});

test('twoWhoAskBothGetAnAnswerAndALineThatIsSilentHasNoRoundTrip', async () => {
  const s = scene();
  await s.live();
  const both = Promise.all([s.connection.quality(), s.connection.quality()]);
  await settled();
  s.socket.receive({ type: 'pong' });
  assert.deepEqual((await both).map(({ roundTripMs }) => roundTripMs), [0, 0]);
  const silent = s.connection.quality();
  await s.clock.advance(5_000);
  assert.equal((await silent).roundTripMs, undefined);
});

test('withoutASessionThereIsNothingToMeasure', async () => {
  assert.deepEqual(await scene().connection.quality(), { lagMs: undefined });
});
