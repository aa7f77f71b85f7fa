package dev.taskcast.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A file of the processes that a run started, so that the next run can end those of a killed run.
 *
 * <p>A line is a process id and a start time in milliseconds; the first line is the run itself. While that run is
 * alive, nothing is ended. A process that only got the same id is never ended.
 */
final class ProcessLedger {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path file;

    ProcessLedger(Path file) {
        this.file = file;
    }

    /** Ends the processes of a run that no longer exists. */
    void endLeftovers() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || find(lines.get(0)).isPresent()) {
            return;
        }
        for (String line : lines.subList(1, lines.size())) {
            find(line).ifPresent(ProcessLedger::end);
        }
        Files.delete(file);
    }

    /** Writes down this run and the processes that it has started. */
    void write(List<ProcessHandle> started) throws IOException {
        StringBuilder text = new StringBuilder(line(ProcessHandle.current()));
        started.forEach(process -> text.append(line(process)));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException tooSlow) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<ProcessHandle> find(String line) {
        long pid = Long.parseLong(line.substring(0, line.indexOf(' ')));
        return ProcessHandle.of(pid).filter(process -> line(process).strip().equals(line.strip()));
    }

    private static String line(ProcessHandle process) {
        long start = process.info()
                .startInstant()
                .map(instant -> instant.toEpochMilli())
                .orElse(0L);
        return process.pid() + " " + start + "\n";
    }
}
