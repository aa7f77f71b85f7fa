/** @import { Task } from '../client/frames.js' */

/** A refusal of the development API: the problem's title and detail, and its HTTP status. */
export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {number} status
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * The development API of the gateway for one user: a token, the snapshot, and events to publish.
 *
 * @param {string} user
 * @param {{ connected: boolean, delayMs: number }} [line] of the device that calls
 */
export function api(user, line = { connected: true, delayMs: 0 }) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async function call(method, path, body) {
    if (line.delayMs) await new Promise((resolve) => setTimeout(resolve, line.delayMs));
    if (!line.connected) throw new ApiError('This device is offline.', 0);
    let response;
    try {
      response = await fetch(new URL(`dev/${path}`, document.baseURI), {
        method,
        headers: body ? { 'content-type': 'application/json' } : {},
        body: body && JSON.stringify(body),
      });
    } catch {
      throw new ApiError('The gateway does not answer.', 0);
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    const { title = `The gateway answered ${response.status}`, detail } = answer;
    throw new ApiError(detail ? `${title}: ${detail}` : title, response.status);
  }

  const task = (/** @type {unknown} */ id) => `tasks/${encodeURIComponent(String(id))}`;
  const query = `?user=${encodeURIComponent(user)}`;
  return {
    /** @returns {Promise<string>} */
    token: async () => (await call('POST', 'token', { user })).token,
    /** @returns {Promise<Task[]>} */
    tasks: async () => (await call('GET', `tasks${query}`)).tasks,
    create: (/** @type {string} */ title) => call('POST', 'tasks', { user, title }),
    rename: (/** @type {unknown} */ id, /** @type {string} */ title) => call('PATCH', task(id), { user, title }),
    complete: (/** @type {unknown} */ id) => call('POST', `${task(id)}/complete`, { user }),
    remove: (/** @type {unknown} */ id) => call('DELETE', task(id) + query),
    burst: (/** @type {string} */ burst, /** @type {number} */ count) => call('POST', 'burst', { user, burst, count }),
  };
}

/** @typedef {ReturnType<typeof api>} Api */
