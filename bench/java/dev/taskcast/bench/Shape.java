package dev.taskcast.bench;

/**
 * A number of devices.
 *
 * @param users the number of users, who are named from 1
 * @param perUser the devices of each user
 * @param query added to the URL, such as {@code &accept=batch}
 */
record Shape(int users, int perUser, String query) {
    static final Shape NONE = new Shape(0, 0, "");

    /** Creates a shape with nothing added to the URL. */
    Shape(int users, int perUser) {
        this(users, perUser, "");
    }

    int sockets() {
        return users * perUser;
    }
}
