package dev.taskcast.ingest;

/** The answer to Dapr about an event that it delivered. */
enum DaprStatus {
    /** The event is in the topic. */
    SUCCESS,
    /** Dapr must deliver the event again. */
    RETRY,
    /** The event can never be used. Dapr moves it to its dead-letter topic, if it has one. */
    DROP
}
