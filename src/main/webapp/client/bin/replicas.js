import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { CommandError, ask } from './token.js';

/** @import { Options } from './taskcast.js' */

/** How long a replica may take, in milliseconds. */
export const PATIENCE_MS = 10_000;

/** The exit status if not all replicas have answered, so that the output is incomplete. */
export const INCOMPLETE = 3;

/**
 * The answer of one replica, or why there is no answer.
 *
 * @template A
 * @typedef {{ address: string, answer?: A, problem?: string }} Said
 */

/**
 * The addresses among the words of a command, or the address of `--url`. With `--each`, every address that a name
 * resolves to, as for a headless Service.
 *
 * @param {Options} options
 * @param {string[]} words
 * @returns {Promise<string[]>}
 */
export async function addresses({ url, each }, words) {
  const named = words.length ? words : [url];
  return each ? (await Promise.all(named.map(behind))).flat() : named;
}

/**
 * Resolves a name as the machine does, so short names of a cluster and names in /etc/hosts work. If a replica has an
 * IPv4 and an IPv6 address, the IPv4 address is used.
 *
 * @param {string} address
 */
async function behind(address) {
  const url = new URL(address);
  const name = url.hostname;
  if (isIP(name) || name.startsWith('[')) return [address];
  const all = await lookup(name, { all: true }).catch(() => []);
  if (!all.length) throw new CommandError(`The name ${name} leads to no address`);
  const family = all.some((one) => one.family === 4) ? 4 : 6;
  const found = new Set(all.filter((one) => one.family === family).map((one) => one.address));
  return [...found].map((ip) => {
    url.hostname = family === 6 ? `[${ip}]` : ip;
    return url.href;
  });
}

/**
 * Asks all replicas at the same time; no replica asks another.
 *
 * @template A
 * @param {string[]} replicas their addresses
 * @param {string} path
 * @param {string} [token]
 * @returns {Promise<Said<A>[]>}
 */
export const askAll = (replicas, path, token) =>
  Promise.all(
    replicas.map(async (address) => {
      try {
        const answer = await ask(address, path, { token, patienceMs: PATIENCE_MS });
        return answer.replica ? { address, answer } : { address, problem: `${address} is no replica of Taskcast` };
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        return { address, problem: error.message };
      }
    }),
  );

/**
 * Prints which replicas did not answer.
 *
 * @param {Said<unknown>[]} said
 * @returns {number} the exit status of the command
 */
export function missing(said) {
  const silent = said.filter(({ problem }) => problem);
  if (silent.length && silent.length === said.length) {
    throw new CommandError(silent.map(({ problem }) => problem).join('\n'));
  }
  for (const { problem } of silent) console.error(`# ${problem}`);
  if (silent.length) console.error(`# ${silent.length} of ${said.length} replicas are missing above`);
  return silent.length ? INCOMPLETE : 0;
}

/**
 * A table in columns.
 *
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function table(head, rows) {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i].length)));
  for (const row of [head, ...rows]) {
    console.log(row.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd());
  }
}

/**
 * How long ago, in one unit.
 *
 * @param {string | null | undefined} time RFC 3339
 */
export function ago(time) {
  if (!time) return '-';
  const seconds = Math.max(0, (Date.now() - Date.parse(time)) / 1000);
  if (seconds < 120) return `${Math.round(seconds)} s ago`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3600)} h ago`;
}

/** Makes foreign text safe for one line: control characters, which could move a terminal's cursor, are escaped. */
export const plain = (/** @type {unknown} */ text) =>
  String(text ?? '-').replace(/\p{C}/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * How a session ended.
 *
 * @param {{ code?: number, reason: string | null }} end
 */
export const why = ({ code, reason }) => (code ? `${code} ${reason}` : 'the device or the network ended it');
