package dev.taskcast.harness;

import java.nio.file.Path;

/** A broker for the integration tests. It runs beside other Maven goals until Maven ends. Arguments: port, folder. */
public final class BackgroundBroker {
    private BackgroundBroker() {}

    /** Starts the broker and returns once it serves. */
    public static void main(String[] arguments) {
        new KafkaBroker(Integer.parseInt(arguments[0]), Path.of(arguments[1])).start();
    }
}
