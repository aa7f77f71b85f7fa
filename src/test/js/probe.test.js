import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { connect } from '../../main/webapp/client/taskcast.js';
import { again, page, refuse } from './fake-pages.js';
import { until, WebSocket } from './tools.js';

/** How the client asks the gateway whether it answers HTTP. */
const open = [];
after(() => open.forEach((thing) => thing.close()));

const WELCOME = { type: 'welcome', user: 'ada', session: 's', cursor: 'c0', resume: 'fresh', heartbeat_ms: 25_000 };

/** A path to a gateway without upgrades that adds a token itself: every request gets a stream. */
async function proxy(path = 'ws') {
  const streams = new Set();
  const requests = [];
  const http = createServer((request, response) => {
    requests.push(request);
    streams.add(response);
    response.on('close', () => streams.delete(response));
    response.writeHead(200, { 'content-type': 'text/event-stream;charset=utf-8' });
    response.write(`data: ${JSON.stringify(WELCOME)}\n\n`);
  });
  http.on('upgrade', (request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  open.push({ close: () => (http.closeAllConnections(), http.close()) });
  return { url: `http://127.0.0.1:${http.address().port}/${path}`, streams, requests };
}

test('aStreamThatIsTheAnswerIsEndedAndCounts', { skip: !WebSocket && 'no WebSocket' }, async () => {
  const { url, streams, requests } = await proxy();
  const connection = connect({ url, token: 'secret', backoffMs: 50, runtime: { WebSocket } });
  open.push(connection);
  await until(() => connection.isConnected);
  assert.equal(connection.transport, 'sse');
  await until(() => streams.size === 1, () => streams.size);
  assert.equal(requests.filter(({ headers }) => headers.authorization).length, 1);
});

test('aTokenInTheAddressIsNotPartOfTheQuestion', { skip: !WebSocket && 'no WebSocket' }, async () => {
  const { url, requests } = await proxy('ws?room=1&token=of-a-user&x=2');
  const connection = connect({ url, token: 'secret', backoffMs: 50, runtime: { WebSocket } });
  open.push(connection);
  await until(() => requests.length > 1);
  assert.doesNotMatch(requests[0].url, /token|of-a-user/);
  assert.match(requests[0].url, /^\/events\?room=1&.*x=2$/);
});

test('theQuestionIsFreshHasNoCookiesAndFollowsNobody', async () => {
  const { s } = page();
  const asked = [];
  s.fetch = (...request) => (asked.push(request), Promise.reject(new TypeError('fetch failed')));
  await refuse(s);
  const { signal, ...how } = asked[0][1];
  assert.deepEqual(how, { cache: 'no-store', credentials: 'omit', redirect: 'error' });
  assert.equal(signal.aborted, true);
});

test('aQuestionThatIsNotAnsweredInTimeIsTakenBack', async () => {
  const { s } = page();
  const asked = [];
  s.fetch = (address, { signal }) => {
    asked.push(signal);
    return new Promise((resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  await refuse(s);
  await s.clock.advance(4_999);
  assert.equal(asked[0].aborted, false);
  await s.clock.advance(1);
  assert.equal(asked[0].aborted, true);
});

for (const [what, status, type] of [
  ['aPageToSignIn', 401, 'text/html'],
  ['aProxyWithoutAWord', 401, undefined],
  ['aPageForAllAddresses', 200, 'text/html'],
]) {
  test(`${what}IsNotTheGateway`, async () => {
    const { s, gateway } = page();
    s.fetch = () => new Response('<html>', { status, headers: type ? { 'content-type': type } : {} });
    for (let i = 0; i < 5; i++) {
      await refuse(s);
      await again(s);
    }
    assert.deepEqual([s.sockets.length, gateway.streams.length], [6, 0]);
  });
}
