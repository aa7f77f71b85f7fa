import { PATIENCE_MS } from './replicas.js';
import { ask } from './token.js';

/** @import { Options } from './taskcast.js' */

/**
 * Asks one replica to leave. Its devices move to the other replicas, so these must be up.
 *
 * @param {Options} options
 * @param {string} address of the replica
 */
export async function drain({ token, json }, address) {
  const answer = await ask(address, 'admin/drain', { method: 'POST', token, patienceMs: PATIENCE_MS });
  console.log(json ? JSON.stringify(answer) : `${address} leaves, with ${answer.sessions} sessions`);
}
