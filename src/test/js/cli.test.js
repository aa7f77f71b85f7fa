import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { base, call, client, lacks, someone, until } from './tools.js';

/** The command line, as a developer runs it. */
const options = { skip: lacks({ gateway: true }), timeout: 30_000 };

/** A running command and its output. */
function taskcast(...args) {
  const child = spawn(process.execPath, [`${client}bin/taskcast.js`, ...args], {
    env: { ...process.env, TASKCAST_URL: base ?? '', TASKCAST_TOKEN: '' },
  });
  const run = { child, out: '', err: '' };
  child.stdout.on('data', (data) => (run.out += data));
  child.stderr.on('data', (data) => (run.err += data));
  run.exit = once(child, 'close').then(([code]) => code);
  run.lines = () => run.out.split('\n').filter(Boolean);
  run.says = (condition) =>
    until(
      () => condition(run),
      () => ({ out: run.out, err: run.err }),
    );
  return run;
}

/** The commands that a failed test has left: the suite would not end. */
const tails = [];
after(() => tails.forEach((child) => child.kill()));

/** A `tail` that is live. */
async function tail(...args) {
  const run = taskcast('tail', ...args);
  tails.push(run.child);
  await run.says(({ err }) => /# live/.test(err));
  return run;
}

async function interrupted(run) {
  run.child.kill('SIGINT');
  assert.equal(await run.exit, 0);
}

test('helpIsPrintedAndAWrongCommandIsRefused', async () => {
  const help = taskcast('--help');
  assert.equal(await help.exit, 0);
  assert.match(help.out, /Usage: taskcast/);
  for (const args of [['frobnicate'], ['tail', '--frobnicate'], ['publish']]) {
    const wrong = taskcast(...args);
    assert.equal(await wrong.exit, 2, args.join(' '));
    assert.match(wrong.err, /Usage: taskcast/);
    assert.equal(wrong.out, '');
  }
});

test('aTransportThatThereIsNotIsRefused', async () => {
  const wrong = taskcast('tail', '--user', 'ada', '--transport', 'pigeon');
  assert.equal(await wrong.exit, 1);
  assert.match(wrong.err, /no such transport: pigeon; there are websocket and sse\n$/);
});

test('aGatewayThatIsAwayIsSaidInOneLine', async () => {
  const away = taskcast('tail', '--url', 'http://localhost:9', '--user', 'ada');
  assert.equal(await away.exit, 1);
  assert.match(away.err, /^taskcast: http:\/\/localhost:9 does not answer: \S.*\n$/);
});

test('tailPrintsWhatPublishPublishes', options, async () => {
  const user = someone();
  const all = await tail('--user', user);
  const created = await tail('--user', user, '--event', 'task.created', '--json');

  const one = taskcast('publish', '--user', user, '--event', 'task.created', '{"id":"t1","title":"Buy milk"}');
  assert.equal(await one.exit, 0, one.err);
  assert.match(one.out, /^task\.created \d+-\d+\n$/);
  const several = taskcast('publish', '--user', user, '-');
  several.child.stdin.end('{"id":"t1","n":1}\n\n{"id":"t1","n":2}\n');
  assert.equal(await several.exit, 0, several.err);

  await all.says(() => all.lines().length === 3);
  const [first, second, third] = all.lines();
  assert.match(first, /^\d{4}-\d\d-\d\dT\S+Z task\.created {"id":"t1","title":"Buy milk"}$/);
  assert.match(second, / task\.updated {"id":"t1","n":1}$/);
  assert.match(third, / task\.updated {"id":"t1","n":2}$/);
  await created.says(() => created.lines().length === 1);
  const { type, event, cursor } = JSON.parse(created.lines()[0]);
  assert.deepEqual([type, event], ['task_update', 'task.created']);
  await interrupted(all);
  await interrupted(created);
  assert.equal(created.lines().length, 1);

  const later = await tail('--user', user, '--cursor', cursor);
  await later.says(() => later.lines().length === 2);
  assert.match(later.lines()[1], /"n":2}$/);
  assert.doesNotMatch(later.err, /reset/);
  await interrupted(later);
});

test('aMalformedCursorIsNamed', options, async () => {
  const run = await tail('--user', someone(), '--cursor', 'nonsense');
  assert.match(run.err, /# reset: malformed_cursor/);
  await interrupted(run);
});

test('aTokenOfDevelopmentIsPrintedAndOpensTheDoor', options, async () => {
  const user = someone();
  const token = taskcast('token', '--user', user);
  assert.equal(await token.exit, 0);
  const run = await tail('--token', token.out.trim());
  await call('POST', 'tasks', { user, title: 'one' });
  await run.says(() => run.lines().length === 1);
  await interrupted(run);

  const refused = taskcast('publish', '--user', user, '--token', token.out.trim(), '{"id":1}');
  assert.equal(await refused.exit, 1);
  assert.match(refused.err, /403.*publisher/);
});

test('aRefusalOfTheGatewayEndsTheCommandWithTheReason', options, async () => {
  const bad = taskcast('tail', '--token', 'nonsense');
  assert.equal(await bad.exit, 1);
  assert.match(bad.err, /ended it permanently: .+ \(4001\)/);
  const task = taskcast('publish', '--user', someone(), '{"title":"without an id"}');
  assert.equal(await task.exit, 1);
  assert.match(task.err, /400.*id/);
  const text = taskcast('publish', '--user', someone(), 'no json');
  assert.equal(await text.exit, 1);
  assert.match(text.err, /This is not JSON: no json/);
});

test('anOperatorAsksWhoIsThereAndWhatBecameOfAnEvent', options, async () => {
  const user = someone();
  const all = await tail('--user', user);
  const published = taskcast('publish', '--user', user, '{"id":"t1","title":"Buy milk"}');
  assert.equal(await published.exit, 0, published.err);
  const event = published.out.trim().split(' ')[1];
  await all.says(() => all.lines().length === 1);
  const token = taskcast('token', '--user', 'operator', '--admin');
  assert.equal(await token.exit, 0, token.err);

  const who = taskcast('who', '--user', user, '--token', token.out.trim());
  assert.equal(await who.exit, 0, who.err);
  assert.match(who.out, new RegExp(`^${user} +\\S+ +live +0 `, 'm'));
  const story = taskcast('story', event, '--token', token.out.trim(), base, 'http://127.0.0.1:9');
  assert.equal(await story.exit, 3, story.err);
  assert.match(story.out, new RegExp(`^task\\.updated ${event}, record ${event}, \\d+ s old, for ${user}$`, 'm'));
  assert.match(story.out, new RegExp(`^ {2}${user}: session \\S+: was handed over`, 'm'));
  assert.match(story.err, /# 1 of 2 replicas are missing above/);
  const other = new URL(base);
  other.hostname = '127.0.0.1';
  const both = taskcast('story', 'nobody-s', '--token', token.out.trim(), base, other.href);
  assert.equal(await both.exit, 0, both.err);
  for (const address of [base, other.href]) {
    assert.ok(both.out.includes(` (${address}): its window has `), 'each replica tells its own story');
  }
  assert.equal(both.out.match(/^nothing: /gm).length, 2, both.out);
  assert.doesNotMatch(who.out + story.out, /Buy milk/);
  await interrupted(all);
  const refused = taskcast('who', '--token', (await call('POST', 'token', { user })).token);
  assert.equal(await refused.exit, 1);
  assert.match(refused.err, /403.*admin/);
});
