package dev.taskcast.bench;

import dev.taskcast.harness.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server under measurement: alone on its core from its first instruction on, so that it sizes itself for it (Linux). */
final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(10);
    /** Of {@code /proc/…/stat}, on every Linux that a JVM runs on. */
    private static final long TICKS_PER_SECOND = 100;

    private final Contestant contestant;
    private final int port;
    private final Process process;
    private final Path log;

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
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        ServerProcess server = new ServerProcess(contestant, port, process, log);
        Await.until(START, server::isReady, contestant.name() + " to be ready, see " + log);
        return server;
    }

    Contestant contestant() {
        return contestant;
    }

    int port() {
        return port;
    }

    /** What it has used of its core since it started, in seconds. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(proc("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (double) (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** Memory of the process that is resident, in bytes. */
    long residentBytes() throws IOException {
        try (var lines = Files.lines(proc("status"))) {
            String line =
                    lines.filter(it -> it.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
    }

    /** What is alive on the heap, in bytes: the histogram of the classes collects first, and ends with the total. */
    long liveHeapBytes() throws IOException, InterruptedException {
        String total =
                jcmd("GC.class_histogram").lines().reduce((first, last) -> last).orElseThrow();
        return Long.parseLong(total.strip().split("\\s+")[2]);
    }

    /** The answer of the JVM to {@code command}. */
    String jcmd(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
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

    /** Writes an empty line to its standard input, and returns the line that it prints upon it. */
    String ask() throws IOException {
        long before = lines();
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        Await.until(STOP, () -> lines() > before, "an answer of " + contestant.name());
        return Files.readString(log).lines().reduce((first, last) -> last).orElseThrow();
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
        // An offer of HTTP/2 is an upgrade, which a server of WebSockets may refuse.
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
