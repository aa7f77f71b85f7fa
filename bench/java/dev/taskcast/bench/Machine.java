package dev.taskcast.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The machine and the versions of a run, which are reported with its figures. */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** Commit, time, kernel, cores and processor, by name. */
    static Map<String, String> facts() throws IOException {
        Map<String, String> facts = new TreeMap<>();
        String changes = output("git", "status", "--porcelain", "--untracked-files=no");
        facts.put("commit", output("git", "rev-parse", "--short", "HEAD") + (changes.isEmpty() ? "" : " with changes"));
        facts.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        List<String> models = processors();
        facts.put("cores", Integer.toString(models.size()));
        facts.put("processor", models.isEmpty() ? "unknown" : models.get(0));
        return facts;
    }

    /** The model of each core. */
    private static List<String> processors() throws IOException {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .toList();
        }
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
