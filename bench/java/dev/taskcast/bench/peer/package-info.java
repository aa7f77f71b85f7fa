/**
 * The programs in Java that the gateway is compared with: each small, idiomatic and pinned to one core.
 *
 * <p>{@code Floor} and {@code BareConsumer} are not competitors but reference limits: the cost of the sockets alone,
 * and of Kafka alone. The peers in other languages are in {@code bench/peers}.
 */
package dev.taskcast.bench.peer;
