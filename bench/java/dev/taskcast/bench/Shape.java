package dev.taskcast.bench;

/**
 * The number of devices.
 *
 * @param users how many users, numbered from 1
 * @param perUser how many devices each user has
 * @param query added to the URL, such as {@code &accept=batch}
 */
record Shape(int users, int perUser, String query) {
    static final Shape NONE = new Shape(0, 0, "");

    /** A shape with nothing added to the URL. */
    Shape(int users, int perUser) {
        this(users, perUser, "");
    }

    int sockets() {
        return users * perUser;
    }
}
