/**
 * The operator's edge: health, metrics, drain, log lines of one user, the process's end.
 *
 * <p>It tells of what every edge uses: front door, window, sessions, keys, heap. What only one edge knows, that edge tells itself.
 *
 * <ol>
 *   <li>Liveness is about this process only; what others break shows in readiness.
 *   <li>What can change the gateway's life is reached from this machine only, and by no page.
 * </ol>
 */
package dev.taskcast.ops;
