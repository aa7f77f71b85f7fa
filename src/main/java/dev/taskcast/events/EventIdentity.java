package dev.taskcast.events;

import dev.taskcast.log.Deduplication;

/**
 * The name that a producer gave its event. Two CloudEvents with the same {@code source} and {@code id} should be
 * copies of one event (CloudEvents 1.0.2 §3.1.1); {@link Deduplication} looks whether they are.
 */
public record EventIdentity(String source, String id) {}
