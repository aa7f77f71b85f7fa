package dev.taskcast.bench;

/**
 * How many devices there are.
 *
 * @param users users, named from 1
 * @param perUser devices of each
 * @param query added to the URL, such as {@code &accept=batch}
 */
record Shape(int users, int perUser, String query) {
    static final Shape NONE = new Shape(0, 0, "");

    /** One with nothing added to the URL. */
    Shape(int users, int perUser) {
        this(users, perUser, "");
    }

    int sockets() {
        return users * perUser;
    }
}
