/**
 * Clients of real-time servers, each used as its documents show, with every default left unchanged. The servers are
 * scripted: they speak only as much of a protocol as is needed, with the default intervals of the real ones. Only
 * Socket.IO has its own server. `history` says that the real server keeps events for clients that come back. `bundle`
 * is an application that connects and receives, for the size.
 *
 * @module
 */
import { createServer } from 'node:http';
import Ably from 'ably';
import { Centrifuge } from 'centrifuge';
import { createClient } from 'graphql-ws';
import { WebSocket as PartySocket } from 'partysocket';
import * as signalR from '@microsoft/signalr';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { WebSocketServer, WebSocket } from 'ws';
import { connect } from '../../src/main/webapp/client/taskcast.js';

globalThis.WebSocket ??= WebSocket; // Node 20 has no WebSocket

/**
 * A scripted server. It calls `hear` with each frame of a client. With `refuse` it refuses every token.
 *
 * @returns {Promise<{ url: string, send: (n: number) => void, close: () => void }>}
 */
async function scripted({ refuse, begin = () => {}, hear = () => {}, event, every, beat, protocol = false, end = '' }) {
  const server = createServer();
  const sockets = new WebSocketServer({ server, handleProtocols: () => protocol });
  const log = [];
  const tell = (socket, frame) => socket.readyState === 1 && socket.send(JSON.stringify(frame) + end);
  sockets.on('connection', (socket) => {
    const say = (frame) => tell(socket, frame);
    const context = { socket, log, refuse, say };
    begin(context);
    socket.on('error', () => {});
    socket.on('message', (data) => String(data).split(/[\x1e\n]/).filter(Boolean).forEach((text) => hear(JSON.parse(text), context)));
    if (every) socket.beats = setInterval(() => say(beat()), every);
    socket.on('close', () => clearInterval(socket.beats));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    send(n) {
      log.push(n);
      for (const socket of sockets.clients) if (socket.good) tell(socket, event(n, log.length));
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
    },
  };
}

const ws = (url) => url.replace(/^http/, 'ws');

export const clients = {
  '@taskcast/client': {
    bundle: `import { connect } from '../../src/main/webapp/client/taskcast.js';
      connect({ url: '/ws', token: () => fetch('/t').then((r) => r.text()) }).on('*', console.log);`,
    serve: (refuse) => {
      const update = (n, cursor) => ({ type: 'task_update', event: 'task.updated', task: { id: n }, id: `${n}`, cursor: `${cursor}`, time: '' });
      return scripted({
        refuse,
        event: update,
        every: 25_000,
        beat: () => ({ type: 'heartbeat' }),
        hear({ type, cursor }, { socket, log, refuse, say }) {
          if (type === 'ping') return say({ type: 'pong' });
          if (type !== 'auth') return undefined;
          if (refuse) return socket.close(4001, 'refused');
          say({ type: 'welcome', user: 'ada', session: 's', resume: cursor ? 'resumed' : 'fresh', cursor: cursor ?? '0', heartbeat_ms: 25_000 });
          log.slice(Number(cursor ?? log.length)).forEach((n, i) => say(update(n, Number(cursor) + i + 1)));
          return (socket.good = true);
        },
      });
    },
    open(url, { token, up, down, event }) {
      const connection = connect({ url: `${url}ws`, token, transports: ['websocket'], runtime: { WebSocket } });
      connection.on('*', ({ task }) => event(task.id));
      connection.onStatus(({ state }) => (state === 'live' ? up() : /^(reconn|connecting|stopped)/.test(state) && down()));
      return () => connection.close();
    },
  },

  'socket.io-client': {
    bundle: `import { io } from 'socket.io-client'; io({ auth: (give) => give({}) }).on('task', console.log);`,
    recovery: 'connectionStateRecovery',
    async serve(refuse, recovery) {
      const http = createServer();
      const server = new Server(http, recovery ? { connectionStateRecovery: {} } : {});
      if (refuse) server.use((socket, next) => next(new Error('refused')));
      await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
      return { url: `http://127.0.0.1:${http.address().port}/`, send: (n) => server.emit('task', n), close: () => server.close() };
    },
    open(url, { token, up, down, event }) {
      const socket = io(url, { forceNew: true, auth: async (give) => give({ token: await token() }) });
      socket.on('task', event).on('connect', up).on('disconnect', down);
      return () => socket.close();
    },
  },

  centrifuge: {
    history: true,
    bundle: `import { Centrifuge } from 'centrifuge';
      const c = new Centrifuge('wss://x/connection/websocket', { getToken: () => fetch('/t').then((r) => r.text()) });
      c.on('publication', console.log); c.connect();`,
    serve: (refuse) =>
      scripted({
        refuse,
        event: (n) => ({ push: { channel: 'tasks', pub: { data: n } } }),
        every: 25_000,
        beat: () => ({}),
        hear({ id, connect: asks }, { socket, refuse, say }) {
          if (!asks) return;
          if (refuse) return void say({ id, error: { code: 109, message: 'token expired' } });
          say({ id, connect: { client: 'c', version: '1', ping: 25, pong: true, subs: { tasks: {} } } });
          socket.good = true;
        },
      }),
    open(url, { token, up, down, event }) {
      const client = new Centrifuge(`${ws(url)}connection/websocket`, { getToken: token, websocket: WebSocket });
      client.on('publication', ({ data }) => event(data)).on('connected', up).on('connecting', down).on('disconnected', down).on('error', () => {});
      client.connect();
      return () => client.disconnect();
    },
  },

  ably: {
    history: true,
    bundle: `import * as Ably from 'ably';
      new Ably.Realtime({ authUrl: '/t' }).channels.get('tasks').subscribe(console.log);`,
    serve: (refuse) => {
      let serial = 0;
      return scripted({
        refuse,
        event: (n) => ({ action: 15, channel: 'tasks', id: `m${++serial}`, connectionSerial: serial, messages: [{ name: 't', data: n, id: `m${serial}:0` }] }),
        every: 15_000,
        beat: () => ({ action: 0 }),
        begin({ socket, refuse, say }) {
          if (refuse) return say({ action: 9, error: { code: 40142, statusCode: 401, message: 'token expired' } });
          socket.good = true;
          const connectionDetails = { connectionKey: 'k', clientId: 'ada', maxIdleInterval: 15_000, connectionStateTtl: 120_000, maxMessageSize: 65_536 };
          return say({ action: 4, connectionId: 'c', connectionDetails });
        },
        hear({ action, channel }, { say }) {
          if (action === 0) say({ action: 0 });
          if (action === 10) say({ action: 11, channel, flags: 0 });
          if (action === 7) say({ action: 8 });
        },
      });
    },
    open(url, { token, up, down, event }) {
      const { hostname, port } = new URL(url);
      const authCallback = async (_, give) => give(null, { token: await token(), expires: Date.now() + 3_600_000, issued: Date.now(), capability: '{"*":["*"]}' });
      const client = new Ably.Realtime({ authCallback, endpoint: hostname, port: Number(port), tls: false, useBinaryProtocol: false, logLevel: 0 });
      client.channels.get('tasks').subscribe(({ data }) => event(data)).catch(() => {});
      client.connection.on('connected', up);
      for (const state of ['disconnected', 'suspended', 'failed']) client.connection.on(state, down);
      return () => client.close();
    },
  },

  'graphql-ws': {
    bundle: `import { createClient } from 'graphql-ws';
      createClient({ url: 'wss://x', connectionParams: async () => ({}) }).subscribe({ query: 'subscription { t }' }, { next: console.log, error() {}, complete() {} });`,
    serve: (refuse) =>
      scripted({
        refuse,
        protocol: 'graphql-transport-ws',
        event: (n) => ({ id: 'one', type: 'next', payload: { data: { n } } }),
        hear({ type, id }, { socket, refuse, say }) {
          if (type === 'connection_init') refuse ? socket.close(4403, 'Forbidden') : say({ type: 'connection_ack' });
          if (type === 'ping') say({ type: 'pong' });
          if (type === 'subscribe') socket.good = id;
        },
      }),
    open(url, { token, up, down, event }) {
      const client = createClient({ url: ws(url), webSocketImpl: WebSocket, generateID: () => 'one', connectionParams: async () => ({ token: await token() }) });
      client.on('connected', up);
      client.on('closed', down);
      client.subscribe({ query: 'subscription { n }' }, { next: ({ data }) => event(data.n), error: down, complete() {} });
      return () => client.terminate();
    },
  },

  partysocket: {
    bundle: `import { WebSocket } from 'partysocket';
      new WebSocket(async () => 'wss://x?t=' + (await (await fetch('/t')).text())).onmessage = console.log;`,
    serve: (refuse) =>
      scripted({
        refuse,
        event: (n) => n,
        begin({ socket, refuse }) {
          if (refuse) socket.close(4001, 'refused');
          else socket.good = true;
        },
      }),
    open(url, { token, up, down, event }) {
      const socket = new PartySocket(async () => `${ws(url)}?t=${await token()}`, [], { WebSocket });
      socket.onmessage = ({ data }) => event(JSON.parse(data));
      socket.onopen = up;
      socket.onclose = down;
      socket.onerror = () => {};
      return () => socket.close();
    },
  },

  '@microsoft/signalr': {
    history: true,
    bundle: `import { HubConnectionBuilder } from '@microsoft/signalr';
      const c = new HubConnectionBuilder().withUrl('/hub', { accessTokenFactory: () => '' }).withAutomaticReconnect().build();
      c.on('task', console.log); c.start();`,
    serve: (refuse) =>
      scripted({
        refuse,
        end: '\x1e',
        event: (n) => ({ type: 1, target: 'task', arguments: [n] }),
        every: 15_000,
        beat: () => ({ type: 6 }),
        hear({ protocol }, { socket, refuse, say }) {
          if (!protocol) return;
          if (refuse) return void socket.close(1008);
          say({});
          socket.good = true;
        },
      }),
    open(url, { token, up, down, event }) {
      const how = { skipNegotiation: true, transport: signalR.HttpTransportType.WebSockets, accessTokenFactory: token, WebSocket };
      const connection = new signalR.HubConnectionBuilder().withUrl(url, how).withAutomaticReconnect().configureLogging(signalR.LogLevel.None).build();
      connection.on('task', event);
      connection.onreconnecting(down);
      connection.onreconnected(up);
      connection.onclose(down);
      connection.start().then(up, down);
      return () => connection.stop();
    },
  },
};
