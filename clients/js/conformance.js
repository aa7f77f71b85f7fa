/**
 * Runs our JavaScript client for the conformance kit: it prints what its application is told to standard output. The
 * end of standard input closes it. A second address gives tokens; without it they are tokens of the kit. Node 20 has no
 * WebSocket: then `WS` names the folder of the package `ws`.
 */
import { createRequire } from 'node:module';
import { connect } from '../../src/main/webapp/client/taskcast.js';

const WebSocket = globalThis.WebSocket ?? createRequire(`${process.env.WS}/package.json`)('ws').WebSocket;

const source = process.argv[3];
let tokens = 0;
const connection = connect({
  url: process.argv[2],
  token: source ? async () => (await fetch(source)).text() : () => `token-${++tokens}`,
  transports: ['websocket'],
  runtime: { WebSocket },
});
connection.onReset(() => console.log('snapshot'));
connection.on('*', ({ task }) => console.log(`event ${task.id}`));
connection.onStatus(({ state, fatal }) => {
  if (state === 'stopped' && fatal) console.log('stopped');
});
connection.onError(() => {}); // a problem that the gateway reports does not end the run
process.stdin.resume().on('end', () => connection.close());
