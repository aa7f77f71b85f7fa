package dev.taskcast.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system lets a process have. It is changed while the process runs ({@code prlimit}). */
final class Limits {
    private Limits() {}

    /** How many descriptors process {@code pid} may have open. */
    static long descriptors(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" +"))
                .mapToLong(words -> Long.parseLong(words[3]))
                .findFirst()
                .orElseThrow();
    }

    /** Lets process {@code pid} have at most {@code most} descriptors. */
    static void descriptors(long pid, long most) throws IOException, InterruptedException {
        set(pid, "--nofile=" + most + ":");
    }

    /** From now on process {@code pid} can write nothing more to a file, as on a full disk. */
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
