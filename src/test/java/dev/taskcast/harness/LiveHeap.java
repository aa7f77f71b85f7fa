package dev.taskcast.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The live objects in the heap of a JVM on this machine; garbage is collected first.
 *
 * @param classes a line for each class: its rank, the number of objects, their bytes, its name
 */
public record LiveHeap(List<String[]> classes) {
    private static final int CELLS = 4;

    /** The heap of the process with this id, as {@code jcmd} counts it. */
    public static LiveHeap of(long process) throws IOException, InterruptedException {
        String counted = Tool.output(
                Path.of("."),
                jcmd(),
                "-J-Dsun.tools.attach.attachTimeout=60000",
                Long.toString(process),
                "GC.class_histogram");
        return new LiveHeap(counted.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(cells -> cells.length >= CELLS && cells[0].endsWith(":"))
                .toList());
    }

    /** The path of this Java's {@code jcmd}. */
    public static String jcmd() {
        return Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    }

    public long bytes() {
        return classes.stream().mapToLong(cells -> Long.parseLong(cells[2])).sum();
    }

    /** How many objects there are of the class with this full name. */
    public long instances(String name) {
        return classes.stream()
                .filter(cells -> cells[CELLS - 1].equals(name))
                .mapToLong(cells -> Long.parseLong(cells[1]))
                .sum();
    }
}
