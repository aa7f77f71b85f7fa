/** @import { Connection } from './connection.js' */
/** @import { Settings } from './taskcast.js' */

const say = (/** @type {unknown[]} */ ...words) => console.log('taskcast:', ...words);

/**
 * Describes a message without its content.
 *
 * @param {unknown} text
 */
function frame(text) {
  try {
    const { type, frames, event, id, resume, reason, code, cursor } = JSON.parse(String(text));
    const told = { events: frames?.length, event, id, resume, reason, code, cursor };
    return [type, Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined))];
  } catch {
    return ['what is no frame'];
  }
}

/**
 * Writes each step of a connection to the console: token requests, sockets, streams, frames, states. It never writes a
 * token or a task.
 *
 * It wraps the connection's runtime and token function. It is loaded only when it is needed.
 *
 * @param {Connection} connection
 * @param {Settings} settings
 */
export function debug(connection, settings) {
  const { token, runtime } = settings;
  const { WebSocket: Socket, fetch } = runtime;
  if (typeof token === 'function') {
    settings.token = async (why) => {
      say('asks for a token:', why.reason);
      const given = await token(why);
      say(given ? 'has a token' : given === null ? 'the user signed out' : 'has no token');
      return given;
    };
  }
  settings.runtime = {
    ...runtime,
    fetch: (address, init) => {
      say('requests', String(address).replace(/\?.*/, ''));
      return fetch(address, init);
    },
  };
  if (Socket) settings.runtime.WebSocket = socketOf(Socket);
  connection.onStatus((status) => say(status.state, { ...status }));
  say(connection.status.state, settings.url.replace(/\?.*/, ''));
}

/**
 * A WebSocket that writes its steps to the console.
 *
 * @param {typeof WebSocket} Socket
 */
function socketOf(Socket) {
  let count = 0;
  return class extends Socket {
    #name = `socket ${++count}`;

    /**
     * @param {string | URL} address
     * @param {string | string[]} [protocols]
     */
    constructor(address, protocols) {
      super(address, protocols);
      say(this.#name, 'connects');
      this.addEventListener?.('open', () => say(this.#name, 'is open'));
      this.addEventListener?.('message', ({ data }) => say(this.#name, '<', ...frame(data)));
      this.addEventListener?.('close', ({ code, reason }) => say(this.#name, 'closed', code, reason));
    }

    /** @param {Parameters<WebSocket['send']>[0]} data */
    send(data) {
      say(this.#name, '>', ...frame(data));
      super.send(data);
    }
  };
}
