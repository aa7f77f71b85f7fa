package dev.taskcast.events;

import java.util.Optional;

/**
 * A usable record: what it says, and which event it is.
 *
 * @param event what it says
 * @param identity the producer's name for it; empty for plain JSON, which has none
 * @param isInItsValue whether the value says all of it, so that it can be read again without the headers
 */
public record ParsedRecord(Event event, Optional<EventIdentity> identity, boolean isInItsValue) {}
