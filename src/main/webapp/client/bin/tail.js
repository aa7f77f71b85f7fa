import { connect } from '../taskcast.js';
import { CommandError, fetchToken } from './token.js';

/** @import { TaskUpdate } from '../frames.js' */
/** @import { Status } from '../taskcast.js' */
/** @import { Options } from './taskcast.js' */

/** @param {TaskUpdate} update */
const line = ({ time, event, task }) => `${time} ${event} ${JSON.stringify(task)}`;

/** @param {Status} status */
function words({ state, reason, code, retryAt }) {
  const why = reason ? ` (${reason}${code ? ` ${code}` : ''})` : '';
  const when = retryAt ? ` in ${((retryAt - Date.now()) / 1000).toFixed(1)} s` : '';
  return state + when + why;
}

/**
 * Prints events to standard output, and the state of the connection to standard error, until Ctrl-C.
 *
 * @param {Options} options
 */
export async function tail(options) {
  const { token, event, channel, transport, cursor, json } = options;
  if (transport !== undefined && transport !== 'websocket' && transport !== 'sse') {
    throw new CommandError(`There is no such transport: ${transport}; there are websocket and sse`);
  }
  const url = new URL('ws', options.url.endsWith('/') ? options.url : `${options.url}/`);
  if (!token) await fetchToken(options); // a wrong token is reported immediately, and not retried forever
  const connection = connect({
    url,
    token: token ?? (() => fetchToken(options)),
    narrow: { events: event ? [event] : [], channels: channel ? [channel] : [] },
    transports: transport && [transport],
    since: cursor,
  });
  const listened = !event || event.endsWith('*') ? '*' : event;
  connection.on(listened, (/** @type {TaskUpdate} */ update) =>
    console.log(json ? JSON.stringify(update) : line(update)),
  );
  connection.onReset(({ reason }) => {
    if (reason !== 'fresh') console.error(`# reset: ${reason}, events are missing before this line`);
  });
  connection.onError((problem) => {
    const { message = String(problem) } = /** @type {{ message?: string }} */ (problem);
    console.error(`# ${message}`);
  });
  process.once('SIGINT', () => connection.close());
  process.once('SIGTERM', () => connection.close());
  await new Promise((resolve, reject) => {
    connection.onStatus((status) => {
      if (status.state !== 'stopped') console.error(`# ${words(status)}`);
      else if (status.reason === 'closed') resolve(0);
      else reject(new CommandError(`the gateway ended it permanently: ${status.reason} (${status.code})`));
    });
  });
}
