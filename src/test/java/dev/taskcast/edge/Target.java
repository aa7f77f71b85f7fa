package dev.taskcast.edge;

import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.GatewayFolder;
import dev.taskcast.harness.GatewayProcess;
import dev.taskcast.harness.LiveHeap;
import dev.taskcast.harness.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A separate gateway for attacks. It writes every log that it can, and sends no pings that raw sockets would have to
 * answer.
 */
final class Target implements AutoCloseable {
    /** So few that a test can open all of them before the deadline of the first one. */
    static final int MAX_UNAUTHENTICATED = 200;

    private static final Map<String, String> SETTINGS = Map.of(
            "ACCESS_LOG", "true",
            "TASKCAST_SOCKET_AUTH_DEADLINE", "1m",
            "TASKCAST_SOCKET_MAX_UNAUTHENTICATED", Integer.toString(MAX_UNAUTHENTICATED),
            "TASKCAST_SESSION_PING_INTERVAL", "1h",
            "JVM_ARGS", "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");

    final URI uri;
    private final Path folder;
    private final GatewayProcess process;

    Target(String name) {
        this(name, Map.of());
    }

    /**
     * Starts it with {@code settings}, environment variables in addition to the common ones, and with
     * {@code overrides}, files that add to server.xml.
     */
    Target(String name, Map<String, String> settings, Path... overrides) {
        int port = Ports.free();
        GatewayFolder server = GatewayFolder.create(name);
        folder = server.console().getParent();
        copy(overrides, folder.resolve("configDropins/overrides"));
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        uri = Gateway.uri("/").resolve("http://127.0.0.1:" + port + "/");
        process = GatewayProcess.start(server, port, all).awaitReady();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The value of a metric, summed over its labels. */
    double metric(String name) throws IOException, InterruptedException {
        return process.metric(name);
    }

    /** The descriptors that its process holds (Linux). */
    int descriptors() throws IOException {
        try (Stream<Path> open =
                Files.list(Path.of("/proc", Long.toString(process.process().pid()), "fd"))) {
            return (int) open.count();
        }
    }

    /** The bytes of the live objects in its heap; counting them collects the garbage. */
    long liveBytes() throws IOException, InterruptedException {
        return LiveHeap.of(process.process().pid()).bytes();
    }

    /** Everything that the server has written about itself: console, messages, traces, access log, FFDC, dumps. */
    List<Path> output() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(folder.resolve("apps"))
                            && !file.startsWith(folder.resolve("workarea"))
                            && !file.toString().endsWith(".xml"))
                    .toList();
        }
    }

    private static void copy(Path[] files, Path into) {
        try {
            Files.createDirectories(into);
            for (Path file : files) {
                Files.copy(file, into.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        process.close();
    }
}
