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
 * The clock of processes, which can be stepped while they run. That needs libfaketime (package {@code libfaketime} of Debian).
 * The time that only goes forward, by which a process measures how long something takes, stays as it is.
 */
final class Clock {
    private static final List<Path> PLACES = List.of(Path.of("/usr/lib"), Path.of("/usr/local/lib"));
    private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

    private final Path file;
    private final Optional<Path> library = library();

    /** A clock that is right; {@code file} says by how much it is off. */
    Clock(Path file) throws IOException {
        this.file = file.toAbsolutePath();
        Files.createDirectories(this.file.getParent());
        step(0);
    }

    /** Whether this machine lets us step clocks. */
    static boolean canStep() {
        return library().isPresent();
    }

    /** The environment of a process that goes by this clock; empty if this machine does not let us step clocks. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        library.ifPresent(it -> {
            settings.put("LD_PRELOAD", it.toString());
            settings.put("FAKETIME_TIMESTAMP_FILE", file.toString());
            settings.put("FAKETIME_CACHE_DURATION", "1");
            settings.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            settings.put("DONT_FAKE_MONOTONIC", "1");
            // With its mend of that clock each timed wait of Java would end immediately.
            settings.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
            settings.put("NO_FAKE_STAT", "1");
        });
        return settings;
    }

    /** From now on it is {@code seconds} off. */
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

    /** A folder, and the folders in it: Debian has one for each kind of processor. */
    private static Stream<Path> below(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return Stream.concat(Stream.of(folder), inside.toList().stream());
        } catch (IOException missing) {
            return Stream.empty();
        }
    }
}
