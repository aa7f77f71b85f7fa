#!/usr/bin/env node
/**
 * The command line of Taskcast: `npx taskcast tail`, `publish` and `token`.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { publish } from './publish.js';
import { tail } from './tail.js';
import { fetchToken } from './token.js';

const HELP = `Usage: taskcast <command> [options]

  tail      prints the task events of a user as they happen, until Ctrl-C
  publish   publishes one event; the task is a JSON object, or - for one per line from standard input
  token     prints a token of a gateway in development mode

  --url URL        the gateway                  [TASKCAST_URL, else http://localhost:8005]
  --token TOKEN    who you are                  [TASKCAST_TOKEN]
  --user ID        without a token: who you want to be (development mode only); publish: whom the event is for
  --event NAME     tail: only this one, or those that begin so (task.*); publish: what happened   [publish: task.updated]
  --channel NAME   tail: only this one
  --transport WAY  tail: websocket or sse       [websocket, and sse where that does not get through]
  --cursor CURSOR  tail: everything since then
  --json           tail: whole frames, with cursor, one per line
  --publisher      token: one that may publish

  taskcast tail --user ada
  taskcast publish --user ada --event task.created '{"id":"t1","title":"Buy milk"}'
`;

/** @typedef {ReturnType<typeof read>['values']} Options */

/** @param {string[]} args */
const read = (args) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: {
      url: { type: 'string', default: process.env.TASKCAST_URL || 'http://localhost:8005' },
      token: { type: 'string', default: process.env.TASKCAST_TOKEN || undefined },
      user: { type: 'string' },
      event: { type: 'string' },
      channel: { type: 'string' },
      transport: { type: 'string' },
      cursor: { type: 'string' },
      json: { type: 'boolean', default: false },
      publisher: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });

/** @param {Options} options */
const needsSocket = ({ transport }) => transport !== 'sse' && !globalThis.WebSocket;

/** Node 20 has a WebSocket behind a flag: the same command again, with it. */
function again() {
  const child = spawn(
    process.execPath,
    ['--experimental-websocket', fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}

/** @param {string[]} args */
async function run(args) {
  const { values, positionals } = read(args);
  const [command, ...rest] = positionals;
  if (values.help || !command) return void console.log(HELP);
  if (command === 'tail' && !rest.length) return needsSocket(values) ? again() : tail(values);
  if (command === 'publish' && rest.length === 1) return publish(values, rest[0]);
  if (command === 'token' && !rest.length) return console.log(await fetchToken(values, values.publisher));
  throw new TypeError(`There is no such command: ${positionals.join(' ')}`);
}

process.stdout.on('error', () => process.exit(0)); // whoever read from us has had enough
run(process.argv.slice(2)).catch((error) => {
  const usage = error instanceof TypeError && !('cause' in error);
  console.error(`taskcast: ${error.message}${usage ? '\n\n' + HELP : ''}`);
  process.exitCode = usage ? 2 : 1;
});
