/**
 * The operator's edge: health, metrics, drain, the log lines about one user, and the end of the process.
 *
 * <p>It reports about the parts that every edge uses: admission, window, sessions, keys, heap. Each edge reports about
 * its own parts itself.
 * <ol>
 *   <li>Liveness is about this process only. Faults elsewhere show in readiness.
 *   <li>Requests that affect the gateway's life are accepted only from this machine, and never from a page.
 * </ol>
 */
package dev.taskcast.ops;
