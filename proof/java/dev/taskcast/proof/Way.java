package dev.taskcast.proof;

/** A way for events to get to the topic. One thread uses it. */
interface Way extends AutoCloseable {
    /** Publishes an event that is in the ledger already. It returns when the next event of the series can be sent. */
    void publish(Series series, int number) throws InterruptedException;

    /** Waits until the fate of all events is known. */
    void settle() throws InterruptedException;

    @Override
    void close();
}
