package dev.taskcast.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Open Liberty with Taskcast on it, in a process of its own. */
public final class GatewayProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration REQUEST = Duration.ofSeconds(20);

    private final GatewayFolder folder;
    private final int port;
    private final OwnProcess process;
    private final HttpClient http = HttpClient.newHttpClient();

    private GatewayProcess(GatewayFolder folder, int port, OwnProcess process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts the server in {@code folder} on {@code port}, with {@code environment} added to this process's
     * environment. The output goes to {@link #console}.
     */
    public static GatewayProcess start(GatewayFolder folder, int port, Map<String, String> environment) {
        return start(folder, port, environment, List.of());
    }

    /** The same, by a command that begins with {@code entrance}, such as that of a {@link MemoryGroup}. */
    public static GatewayProcess start(
            GatewayFolder folder, int port, Map<String, String> environment, List<String> entrance) {
        List<String> command = new ArrayList<>(entrance);
        command.addAll(folder.command());
        return start(
                folder,
                port,
                environment,
                new ProcessBuilder(command).redirectOutput(folder.console().toFile()));
    }

    static GatewayProcess start(
            GatewayFolder folder, int port, Map<String, String> environment, ProcessBuilder.Redirect console) {
        return start(folder, port, environment, new ProcessBuilder(folder.command()).redirectOutput(console));
    }

    private static GatewayProcess start(
            GatewayFolder folder, int port, Map<String, String> environment, ProcessBuilder builder) {
        builder.redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("WLP_USER_DIR", folder.user().toString());
        builder.environment().put("HTTP_HOST", "127.0.0.1");
        builder.environment().put("HTTP_PORT", Integer.toString(port));
        builder.environment().put("LOCAL_PORT", Integer.toString(Ports.free()));
        builder.environment().putAll(environment);
        try {
            return new GatewayProcess(folder, port, new OwnProcess(builder, PATIENCE));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until the gateway reports ready, and returns it. */
    public GatewayProcess awaitReady() {
        Await.until(START, this::isReady, "the gateway on port " + port + ", see " + console());
        return this;
    }

    /** Whether the gateway reports ready now. */
    public boolean isReady() throws IOException, InterruptedException {
        if (!isAlive()) {
            throw new IllegalStateException("The server ended");
        }
        HttpRequest request =
                HttpRequest.newBuilder(uri("/health/ready")).timeout(REQUEST).build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    /** The value of a metric, summed over its labels. */
    public double metric(String name) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri("/metrics")).timeout(REQUEST).build();
        return http.send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The URI of {@code path} on this gateway. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The file with the server's output. */
    public Path console() {
        return folder.console();
    }

    /** Whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The server's process. */
    public Process process() {
        return process.process();
    }

    /** Sends SIGTERM and waits for the end. */
    public void stop() {
        process.stop();
    }

    /** Kills the server (SIGKILL). */
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        stop();
    }
}
