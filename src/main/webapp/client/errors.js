/**
 * What went wrong, of ours: `code` says where. `message` is that of the `cause`, where another error is behind it.
 *
 * - `token`: `token` failed, or gave no text. It is asked again.
 * - `snapshot`: a listener of `onReset` failed, or took too long. It is called again.
 * - `listener`: another listener threw.
 * - `store`: the place could not be kept. That is said once; each place is tried.
 * - `cannot-open`: this platform cannot open the connection.
 * - `stopped`, `overflow`: why an iteration ended.
 *
 * @typedef {'token' | 'snapshot' | 'listener' | 'store' | 'cannot-open' | 'stopped' | 'overflow'} ProblemCode
 */
export class TaskcastError extends Error {
  name = 'TaskcastError';

  /**
   * @param {ProblemCode} code
   * @param {unknown} cause an error, or in words
   */
  constructor(code, cause) {
    super(/** @type {any} */ (cause)?.message ?? cause, { cause });
    this.code = code;
  }
}
