/**
 * The edge as clients see it: a real Open Liberty, a real Kafka broker, real signed tokens, and a WebSocket client that
 * is not ours. Raw sockets do what no such client would do.
 *
 * <p>Every test has its own users, so that no event of another test can reach it.
 */
package dev.taskcast.edge;
