package dev.taskcast.log;

/** The owner of a {@link LogReader}, such as a session. Any thread may call it; every method returns immediately. */
@FunctionalInterface
public interface Subscriber {
    /** The reader has something to read. */
    void wake();

    /** The user has too many readers, and this one is the oldest: it must end. */
    default void displaced() {}

    /** Tokens of this user were revoked: a session with such a token must end. */
    default void revoked() {}
}
