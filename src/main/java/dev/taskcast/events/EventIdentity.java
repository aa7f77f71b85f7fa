package dev.taskcast.events;

/**
 * The name that a producer gave its event. Two CloudEvents with the same {@code source} and {@code id} should be copies
 * of one event (CloudEvents 1.0.2 §3.1.1). Code that keeps events must compare their content too: see
 * {@link NamedEvent}.
 */
public record EventIdentity(String source, String id) {}
