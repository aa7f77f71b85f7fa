package dev.taskcast.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A control group of Linux with a memory limit, like that of a container. The kernel kills a process in it that needs
 * more.
 *
 * <p>In version 2, the kernel's memory for sockets counts against the limit. Version 1 counts these buffers separately,
 * and {@link #peak} adds them.
 */
public final class MemoryGroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String NAME = "taskcast-" + ProcessHandle.current().pid();

    private final Path folder;
    private final boolean first;
    private long peak;

    private MemoryGroup(Path folder, boolean first) {
        this.folder = folder;
        this.first = first;
    }

    /** A group of {@code bytes}, without swap; empty if this machine does not let us create a group. */
    public static Optional<MemoryGroup> of(long bytes) throws InterruptedException {
        for (MemoryGroup candidate : candidates()) {
            try {
                Files.createDirectory(candidate.folder);
                candidate.limit(bytes);
                return Optional.of(candidate);
            } catch (IOException mayNot) {
                candidate.close();
            }
        }
        return Optional.empty();
    }

    /** The first words of a command that starts in this group. */
    public List<String> entrance() {
        return List.of("sh", "-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"", folder.toString());
    }

    /** How many of its processes the kernel has killed because memory was missing. */
    public long kills() throws IOException {
        return first ? value("memory.oom_control", "oom_kill ") : value("memory.events", "oom_kill ");
    }

    /**
     * The most bytes of the processes and of the kernel that {@link #look} has seen. Copies of files are left out,
     * because the kernel drops them first.
     */
    public long peak() {
        return peak;
    }

    /** Reads how much memory it uses now. */
    public void look() throws IOException {
        long now = first
                ? value("memory.stat", "total_rss ")
                        + value("memory.kmem.usage_in_bytes", "")
                        + value("memory.kmem.tcp.usage_in_bytes", "")
                : value("memory.stat", "anon ") + value("memory.stat", "kernel ") + value("memory.stat", "sock ");
        peak = Math.max(peak, now);
    }

    /** Removes the group, once its processes have ended. */
    @Override
    public void close() {
        if (Files.exists(folder)) {
            Await.until(PATIENCE, () -> folder.toFile().delete(), "an end of " + folder);
        }
    }

    /**
     * Groups below or beside our own. In version 2, our own group must have no processes if it has groups with limits.
     */
    private static List<MemoryGroup> candidates() {
        List<MemoryGroup> candidates = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
                String[] parts = line.split(":", 3);
                if (parts[1].equals("memory")) {
                    candidates.add(new MemoryGroup(Path.of(ROOT + "/memory" + parts[2], NAME), true));
                } else if (parts[0].equals("0") && Files.exists(ROOT.resolve("cgroup.controllers"))) {
                    Path own = Path.of(ROOT + parts[2]);
                    candidates.add(new MemoryGroup(own.resolve(NAME), false));
                    candidates.add(new MemoryGroup(own.resolveSibling(NAME), false));
                }
            }
        } catch (IOException notLinux) {
            return List.of();
        }
        return candidates;
    }

    private void limit(long bytes) throws IOException, InterruptedException {
        if (first) {
            write("memory.limit_in_bytes", bytes);
            // It counts only with a limit, so the limit is one that is never reached.
            write("memory.kmem.tcp.limit_in_bytes", Long.MAX_VALUE / 2);
        } else {
            write("memory.max", bytes);
            if (Files.exists(folder.resolve("memory.swap.max"))) {
                write("memory.swap.max", 0);
            }
        }
        List<String> nothing = new ArrayList<>(entrance());
        nothing.add("true");
        if (new ProcessBuilder(nothing).start().waitFor() != 0) {
            throw new IOException("No process may come into " + folder);
        }
    }

    private void write(String file, long value) throws IOException {
        Path path = folder.resolve(file);
        if (!Files.exists(path)) {
            throw new IOException("There is no " + path);
        }
        Files.writeString(path, Long.toString(value));
    }

    private long value(String file, String name) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
                .findFirst()
                .orElse(0);
    }
}
