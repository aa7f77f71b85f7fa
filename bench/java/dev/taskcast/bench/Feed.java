package dev.taskcast.bench;

/** The source of a server's events. It numbers each user's events from 1. Used by one thread. */
abstract class Feed implements AutoCloseable {
    private static final int USERS = 100_000;

    private final long[] numbers = new long[USERS + 1];

    /** Sends the next event of {@code user} ({@link Event#EVERYONE}: to all), due at {@code sent} microseconds since 1970. */
    final void event(int user, long sent) {
        send(user, ++numbers[user], sent);
    }

    /** The number of the newest event of {@code user}. */
    final long last(int user) {
        return numbers[user];
    }

    abstract void send(int user, long number, long sent);

    /**
     * Whether no latency is measured now, so that events may wait a moment and form batches, which spares the broker.
     */
    void calm(boolean calm) {}

    /** Sends all events that still wait. */
    void push() {}

    @Override
    public abstract void close();
}
