/**
 * The operator's edge: start, health, metrics, drain.
 *
 * <ol>
 *   <li>A gateway that cannot do its job does not start, says why in one line, and ends its process.
 *   <li>Liveness is about this process only; what others break shows in readiness.
 *   <li>What can change the gateway's life is reached from this machine only, and by no page.
 * </ol>
 */
package dev.taskcast.ops;
