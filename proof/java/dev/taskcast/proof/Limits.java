package dev.taskcast.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Limits that the system sets for a process. {@code prlimit} changes them while the process runs. */
final class Limits {
    private Limits() {}

    /** The number of descriptors that process {@code pid} may have open. */
    static long descriptors(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" +"))
                .mapToLong(words -> Long.parseLong(words[3]))
                .findFirst()
                .orElseThrow();
    }

    /** Limits process {@code pid} to {@code most} descriptors. */
    static void descriptors(long pid, long most) throws IOException, InterruptedException {
        set(pid, "--nofile=" + most + ":");
    }

    /** Stops all writes of process {@code pid} to files, as a full disk does. */
    static void noMoreBytes(long pid) throws IOException, InterruptedException {
        set(pid, "--fsize=0:");
    }

    private static void set(long pid, String limit) throws IOException, InterruptedException {
        int status = new ProcessBuilder("prlimit", "--pid", Long.toString(pid), limit)
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("prlimit ended with " + status);
        }
    }
}
