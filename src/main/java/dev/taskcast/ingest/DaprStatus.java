package dev.taskcast.ingest;

/** What Dapr is told about an event that it delivered. */
enum DaprStatus {
    /** It is in the topic. */
    SUCCESS,
    /** Deliver it again. */
    RETRY,
    /** It can never be used; Dapr moves it to its dead-letter topic, if it has one. */
    DROP
}
