package dev.taskcast.bench;

/** Where a server's events come from; it numbers each user's events from 1. Used by one thread. */
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

    /** Whether nobody looks at latency, so that events may wait a moment for company, which spares the broker. */
    void calm(boolean calm) {}

    /** Has nothing wait for company any longer. */
    void push() {}

    @Override
    public abstract void close();
}
