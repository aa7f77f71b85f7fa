/** @import { Options } from './taskcast.js' */

/** What a command was not given, or a gateway refused. */
export class CommandError extends Error {}

/**
 * Asks the gateway, and explains what it refuses.
 *
 * @param {string} url
 * @param {string} path
 * @param {object} body
 * @param {string} [token]
 */
export async function post(url, path, body, token) {
  /** @type {Record<string, string>} */
  const headers = { 'content-type': 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  let response;
  try {
    response = await fetch(new URL(path, url.endsWith('/') ? url : `${url}/`), {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
  } catch (error) {
    const { cause } = /** @type {{ cause?: { message?: string, code?: string } }} */ (error);
    throw new CommandError(`${url} does not answer: ${cause?.code ?? cause?.message ?? error}`);
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const { title = '', detail = '' } = answer;
  throw new CommandError([`${url} answered ${response.status}`, title, detail].filter(Boolean).join(': '));
}

/**
 * A token of a gateway in development mode.
 *
 * @param {Options} options
 * @param {boolean} [publisher] whether it may publish
 * @returns {Promise<string>}
 */
export async function fetchToken({ url, user }, publisher = false) {
  if (!user) throw new CommandError('Say who you are: --token TOKEN, or --user ID for a gateway in development mode');
  try {
    return (await post(url, 'dev/token', { user, groups: publisher ? ['publisher'] : [] })).token;
  } catch (error) {
    if (!String(error).includes(' 404')) throw error;
    throw new CommandError(`${url} is not in development mode: it issues no tokens, bring one with --token TOKEN`);
  }
}
