package dev.taskcast.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process of the client: each line that it prints is a word that its application was told. */
final class Subject {
    private static final int PATIENCE_S = 3;

    private final Process process;
    private final Path complaints;

    Subject(List<String> command, String address, Consumer<String> said) throws IOException {
        List<String> whole = new ArrayList<>(command);
        whole.add(address);
        complaints = Files.createTempFile("taskcast-subject", ".txt");
        process = new ProcessBuilder(whole).redirectError(complaints.toFile()).start();
        Threads.start(() -> listen(said));
    }

    private void listen(Consumer<String> said) {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().filter(line -> !line.isEmpty()).forEach(said);
        } catch (IOException | java.io.UncheckedIOException gone) {
            // The process has ended.
        }
    }

    /** Whether its process has ended. */
    boolean isOver() {
        return !process.isAlive();
    }

    void whenOver(Runnable seen) {
        process.onExit().thenRun(seen);
    }

    /** Its application closes the connection. */
    void leave() {
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            // The process has ended.
        }
    }

    /** Ends the process, politely at first; returns its error stream, to help find a fault. */
    String end() throws IOException {
        leave();
        try {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (InputStream written = Files.newInputStream(complaints)) {
            return new String(written.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            Files.deleteIfExists(complaints);
        }
    }
}
