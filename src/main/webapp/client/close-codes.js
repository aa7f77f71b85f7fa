/** @typedef {'reconnect' | 'backoff' | 'new-token' | 'stop'} Advice What a client does after a close. */

/**
 * Every close code of the protocol: its name, and what the client does after it. Any other code (most often 1006) means
 * a lost connection.
 *
 * @type {Readonly<Record<number, readonly [name: string, advice: Advice]>>}
 */
export const CLOSE_CODES = {
  1000: ['normal', 'reconnect'],
  1001: ['going-away', 'reconnect'],
  1003: ['unsupported-data', 'stop'],
  1007: ['invalid-data', 'stop'],
  1008: ['policy', 'backoff'],
  1009: ['too-big', 'stop'],
  1011: ['server-error', 'backoff'],
  1012: ['restart', 'backoff'],
  1013: ['try-again-later', 'backoff'],
  4001: ['unauthorized', 'new-token'],
  4003: ['forbidden', 'stop'],
  4008: ['too-slow', 'reconnect'],
  4009: ['too-many-connections', 'stop'],
};
