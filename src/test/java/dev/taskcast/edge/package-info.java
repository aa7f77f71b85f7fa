/**
 * The edge as clients see it: a real Open Liberty, a real Kafka broker, real signed tokens, a WebSocket
 * client that is not ours, and raw sockets for what no such client would do.
 *
 * <p>Every test has users of its own, so that nothing that another test published can reach it.
 */
package dev.taskcast.edge;
