package dev.taskcast.proof;

/** How events get to the topic. One thread uses it. */
interface Way extends AutoCloseable {
    /** Publishes an event that the ledger has already; returns when the next one of its series may be sent. */
    void publish(Series series, int number) throws InterruptedException;

    /** Returns when the fate of all events is known. */
    void settle() throws InterruptedException;

    @Override
    void close();
}
