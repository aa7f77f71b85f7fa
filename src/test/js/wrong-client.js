/**
 * Clients with common faults, for the tests of the conformance kit. `once` never reconnects. `eager` reconnects
 * immediately, with one token and no cursor, to a second line beside the first. `deaf` knows only the first event, and
 * reports the type of every other frame.
 */
import { require } from './tools.js';

const WebSocket = globalThis.WebSocket ?? require('ws').WebSocket;
const [, , fault, url] = process.argv;
const say = (words) => console.log(words);
let lines = 0;

function open() {
  const socket = new WebSocket(url);
  lines++;
  socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', token: 'token-1', accept: ['batch'] }));
  socket.onmessage = ({ data }) => hear(JSON.parse(data));
  socket.onerror = () => {};
  socket.onclose = () => fault === 'eager' && lines < 50 && open();
}

function hear(frame) {
  if (fault === 'deaf') return say(frame.task?.id === 't1' ? 'event t1' : frame.type);
  if (frame.type === 'welcome' && frame.resume === 'fresh') say('snapshot');
  if (frame.type === 'task_update') say(`event ${frame.task.id}`);
  if (frame.type === 'batch') frame.frames.forEach(hear);
  if (frame.type === 'goaway' && fault === 'eager') open();
}

open();
process.stdin.resume().on('end', () => process.exit());
