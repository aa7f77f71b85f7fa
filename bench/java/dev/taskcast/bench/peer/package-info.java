/**
 * The Java programs with which the gateway is compared. Each is small, idiomatic and pinned to one core.
 *
 * <p>{@code Floor} and {@code BareConsumer} are reference limits, not competitors: the cost of the sockets alone, and
 * of Kafka alone. The peers in other languages are in {@code bench/peers}.
 */
package dev.taskcast.bench.peer;
