package dev.taskcast.harness;

import java.nio.file.Path;

/** The one broker of an integration test run; it serves until Maven ends. The argument is its port. */
public final class TestBroker {
    private TestBroker() {}

    /** Starts the broker and returns once it serves. */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        new KafkaBroker(port, Path.of("target", "test-kafka-" + port)).start();
    }
}
