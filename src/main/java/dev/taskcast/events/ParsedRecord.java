package dev.taskcast.events;

import java.util.Optional;

/**
 * A usable record, parsed: its meaning and its name.
 *
 * @param event the meaning of the record
 * @param identity the producer's name for the event; empty for plain JSON, which carries no name
 * @param isInItsValue whether the value alone holds the whole event, so that it can be parsed again without the headers
 */
public record ParsedRecord(Event event, Optional<EventIdentity> identity, boolean isInItsValue) {}
