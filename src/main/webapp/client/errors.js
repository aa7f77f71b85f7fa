/**
 * A problem that this library reports: `code` says where it occurred. If another error is the `cause`, `message` is its
 * message.
 *
 * - `token`: `token` failed, or returned no text. It is called again.
 * - `snapshot`: a listener of `onReset` failed, or took too long. It is called again.
 * - `listener`: another listener threw.
 * - `store`: the position could not be stored. This is reported once; each later position is still tried.
 * - `cannot-open`: this platform cannot open the connection.
 * - `stopped`, `overflow`: why an iteration ended.
 *
 * @typedef {'token' | 'snapshot' | 'listener' | 'store' | 'cannot-open' | 'stopped' | 'overflow'} ProblemCode
 */
export class TaskcastError extends Error {
  name = 'TaskcastError';

  /**
   * @param {ProblemCode} code
   * @param {unknown} cause an error, or a text
   */
  constructor(code, cause) {
    super(/** @type {any} */ (cause)?.message ?? cause, { cause });
    this.code = code;
  }
}
