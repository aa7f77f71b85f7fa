package dev.taskcast.bench;

import dev.taskcast.harness.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a server sends to one device of user 1: an answer that ends with a heartbeat, or with the end of the connection.
 *
 * @param answer a byte for each character
 * @param packet how many bytes are sent together
 */
record Given(boolean byStream, String answer, int packet) {
    static final Duration DEADLINE = Duration.ofSeconds(20);
    static final Shape ONE = new Shape(1, 1);

    /** The counts of {@code client} once it has read all of it. */
    Tally to(Optional<Path> client) throws IOException {
        try (GivenServer server = new GivenServer(answer, packet);
                Devices devices = new Devices(server.port(), new Tokens(), byStream, client)) {
            devices.become(ONE, user -> 0);
            Tally tally = devices.tally();
            Await.until(DEADLINE, () -> tally.heartbeats() + tally.closes() == 1, "the end of the answer");
            return tally;
        }
    }

    /** The task of event {@code number} of {@code user}, as a member of a frame. */
    static String task(int user, long number) {
        return "\"task\":{\"id\":\"task-" + number + "\",\"n\":" + number + ",\"u\":" + user
                + ",\"sent\":1,\"title\":\"Prepare the report\"}";
    }

    /** The frame of event {@code number} of user 1. */
    static String event(long number) {
        return "{\"type\":\"task_update\",\"event\":\"task.updated\"," + task(1, number) + ",\"cursor\":\"c" + number
                + "\"}";
    }

    /** A batch of {@code frames}. */
    static String batch(String... frames) {
        return "{\"type\":\"batch\",\"frames\":[" + String.join(",", frames) + "]}";
    }
}
