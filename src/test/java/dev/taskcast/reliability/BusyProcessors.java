package dev.taskcast.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps every processor of the machine busy until it is closed, as a neighbour on the same node may do. It has the
 * lowest priority, so other processes still get a processor. But the server finds all processors busy.
 */
final class BusyProcessors implements AutoCloseable {
    private final List<Process> busy = new ArrayList<>();

    void start() {
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                // The time is a limit for the case that this JVM is killed.
                busy.add(new ProcessBuilder("nice", "-n", "19", "timeout", "120", "sh", "-c", "while :; do :; done")
                        .start());
            }
        } catch (IOException failed) {
            close();
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        busy.forEach(Process::destroy);
    }
}
