/** @import { Options } from './taskcast.js' */

/** An error for the user: a missing argument, or a refusal of a gateway. */
export class CommandError extends Error {}

/**
 * Sends a request to the gateway, and explains a refusal.
 *
 * @param {string} url
 * @param {string} path
 * @param {{ method?: string, body?: object, token?: string, patienceMs?: number }} request
 */
export async function ask(url, path, { method = 'GET', body, token, patienceMs }) {
  /** @type {Record<string, string>} */
  const headers = body ? { 'content-type': 'application/json' } : {};
  if (token) headers.authorization = `Bearer ${token}`;
  let response;
  let text;
  try {
    response = await fetch(new URL(path, url.endsWith('/') ? url : `${url}/`), {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal: patienceMs ? AbortSignal.timeout(patienceMs) : undefined,
    });
    text = await response.text();
  } catch (error) {
    const { name, cause } = /** @type {{ name?: string, cause?: { message?: string, code?: string } }} */ (error);
    const why = name === 'TimeoutError' ? `nothing for ${patienceMs} ms` : (cause?.code ?? cause?.message ?? error);
    throw new CommandError(`${url} does not answer: ${why}`);
  }
  const answer = text ? parsed(text) : {};
  if (response.ok && answer) return answer;
  if (response.ok) throw new CommandError(`${url} answered with something other than JSON`);
  const { title = '', detail = '' } = answer ?? {};
  throw new CommandError([`${url} answered ${response.status}`, title, detail].filter(Boolean).join(': '));
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {string} url
 * @param {string} path
 * @param {object} body
 * @param {string} [token]
 */
export const post = (url, path, body, token) => ask(url, path, { method: 'POST', body, token });

/**
 * A token of a gateway in development mode.
 *
 * @param {Options} options
 * @param {string[]} [groups] its roles
 * @returns {Promise<string>}
 */
export async function fetchToken({ url, user }, groups = []) {
  if (!user) throw new CommandError('Say who you are: --token TOKEN, or --user ID for a gateway in development mode');
  try {
    return (await post(url, 'dev/token', { user, groups })).token;
  } catch (error) {
    if (!String(error).includes(' 404')) throw error;
    throw new CommandError(`${url} is not in development mode: it issues no tokens, bring one with --token TOKEN`);
  }
}
