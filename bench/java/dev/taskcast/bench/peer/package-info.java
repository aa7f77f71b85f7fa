/**
 * The programs that the gateway is compared with, those in Java: each small, idiomatic and pinned to one core.
 *
 * <p>{@code Floor} and {@code BareConsumer} are no peers but bounds: what the sockets alone cost, and what Kafka alone
 * costs. The peers in other languages are in {@code bench/peers}.
 */
package dev.taskcast.bench.peer;
