/**
 * The operator's edge: health, metrics, drain, the process's end.
 *
 * <ol>
 *   <li>Liveness is about this process only; what others break shows in readiness.
 *   <li>What can change the gateway's life is reached from this machine only, and by no page.
 * </ol>
 */
package dev.taskcast.ops;
