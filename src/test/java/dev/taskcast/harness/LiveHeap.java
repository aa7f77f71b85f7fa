package dev.taskcast.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The objects that live in the heap of a JVM on this machine: what nobody holds is collected first.
 *
 * @param classes a line for each class: its rank, how many there are, their bytes, its name
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

    /** The program of this Java that looks into others. */
    public static String jcmd() {
        return Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    }

    public long bytes() {
        return classes.stream().mapToLong(cells -> Long.parseLong(cells[2])).sum();
    }

    /** How many objects of the class of this full name there are. */
    public long instances(String name) {
        return classes.stream()
                .filter(cells -> cells[CELLS - 1].equals(name))
                .mapToLong(cells -> Long.parseLong(cells[1]))
                .sum();
    }
}
