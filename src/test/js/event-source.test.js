import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { LossyLine } from './lossy-line.js';
import { base, call, lacks, launch, signed, someone, until } from './tools.js';

/** GET /events with the browser's `EventSource`, without the client. */
const options = { skip: lacks({ gateway: true, browser: true }), timeout: 60_000 };
const open = [];
let browser;
before(async () => {
  if (options.skip) return;
  browser = await launch();
  open.push(browser);
});
after(() => open.forEach((thing) => thing.close()));

/** A page that listens, as PROTOCOL.md says: it closes when it must get a new token, or must stop. */
async function listener(token) {
  const line = await new LossyLine(base).listen();
  open.push(line);
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  await page.goto(new URL('client/taskcast.js', line.url).href); // any document of the gateway
  await page.evaluate((token) => {
    window.heard = [];
    window.source = new EventSource(`/events?token=${token}`);
    window.source.onmessage = ({ data, lastEventId }) => {
      const frame = JSON.parse(data);
      window.heard.push({ ...frame, lastEventId });
      if (frame.type === 'close' && /^(new-token|stop)$/.test(frame.advice)) window.source.close();
    };
  }, token);
  const heard = async (type) => (await page.evaluate('heard')).filter((frame) => frame.type === type);
  const comes = (type, count) =>
    until(
      async () => (await heard(type)).length >= count,
      () => page.evaluate('heard'),
    );
  await comes('welcome', 1);
  return { page, line, heard, comes };
}

describe('aPlainEventSource', { concurrency: true }, () => {
  test('hearsTheEventsAndAfterABrokenLineWhatItMissedOnce', options, async () => {
    const user = someone();
    const { line, heard, comes } = await listener((await call('POST', 'token', { user })).token);
    await call('POST', 'tasks', { user, title: 'one\nmore line' });
    await comes('task_update', 1);
    line.break();
    await call('POST', 'tasks', { user, title: 'two' });
    line.mend();
    await comes('task_update', 2);
    await call('POST', 'tasks', { user, title: 'three' });
    await comes('task_update', 3);
    const updates = await heard('task_update');
    assert.deepEqual(
      updates.map(({ task }) => task.title),
      ['one\nmore line', 'two', 'three'],
    );
    for (const { cursor, lastEventId } of updates) assert.equal(lastEventId, cursor);
    const welcomes = await heard('welcome');
    assert.deepEqual(
      welcomes.map(({ resume }) => resume),
      ['fresh', 'resumed'],
    );
  });

  test('isToldThatItsTokenExpiredAndWhatToDo', options, async () => {
    const { page, heard, comes } = await listener(signed(someone(), 6));
    await comes('auth_expiring', 1);
    await until(
      async () => (await heard('close')).length,
      () => page.evaluate('heard'),
      40_000, // the token's 6 s, plus the allowed clock skew
    );
    const [{ code, advice, reason }] = await heard('close');
    assert.deepEqual([code, advice], [4001, 'new-token'], reason);
    assert.equal(await page.evaluate('source.readyState'), 2);
  });
});
