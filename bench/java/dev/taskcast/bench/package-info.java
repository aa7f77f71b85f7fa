/**
 * The benchmark: the gateway and its peers do the same work, in one run, with one load client.
 * <ol>
 *   <li>Every server does the same: it verifies a token, reads {@code task-updates}, and sends each event to the
 *       sockets of its user. It runs alone on one core; the broker, the producer and the load client run on the other
 *       core.
 *   <li>The load client checks what it counts: every socket gets its own user's events, each once, in order. Otherwise
 *       the run reports it loudly, and fails.
 *   <li>The main figure is the processor time of the server, which no client can hide. A throughput counts only if the
 *       server was its limit.
 *   <li>No figure is compared with a figure of another run.
 * </ol>
 *
 * <p>Read {@code Bench} first, then {@code Measure}. docs/benchmarks.md has the method and a result.
 */
package dev.taskcast.bench;
