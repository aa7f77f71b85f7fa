/** @import { Settings, Status } from './taskcast.js' */

/** What to do about a refusal, by its close code. */
const ADVICE = /** @type {Record<number, string>} */ ({
  4001:
    'The token was refused. `token` must give one that has not expired, of the issuer and the key that the gateway trusts; ' +
    'a plain string cannot be renewed, a function can. See docs/tokens.md, "Why a token was refused".',
  4003:
    'The gateway does not let this page in: its operator adds the origin of the page to TASKCAST_SOCKET_ORIGINS. ' +
    'If it did before, the tokens of this user were revoked.',
  4009:
    'This user has too many connections, and the oldest one was ended. Share one between tabs (`tabs: oneSocket(user)`), ' +
    'and close what is no longer shown.',
});

const OTHER = 'The gateway did not understand this client: check `url`, `narrow` and `client`, and which version it has.';

/**
 * Writes to the console, once, why the gateway refused and what to do. Loaded only then.
 *
 * @param {Status} status
 * @param {Settings} settings
 */
export function explain({ code = 0, reason }, { url }) {
  const page = globalThis.location?.origin;
  const where = `${url.replace(/[?#].*/, '')}${page ? `, from ${page}` : ''}`;
  console.warn(`taskcast: stopped (${code} ${reason}) at ${where}. ${ADVICE[code] ?? OTHER}`);
}
