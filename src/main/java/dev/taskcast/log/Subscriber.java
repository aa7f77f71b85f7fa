package dev.taskcast.log;

/** Who reads through a {@link LogReader}. Called on any thread; returns at once. */
@FunctionalInterface
public interface Subscriber {
    /** Something is there to be read. */
    void wake();

    /** There are too many readers of this user, and this is the oldest: it has to go. */
    default void displaced() {}

    /** Tokens of this user were revoked: one that reads with such a token has to go. */
    default void revoked() {}
}
