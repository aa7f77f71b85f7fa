package dev.taskcast.reliability;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.GatewayFolder;
import dev.taskcast.harness.GatewayProcess;
import dev.taskcast.harness.LiveHeap;
import dev.taskcast.harness.MemoryGroup;
import dev.taskcast.harness.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A gateway that can be killed, drained, stopped and started again on the same ports. */
public final class Replica implements AutoCloseable {
    private static final Duration REQUEST = Duration.ofSeconds(60);
    /**
     * The time for a start. A single start without load takes ten seconds, but several replicas start together under
     * load.
     */
    private static final Duration START = Duration.ofMinutes(4);

    private static final Duration END = Duration.ofMinutes(2);

    private static final Pattern STATE =
            Pattern.compile("^taskcast_(kafka_position|kafka_lag_records|connections|sessions_behind|stuck_calls)[{ ]");

    private final GatewayFolder folder;
    private final int port = Ports.free();
    private final int localPort = Ports.free();
    private final Map<String, String> environment = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private GatewayProcess process;

    /** A replica that does not run yet. {@code settings} are environment variables. */
    public Replica(String name, Map<String, String> settings) {
        this.folder = GatewayFolder.create(name);
        environment.put("LOCAL_PORT", Integer.toString(localPort));
        environment.put("JVM_ARGS", "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        // The first frame of a device can be late on a machine that is busy with a thousand other devices.
        environment.put("TASKCAST_SOCKET_AUTH_DEADLINE", "60s");
        environment.putAll(settings);
    }

    /** The address to which devices connect. */
    public URI socket() {
        return URI.create("ws://127.0.0.1:" + port);
    }

    /** Changes {@code settings} for the next start. */
    public Replica with(Map<String, String> settings) {
        environment.putAll(settings);
        return this;
    }

    public Replica start() {
        process = GatewayProcess.start(folder, port, environment);
        return this;
    }

    /** Starts it in {@code group}, which limits its memory. */
    Replica start(MemoryGroup group) {
        process = GatewayProcess.start(folder, port, environment, group.entrance());
        return this;
    }

    public Replica awaitReady() {
        Await.until(START, process::isReady, "a ready gateway, see " + process.console());
        return this;
    }

    /** Whether it is ready. It is not ready if its process has ended. */
    public boolean isReady() throws IOException, InterruptedException {
        return process.isAlive() && process.isReady();
    }

    /** Kills the process with SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Does the work of a preStop hook: asks the replica to drain, and waits until it has drained. */
    public String drain() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + localPort + "/drain"))
                .timeout(REQUEST)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Sends SIGTERM, and waits for the end of the process. */
    public void stop() {
        process.stop();
    }

    /** Suspends the process until {@link #thaw}. Its connections stay open. */
    public void freeze() throws IOException, InterruptedException {
        run(List.of("kill", "-STOP", Long.toString(process.process().pid())), Map.of());
    }

    public void thaw() throws IOException, InterruptedException {
        run(List.of("kill", "-CONT", Long.toString(process.process().pid())), Map.of());
    }

    /** Its output. */
    String console() throws IOException {
        return Files.readString(process.console());
    }

    /** Sends {@code signal}, such as {@code INT}, and waits for the end of the process. */
    void signal(String signal) throws IOException, InterruptedException {
        run(List.of("kill", "-" + signal, Long.toString(process.process().pid())), Map.of());
        awaitEnd();
    }

    /** Runs {@code bin/server stop} and waits for the end of the process. */
    void serverStop() throws IOException, InterruptedException {
        String script = folder.runtime().resolve("bin/server").toString();
        run(
                List.of(script, "stop", "taskcast"),
                Map.of("WLP_USER_DIR", folder.user().toString(), "JAVA_HOME", System.getProperty("java.home")));
        awaitEnd();
    }

    /** The text of {@code path}, such as {@code /health/ready}, with any status. */
    String get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(process.uri(path)).timeout(REQUEST).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** The answer to {@code path} with {@code token}. */
    HttpResponse<String> ask(String path, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(process.uri(path))
                .timeout(REQUEST)
                .header("Authorization", "Bearer " + token)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The future answer to {@code json} posted to {@code path} with {@code token}. */
    CompletableFuture<HttpResponse<String>> post(String path, String token, String json) {
        HttpRequest request = HttpRequest.newBuilder(process.uri(path))
                .timeout(REQUEST)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The status of {@code path}. */
    int status(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(process.uri(path)).timeout(REQUEST).build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** Waits until {@code path} has {@code status} and its text contains {@code word}. */
    void await(Duration deadline, String path, int status, String word) {
        String[] last = {""};
        Await.until(
                deadline,
                () -> {
                    last[0] = get(path);
                    return last[0].contains(word) && status(path) == status;
                },
                path + " with " + status + " and \"" + word + "\"");
    }

    /** The value of a metric, summed over its labels. */
    public double metric(String name) throws IOException, InterruptedException {
        return process.metric(name);
    }

    /** The replica's own report of its reading and its sessions. It helps to find a cause, and never fails. */
    public String state() {
        try {
            return socket().getAuthority() + " ready " + status("/health/ready") + " "
                    + get("/metrics").lines().filter(STATE.asPredicate()).toList();
        } catch (IOException | RuntimeException failed) {
            return socket().getAuthority() + " " + failed;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return socket().getAuthority() + " " + stopped;
        }
    }

    /** The bytes of the live objects in its heap. The count runs a garbage collection. */
    long liveHeap() throws IOException, InterruptedException {
        return LiveHeap.of(process.process().pid()).bytes();
    }

    /** The number of threads of its process. */
    int threads() throws IOException {
        return (int) ofProcess("Threads");
    }

    /**
     * The memory of its process in megabytes. {@code VmRSS} is the current value, and {@code VmHWM} is the highest
     * value.
     */
    long megabytes(String which) throws IOException {
        return ofProcess(which) >> 10;
    }

    private long ofProcess(String name) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.process().pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** The number of its process. */
    public long pid() {
        return process.process().pid();
    }

    /** The number of descriptors that its process has open. */
    public int descriptors() {
        String[] open = new File("/proc/" + process.process().pid() + "/fd").list();
        return open == null ? 0 : open.length;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private void awaitEnd() throws InterruptedException {
        if (!process.process().waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("The gateway did not end within " + END);
        }
        process.close();
    }

    private static void run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end within " + END);
        }
    }
}
