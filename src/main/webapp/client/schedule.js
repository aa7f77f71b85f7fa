/**
 * When to try again: exponential backoff with full jitter, for ever.
 *
 * The delay of attempt n is a random number between nothing and `min(backoffCapMs, backoffMs * 2 ** n)`, so that a
 * million clients that lost the same server do not come back together, not even once they are at the cap.
 *
 * @example
 * backoff(0, { backoffMs: 1000, backoffCapMs: 30000, random: Math.random }); // 0 … 1 s
 * backoff(3, { backoffMs: 1000, backoffCapMs: 30000, random: Math.random }); // 0 … 8 s
 * backoff(9, { backoffMs: 1000, backoffCapMs: 30000, random: Math.random }); // 0 … 30 s, and so from here on
 *
 * @param {number} attempt how many attempts failed in a row before this one
 * @param {{ backoffMs: number, backoffCapMs: number, random: () => number }} limits
 * @returns {number} milliseconds
 */
export const backoff = (attempt, { backoffMs, backoffCapMs, random }) =>
  random() * Math.min(backoffCapMs, backoffMs * 2 ** attempt);
