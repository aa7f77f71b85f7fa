import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { connect } from '../../main/webapp/client/taskcast.js';
import { update } from './fakes.js';
import { until, WebSocket } from './tools.js';

/** The client with Node's fetch and a real server: real bytes, sockets and time. */
const open = [];
after(() => open.forEach((thing) => thing.close()));

const PROBLEM = { 'content-type': 'application/problem+json' };
const WELCOME = { type: 'welcome', user: 'ada', session: 's', cursor: 'c0', resume: 'fresh', heartbeat_ms: 25_000 };

/** A server that writes what `answer` returns; `streams` are the open responses. */
async function server(answer) {
  const streams = new Set();
  const requests = [];
  const http = createServer((request, response) => {
    requests.push(request);
    if (!request.headers.authorization) return response.writeHead(401, PROBLEM).end('{}');
    streams.add(response);
    response.on('close', () => streams.delete(response));
    return answer(response, requests.length);
  });
  http.on('upgrade', (request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  open.push({ close: () => (http.closeAllConnections(), http.close()) });
  return { url: `http://127.0.0.1:${http.address().port}/ws`, streams, requests };
}

const begin = (response, ...frames) => {
  response.writeHead(200, { 'content-type': 'text/event-stream;charset=utf-8', 'cache-control': 'no-store' });
  for (const frame of frames) response.write(`data: ${JSON.stringify(frame)}\n\n`);
};

function device(url, options = {}) {
  const seen = { events: [], resets: [], problems: [] };
  const connection = connect({ url, token: 'secret', transports: ['sse'], backoffMs: 50, ...options });
  connection.on('*', ({ task }) => seen.events.push(task));
  connection.onReset(({ reason }) => void seen.resets.push(reason));
  connection.onError((problem) => seen.problems.push(problem));
  open.push(connection);
  return { connection, seen };
}

test('aLargeEventInManyPiecesIsHeardAsItWas', async () => {
  const title = 'müßig 🎈\u2028'.repeat(20_000);
  const bytes = Buffer.from(`data: ${JSON.stringify(update(1, { task: { id: 't', title } }))}\r\n\r\n`);
  const { url } = await server(async (response) => {
    begin(response, WELCOME);
    for (let at = 0; at < bytes.length; at += 4_999) {
      response.write(bytes.subarray(at, at + 4_999));
      await new Promise(setImmediate);
    }
  });
  const { seen } = device(url);
  await until(() => seen.events.length === 1);
  assert.equal(seen.events[0].title, title);
});

test('closeEndsTheRequest', async () => {
  const { url, streams } = await server((response) => begin(response, WELCOME));
  const { connection } = device(url);
  await until(() => connection.status.state === 'live');
  assert.equal(streams.size, 1);
  connection.close();
  await until(() => streams.size === 0);
});

test('aServerThatDiesInTheMiddleIsALostLineAndWhatWasCutOffComesAgain', async () => {
  const { url, requests } = await server((response, n) => {
    begin(response, n === 1 ? WELCOME : { ...WELCOME, resume: 'resumed' }, update(n));
    if (n > 1) return;
    response.write('data: {"type":"task_update","event":"task.up');
    setTimeout(() => response.destroy(), 50);
  });
  const { connection, seen } = device(url);
  await until(() => seen.events.length === 2);
  assert.deepEqual(seen.events.map(({ n }) => n), [1, 2]);
  assert.equal(requests[1].headers['last-event-id'], 'c1');
  assert.deepEqual([seen.resets, seen.problems], [['fresh'], []]);
  assert.equal(connection.isConnected, true);
});

test('whereEveryUpgradeIsRefusedTheDefaultFindsTheStream', { skip: !WebSocket && 'no WebSocket' }, async () => {
  const { url } = await server((response) => begin(response, WELCOME, update(1)));
  const { connection, seen } = device(url, { transports: undefined, runtime: { WebSocket } });
  await until(() => seen.events.length === 1);
  assert.equal(connection.transport, 'sse');
});
