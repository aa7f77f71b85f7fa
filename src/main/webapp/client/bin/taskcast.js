#!/usr/bin/env node
/**
 * The command line of Taskcast: `taskcast tail`, `publish`, `token`, `who`, `story` and `drain`.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drain } from './drain.js';
import { publish } from './publish.js';
import { story } from './story.js';
import { tail } from './tail.js';
import { fetchToken } from './token.js';
import { who } from './who.js';

const HELP = `Usage: taskcast <command> [options]

  tail      prints the task events of a user as they happen, until Ctrl-C
  publish   publishes one event; the task is a JSON object, or - for one per line from standard input
  token     prints a token of a gateway in development mode

For operators, with a token that has the role admin; ADDRESS is a replica, such as http://10.0.0.1:8005, and may come
several times:

  who [ADDRESS ...]           prints who is connected
  story EVENT [ADDRESS ...]   prints what became of an event: the id of a CloudEvent, or PARTITION-OFFSET
  story --user ID [ADDRESS ...]   prints what became of the newest events of a user
  drain ADDRESS               asks one replica to leave

  --url URL        the gateway                  [TASKCAST_URL, else http://localhost:8005]
  --each           who, story: every address that the name leads to, as that of a headless Service
  --token TOKEN    who you are                  [TASKCAST_TOKEN]
  --user ID        without a token: who you want to be (development mode only); publish: whom the event is for;
                   who, story: whose sessions
  --event NAME     tail: only this one, or those that begin so (task.*); publish: what happened   [publish: task.updated]
  --channel NAME   tail: only this one
  --transport WAY  tail: websocket or sse       [websocket, and sse where that does not get through]
  --cursor CURSOR  tail: everything since then
  --json           tail: whole frames, with cursor, one per line; who, story, drain: the answers, one per line
  --publisher      token: one that may publish
  --admin          token: one with the role admin

  taskcast tail --user ada
  taskcast publish --user ada --event task.created '{"id":"t1","title":"Buy milk"}'
  taskcast who --user ada http://10.0.0.1:8005 http://10.0.0.2:8005

It ends with 0; with 1 if it was refused or nobody answered; with 2 if the command is wrong; with 3 if a replica did not
answer, so that what was printed is not everything.
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
      admin: { type: 'boolean', default: false },
      each: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });

/** @param {Options} options */
const needsSocket = ({ transport }) => transport !== 'sse' && !globalThis.WebSocket;

/** Node 20 has a WebSocket behind a flag: runs the same command again, with the flag. */
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

const isAddress = (/** @type {string} */ word) => /^https?:/.test(word);

/** @param {string[]} args */
async function run(args) {
  const { values, positionals } = read(args);
  const [command, ...rest] = positionals;
  const [words, replicas] = [rest.filter((word) => !isAddress(word)), rest.filter(isAddress)];
  if (values.help || !command) return void console.log(HELP);
  if (command === 'tail' && !rest.length) return needsSocket(values) ? again() : tail(values);
  if (command === 'publish' && rest.length === 1) return publish(values, rest[0]);
  if (command === 'token' && !rest.length) return console.log(await fetchToken(values, roles(values)));
  if (command === 'who' && !words.length) return who(values, replicas);
  if (command === 'story' && words.length < 2 && (words.length || values.user)) return story(values, words[0], replicas);
  if (command === 'drain' && !words.length && replicas.length === 1) return drain(values, replicas[0]);
  throw new TypeError(`There is no such command: ${positionals.join(' ')}`);
}

/** @param {Options} options */
const roles = ({ publisher, admin }) => [publisher && 'publisher', admin && 'admin'].filter((role) => role !== false);

process.stdout.on('error', () => process.exit(0)); // the reader of the output has closed it
const ended = run(process.argv.slice(2)).then((status) => {
  if (typeof status === 'number') process.exitCode = status;
});
ended.catch((error) => {
  const usage = error instanceof TypeError && !('cause' in error);
  console.error(`taskcast: ${error.message}${usage ? '\n\n' + HELP : ''}`);
  process.exitCode = usage ? 2 : 1;
});
