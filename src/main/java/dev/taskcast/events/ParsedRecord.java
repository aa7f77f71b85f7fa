package dev.taskcast.events;

import java.util.Optional;

/**
 * A usable record: what it says, and which event it is.
 *
 * @param event what it says
 * @param identity the producer's name for it; empty for plain JSON, which has none
 */
public record ParsedRecord(Event event, Optional<EventIdentity> identity) {}
