package dev.taskcast.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A clock of processes that can be stepped while they run. It needs libfaketime (package {@code libfaketime} of
 * Debian).
 *
 * <p>The monotonic clock, by which a process measures how long something takes, does not change.
 */
final class Clock {
    private static final List<Path> PLACES = List.of(Path.of("/usr/lib"), Path.of("/usr/local/lib"));
    private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

    private final Path file;
    private final Optional<Path> library = library();

    /** Creates a clock that is right. {@code file} has the seconds by which it is wrong. */
    Clock(Path file) throws IOException {
        this.file = file.toAbsolutePath();
        Files.createDirectories(this.file.getParent());
        step(0);
    }

    /** Whether this machine can step clocks. */
    static boolean canStep() {
        return library().isPresent();
    }

    /** The environment of a process that uses this clock; empty if this machine cannot step clocks. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        library.ifPresent(it -> {
            settings.put("LD_PRELOAD", it.toString());
            settings.put("FAKETIME_TIMESTAMP_FILE", file.toString());
            settings.put("FAKETIME_CACHE_DURATION", "1");
            settings.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            settings.put("DONT_FAKE_MONOTONIC", "1");
            // If libfaketime changed the monotonic clock, each timed wait of Java would end immediately.
            settings.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
            settings.put("NO_FAKE_STAT", "1");
        });
        return settings;
    }

    /** Sets the clock {@code seconds} ahead of the right time, or behind it if the number is negative. */
    void step(int seconds) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, String.format("%+d%n", seconds));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Optional<Path> library() {
        return PLACES.stream()
                .flatMap(Clock::below)
                .map(folder -> folder.resolve(LIBRARY))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** A folder, and the folders in it. Debian has one folder for each kind of processor. */
    private static Stream<Path> below(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return Stream.concat(Stream.of(folder), inside.toList().stream());
        } catch (IOException missing) {
            return Stream.empty();
        }
    }
}
