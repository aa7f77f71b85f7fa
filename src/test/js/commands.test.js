import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { client } from './tools.js';

/**
 * The operator's commands, against replicas that give prepared answers. StoryIT gets the same answers from a real
 * replica.
 */
const options = { timeout: 30_000 };
const servers = [];
after(() => servers.forEach((server) => server.close()));

/** A replica: its answers by method and path, and the requests that it got. */
async function replica(answers, refusal = 403) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push({ what: `${request.method} ${request.url}`, token: request.headers.authorization });
    const answer = answers[`${request.method} ${request.url}`];
    response.writeHead(answer ? 200 : refusal, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { title: 'Forbidden', detail: 'The token lacks the role admin' }));
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return { address: `http://127.0.0.1:${server.address().port}`, asked };
}

/** A command that has ended, and its output. */
async function taskcast(...args) {
  const child = spawn(process.execPath, [`${client}bin/taskcast.js`, ...args], {
    env: { ...process.env, TASKCAST_URL: '', TASKCAST_TOKEN: '' },
  });
  const run = { out: '', err: '' };
  child.stdout.on('data', (data) => (run.out += data));
  child.stderr.on('data', (data) => (run.err += data));
  [run.status] = await once(child, 'close');
  return run;
}

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
const session = (user, more) => ({
  id: `session-of-${user}`,
  user,
  transport: 'websocket',
  address: '10.1.2.3',
  client: 'app/1.2',
  since: ago(600),
  cursor: 'c',
  behind_events: 0,
  last_sent: ago(3),
  last_seen: ago(5),
  acked: 'c',
  state: 'live',
  reset: null,
  ...more,
});
const sessions = (replica, ...sessions) => ({ replica, sessions, truncated: false, ended: [] });
const window = { events: 7, age_ms: 600_000 };
const AWAY = 'http://127.0.0.1:9';

test('whoPrintsTheSessionsOfEveryReplica', options, async () => {
  const one = await replica({ 'GET /admin/sessions': sessions('one', session('ada'), session('bob', { state: 'stuck', behind_events: 41 })) });
  const two = await replica({ 'GET /admin/sessions': sessions('two') });
  const { status, out, err } = await taskcast('who', '--token', 't', one.address, two.address);
  assert.equal(status, 0, err);
  assert.match(out, /^# one \(http:\S+\): 2 sessions\nUSER +SESSION +STATE +BEHIND/);
  assert.match(out, /^bob +session-of-bob +stuck +41 +- +10 min ago +\d+ s ago +\d+ s ago +websocket +10\.1\.2\.3 +app\/1\.2$/m);
  assert.match(out, /^# two \(http:\S+\): 0 sessions$/m);
  assert.deepEqual(one.asked, [{ what: 'GET /admin/sessions', token: 'Bearer t' }]);
});

test('whoAsksForOneUserAndPrintsWholeAnswersIfToldSo', options, async () => {
  const answer = sessions('one', session('ada lovelace'));
  const { address } = await replica({ 'GET /admin/sessions?user=ada%20lovelace': answer });
  const { status, out } = await taskcast('who', '--user', 'ada lovelace', '--json', '--url', address);
  assert.equal(status, 0);
  assert.deepEqual(JSON.parse(out), answer);
});

test('aReplicaThatDoesNotAnswerIsNamedAndTheOthersArePrinted', options, async () => {
  const { address } = await replica({ 'GET /admin/sessions': sessions('one', session('ada')) });
  const { status, out, err } = await taskcast('who', address, AWAY);
  assert.equal(status, 3);
  assert.match(out, /ada +session-of-ada/);
  assert.match(err, /^# http:\/\/127\.0\.0\.1:9 does not answer: .+\n# 1 of 2 replicas are missing above\n$/);
});

test('whereNobodyAnswersOrTheTokenIsRefusedTheCommandFails', options, async () => {
  const away = await taskcast('who', AWAY);
  assert.equal(away.status, 1);
  assert.match(away.err, /^taskcast: http:\/\/127\.0\.0\.1:9 does not answer: /);
  const { address } = await replica({});
  for (const command of [['who'], ['story', 'e1'], ['drain']]) {
    const refused = await taskcast(...command, address);
    assert.equal(refused.status, 1, command.join(' '));
    assert.match(refused.err, /answered 403: Forbidden: The token lacks the role admin\n$/);
  }
});

/** A replica that accepts a connection and sends nothing, or stops in the middle of its answer. */
async function silent(begun) {
  const server = createServer((request, response) => {
    if (begun) response.writeHead(200, { 'content-type': 'application/json' }).write(begun);
  });
  servers.push({ close: () => (server.close(), server.closeAllConnections()) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}

test('ofSixReplicasTheFourThatDoNotTellAreNamedWithTheReason', options, async () => {
  const one = await replica({ 'GET /admin/sessions': sessions('one', session('ada')) });
  const two = await replica({ 'GET /admin/sessions': sessions('two', session('bob')) });
  const refusing = await replica({}, 401);
  const [hanging, halting] = [await silent(), await silent('{"replica":"th')];
  const began = Date.now();
  const addresses = [one.address, AWAY, hanging, two.address, halting, refusing.address];
  const { status, out, err } = await taskcast('who', '--token', 't', ...addresses);
  assert.equal(status, 3);
  assert.ok(Date.now() - began < 20_000, 'they are asked at the same time');
  assert.match(out, /^# one .*\nUSER .*\nada +session-of-ada .*\n# two .*\nUSER .*\nbob +session-of-bob .*\n$/);
  const lines = err.split('\n');
  assert.equal(lines.length, 6, err);
  assert.match(lines[0], /^# http:\/\/127\.0\.0\.1:9 does not answer: /);
  assert.ok(lines[1].startsWith(`# ${hanging} does not answer: `), err);
  assert.ok(lines[2].startsWith(`# ${halting} does not answer: `), err);
  assert.match(lines[3], /^# http:\S+ answered 401: /);
  assert.equal(lines[4], '# 4 of 6 replicas are missing above');
});

test('aServerThatIsNoReplicaIsNamedTooAndTheOthersArePrinted', options, async () => {
  const { address } = await replica({ 'GET /admin/sessions': sessions('one', session('ada')) });
  const page = createServer((request, response) => response.end('<!doctype html>'));
  servers.push(page.listen(0, '127.0.0.1'));
  await once(page, 'listening');
  const another = await replica({ 'GET /admin/sessions': { hello: 'world' } });
  const { status, out, err } = await taskcast('who', address, `http://127.0.0.1:${page.address().port}`, another.address);
  assert.equal(status, 3, err);
  assert.match(out, /ada +session-of-ada/);
  assert.match(err, /^# http:\S+ answered with something other than JSON\n# http:\S+ is no replica of Taskcast\n# 2 of 3 /);
});

test('drainEndsWhereTheReplicaSaysNothing', options, async () => {
  const { status, err } = await taskcast('drain', await silent());
  assert.equal(status, 1);
  assert.match(err, /does not answer: nothing for 10000 ms\n$/);
});

test('whoPrintsWhoLeftLately', options, async () => {
  const ended = [
    { id: 's1', user: 'ada', since: ago(600), ended: ago(60), code: 4001, reason: 'token expired' },
    { id: 's2', user: 'ada', since: ago(600), ended: ago(90), reason: null },
  ];
  const { address } = await replica({ 'GET /admin/sessions?user=ada': { ...sessions('one'), ended } });
  const { out } = await taskcast('who', '--user', 'ada', address);
  assert.match(out, /# ended lately:\nUSER .*\nada +s1 +10 min ago +\d+ s ago +4001 token expired\nada +s2 .* the device or the network/);
});

test('storyPrintsWhatBecameOfAnEventOnEachReplica', options, async () => {
  const states = ['handed', 'not_yet', 'filtered', 'before'].map((state, i) => ({
    id: `s${i}`,
    user: 'ada',
    state,
    at: state === 'handed' ? ago(2) : null,
    acked: state === 'handed',
  }));
  const event = {
    event: 'a/b',
    type: 'task.updated',
    partition: 3,
    offset: 41,
    age_ms: 12_345,
    everyone: false,
    users: ['ada', 'bob'],
    sessions: states,
    absent: ['bob'],
    ended: [{ id: 's9', user: 'ada', state: 'not_yet', at: null, acked: false, ended: ago(1), code: 4008, reason: 'too slow' }],
  };
  const unusable = [{ partition: 3, offset: 44, event: 'a/b', reason: 'no_task', detail: 'task: missing', at: ago(60) }];
  const path = 'GET /admin/events?id=a%2Fb';
  const one = await replica({ [path]: { replica: 'one', event: 'a/b', found: [event], window, unusable, unusable_lately: unusable } });
  const two = await replica({ [path]: { replica: 'two', event: 'a/b', found: [], window, unusable: [], unusable_lately: unusable } });
  const { status, out, err } = await taskcast('story', 'a/b', one.address, two.address);
  assert.equal(status, 0, err);
  assert.match(out, /^# one \(http:\S+\): its window has 7 events of 10 min$/m);
  assert.match(out, /^task\.updated a\/b, record 3-41, 12 s old, for ada, bob$/m);
  assert.match(out, /^ {2}ada: session s0: was handed over \d+ s ago, the device has acknowledged it$/m);
  assert.match(out, /^ {2}ada: session s1: waits: /m);
  assert.match(out, /^ {2}ada: session s2: was not sent: this device narrowed/m);
  assert.match(out, /^ {2}ada: session s3: came before /m);
  assert.match(out, /^ {2}ada: session s9: waits: .*; ended \d+ s ago: 4008 too slow$/m);
  assert.match(out, /^ {2}bob: has no session on this replica$/m);
  assert.match(out, /^its record could not be used: record 3-44, event a\/b: no_task \(task: missing\), \d+ s ago$/m);
  assert.match(out, /^# two .*\nnothing: .*\n# records that could not be used lately.*\nrecord 3-44, event a\/b: no_task/m);
  assert.doesNotMatch(out, /more than/);
});

test('storySaysWhereAnAnswerWasCut', options, async () => {
  const event = { event: 'e', type: 't', users: ['ada'], sessions: [], absent: [], ended: [], truncated: true };
  const { address } = await replica({
    'GET /admin/events?id=e': { replica: 'one', unusable: [], found: [event], window, unusable_lately: [], truncated: true },
  });
  assert.match((await taskcast('story', 'e', address)).out, /^ {2}and more than one .*\n# there is more than one /m);
});

test('storyOfAUserAsksForItsNewestEvents', options, async () => {
  const answer = { replica: 'one', event: null, found: [], window, unusable: [] };
  const { address } = await replica({
    'GET /admin/events?user=ada': answer,
    'GET /admin/events?id=e1&user=ada': { ...answer, event: 'e1' },
  });
  for (const words of [[], ['e1']]) {
    const { status, out } = await taskcast('story', ...words, '--user', 'ada', '--json', address);
    assert.equal(status, 0);
    assert.equal(JSON.parse(out).event, words[0] ?? null);
  }
});

test('drainAsksOneReplica', options, async () => {
  const { address, asked } = await replica({ 'POST /admin/drain': { replica: 'one', sessions: 3 } });
  const { status, out } = await taskcast('drain', '--token', 't', address);
  assert.equal(status, 0);
  assert.equal(out, `${address} leaves, with 3 sessions\n`);
  assert.deepEqual(asked, [{ what: 'POST /admin/drain', token: 'Bearer t' }]);
});

test('aCommandThatDoesNotSayWhatIsMeantIsRefused', options, async () => {
  for (const args of [['drain'], ['drain', AWAY, AWAY], ['story'], ['story', 'a', 'b'], ['who', 'ada']]) {
    const { status, err } = await taskcast(...args);
    assert.equal(status, 2, args.join(' '));
    assert.match(err, /Usage: taskcast/);
  }
});

test('aNameThatLeadsToSeveralReplicasIsAskedAtEach', options, async () => {
  const nowhere = await taskcast('who', '--each', '--url', 'http://replicas.invalid:8005');
  assert.equal(nowhere.status, 1);
  assert.match(nowhere.err, /The name replicas\.invalid leads to no address\n$/);
  const { address } = await replica({ 'GET /admin/sessions': sessions('one') });
  assert.equal((await taskcast('who', '--each', address)).status, 0, 'an address stays what it is');
  const named = await taskcast('who', '--each', address.replace('127.0.0.1', 'localhost'));
  assert.equal(named.status, 0, named.err);
  assert.ok(named.out.startsWith(`# one (${address}/): 0 sessions`), named.out);
});

test('whatOthersWroteMovesNoCursorOfATerminal', options, async () => {
  const { address } = await replica({ 'GET /admin/sessions': sessions('one', session('ada\u001b[2J', { client: 'x\ny' })) });
  const { out } = await taskcast('who', address);
  assert.match(out, /ada\\u001b\[2J .*x\\u000ay$/m);
});
