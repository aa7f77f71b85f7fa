package dev.taskcast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How often and how long a JVM stopped its threads, in milliseconds. The cause is nearly always a garbage collection. A
 * thread that had to wait for a concurrent collector counts too.
 */
record Pauses(List<Double> millis) {
    /** The option that makes a JVM write its pauses to the file in its place. */
    static final String OPTION = "-Xlog:safepoint,gc:file=%s:timemillis:filecount=0";

    /** The forms of Java 17 and 25. */
    private static final Pattern PAUSE =
            Pattern.compile("Safepoint \".*Total: +(\\d+) ns|(?:Allocation|Relocation) Stall \\(.*\\) ([\\d.]+)ms");

    private static final double NANOS = 1e6;

    Pauses {
        millis = List.copyOf(millis);
    }

    /** All pauses in {@code log} so far; empty if there is no such file. */
    static Pauses in(Path log) throws IOException {
        return Files.exists(log) ? of(Files.readString(log)) : new Pauses(List.of());
    }

    /** The pauses in {@code text}, a log. */
    static Pauses of(String text) {
        return new Pauses(PAUSE.matcher(text).results().map(Pauses::length).toList());
    }

    private static double length(MatchResult line) {
        return line.group(1) == null ? Double.parseDouble(line.group(2)) : Long.parseLong(line.group(1)) / NANOS;
    }

    /** The pauses that came after {@code before}. */
    Pauses since(Pauses before) {
        return new Pauses(millis.subList(before.millis.size(), millis.size()));
    }

    /** These pauses and those of {@code others}. */
    Pauses with(Pauses others) {
        return new Pauses(Stream.concat(millis.stream(), others.millis.stream()).toList());
    }

    /** The longest pause in milliseconds; 0 without a pause. */
    double longest() {
        return millis.stream().mapToDouble(it -> it).max().orElse(0);
    }

    /**
     * The share of events, 0 to 1, that wait longer than {@code wait} milliseconds for the end of a pause. The events
     * come evenly in {@code seconds}, and nothing else delays them.
     */
    double waiting(double wait, double seconds) {
        return millis.stream().mapToDouble(it -> Math.max(0, it - wait)).sum() / (seconds * 1e3);
    }
}
