package dev.taskcast.bench;

import dev.taskcast.harness.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * A server under measurement. It is alone on its core from its first instruction on, so that it sizes itself for that
 * core (Linux).
 */
final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Contestant contestant;
    private final int port;
    private final Process process;
    private final Path log;
    private final long started = System.nanoTime();
    private Duration startTime = Duration.ZERO;

    private ServerProcess(Contestant contestant, int port, Process process, Path log) {
        this.contestant = contestant;
        this.port = port;
        this.process = process;
        this.log = log;
    }

    /** Starts {@code contestant} on the core {@code cpu}, and returns when it is ready. */
    static ServerProcess start(Contestant contestant, String cpu, int port, String brokers) throws IOException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", cpu));
        command.addAll(contestant.command());
        Path log = Files.createDirectories(Path.of("target/bench")).resolve(contestant.name() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(contestant.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", brokers);
        builder.environment().put("BETTER_AUTH_SECRET", Tokens.SECRET);
        contestant.environment().forEach((key, value) -> builder.environment().put(key, value.formatted(port)));
        Files.deleteIfExists(Contestant.pauses(contestant.name()));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        ServerProcess server = new ServerProcess(contestant, port, process, log);
        try {
            Await.until(START, server::isReady, contestant.name() + " to be ready, see " + log);
        } catch (AssertionError late) {
            server.close();
            throw late;
        }
        server.startTime = Duration.ofNanos(System.nanoTime() - server.started);
        return server;
    }

    Contestant contestant() {
        return contestant;
    }

    int port() {
        return port;
    }

    /** The time from the start of the process until it was ready. */
    Duration startTime() {
        return startTime;
    }

    /** The processor time of its process since the start, in seconds. */
    double cpuSeconds() throws IOException {
        return Usage.of(process.pid());
    }

    /** The pauses of its JVM so far; empty without a JVM. */
    Pauses pauses() throws IOException {
        return Pauses.in(Contestant.pauses(contestant.name()));
    }

    /** Its JVM with all options in force, or the command of a server without a JVM. */
    String description() throws IOException, InterruptedException {
        if (!contestant.is(Contestant.Trait.JVM)) {
            return String.join(" ", contestant.command());
        }
        String version = jcmd("VM.version").lines().skip(2).findFirst().orElse("");
        String flags = jcmd("VM.flags").lines().skip(1).findFirst().orElse("");
        return version + ": " + flags.strip();
    }

    /** The resident memory of the process, in bytes. */
    long residentBytes() throws IOException {
        try (var lines = Files.lines(proc("status"))) {
            String line =
                    lines.filter(it -> it.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
    }

    /** The live bytes on the heap. The histogram of classes runs a collection first, and ends with the total. */
    long liveHeapBytes() throws IOException, InterruptedException {
        String total =
                jcmd("GC.class_histogram").lines().reduce((first, last) -> last).orElseThrow();
        return Long.parseLong(total.strip().split("\\s+")[2]);
    }

    /** The answer of the JVM to {@code command}. */
    String jcmd(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(contestant.environment().get(Contestant.JAVA_HOME), "bin", "jcmd")
                                .toString(),
                        Long.toString(process.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return answer.strip();
    }

    /** Sends {@code signal}, such as {@code STOP}. */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Writes an empty line to its standard input, and returns the line that it prints in answer. */
    String ask() throws IOException {
        long before = lines();
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        Await.until(STOP, () -> lines() > before, "an answer of " + contestant.name());
        return Files.readString(log).lines().reduce((first, last) -> last).orElseThrow();
    }

    /** How late it received events since the last call, for a server that reports it. */
    Histogram latencies() throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(ask()));
            return Histogram.decodeFromCompressedByteBuffer(bytes, 0);
        } catch (DataFormatException foreign) {
            throw new IOException(foreign);
        }
    }

    private long lines() throws IOException {
        return Files.readString(log).chars().filter(it -> it == '\n').count();
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    private boolean isReady() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException(contestant.name() + " ended: " + Files.readString(log));
        }
        if (contestant.ready().isEmpty()) {
            return Files.readString(log).contains("ready");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + contestant.ready()))
                .timeout(START)
                .build();
        // An offer of HTTP/2 is an upgrade, which a WebSocket server may refuse.
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
