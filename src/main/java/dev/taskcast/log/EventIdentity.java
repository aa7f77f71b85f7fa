package dev.taskcast.log;

/**
 * The name that a producer gave its event: two CloudEvents with the same {@code source} and {@code id} are
 * copies of one event (CloudEvents 1.0.2 §3.1.1).
 */
public record EventIdentity(String source, String id) {}
