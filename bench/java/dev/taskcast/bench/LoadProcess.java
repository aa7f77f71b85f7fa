package dev.taskcast.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The load client in C, {@code bench/load}: a separate process on the cores of this one. It gets commands on its
 * standard input. Its tally is in memory that both processes see. Used by one thread.
 */
final class LoadProcess implements Load {
    /** How long it sleeps after each turn while it is calm. */
    private static final int NAP_MICROS = 400;

    /** In memory, so that nothing is written to a disk. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path folder;
    private final Path log;
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;
    private final Tally tally;

    /** Starts {@code program} for the server at {@code port}. */
    LoadProcess(Path program, int port, boolean byStream) throws IOException {
        folder = Files.createTempDirectory(MEMORY, "taskcast-load");
        log = folder.resolve("log");
        Path file = folder.resolve("tally");
        tally = new MappedTally(memory(file), this::tell);
        process = new ProcessBuilder(
                        program.toAbsolutePath().toString(),
                        Integer.toString(port),
                        byStream ? "stream" : "socket",
                        file.toString())
                .redirectError(log.toFile())
                .start();
        commands = process.outputWriter(StandardCharsets.US_ASCII);
        answers = process.inputReader(StandardCharsets.US_ASCII);
        // The answer means that the client has mapped the file, so the file's name is not needed any more.
        leave();
        Files.delete(file);
    }

    private static ByteBuffer memory(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, MappedTally.LENGTH);
        }
    }

    @Override
    public Tally tally() {
        return tally;
    }

    @Override
    public long open(int sockets, List<Wanted> users) {
        Path file = folder.resolve("users");
        try {
            Files.write(
                    file,
                    users.stream()
                            .map(it -> it.user() + " " + it.next() + " " + it.path())
                            .toList());
            long begin = Clock.micros();
            tell("open " + sockets + " " + file);
            // The client has read the tokens; the file must not stay.
            Files.delete(file);
            return begin;
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    @Override
    public void leave() {
        tell("leave");
    }

    @Override
    public void calm(boolean calm) {
        tell("nap " + (calm ? NAP_MICROS : 0));
    }

    @Override
    public double cpuSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    @Override
    public Optional<IllegalStateException> failure() {
        return process.isAlive() ? Optional.empty() : Optional.of(failed());
    }

    /** Sends {@code command}, and returns when it is done. */
    private void tell(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
            if (answers.readLine() == null) {
                throw failed();
            }
        } catch (IOException ended) {
            throw failed();
        }
    }

    private IllegalStateException failed() {
        try {
            return new IllegalStateException("The load client failed: " + Files.readString(log));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.delete(log);
        Files.delete(folder);
    }
}
