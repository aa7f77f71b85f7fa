package dev.taskcast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code mvn liberty:package} makes the production server, which does what {@code kubernetes.yaml} asks for. It runs as
 * that user, with a read-only root file system and its volumes. The test asks its probes, and ends it by its preStop
 * hook.
 */
class PackageIT {
    private static final Path ARCHIVE = Path.of("target/taskcast.tar.gz");
    private static final String SERVER = "wlp/usr/servers/taskcast/";
    private static final Duration DEADLINE = Duration.ofMinutes(4);
    private static final Duration REQUEST = Duration.ofSeconds(20);
    private static final Map<String, String> PORTS = Map.of(
            "HTTP_PORT", Integer.toString(Ports.free()),
            "LOCAL_PORT", Integer.toString(Ports.free()),
            "MANAGEMENT_PORT", Integer.toString(Ports.free()));

    private static Pod pod;
    private static Container container;

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        pod = Pod.shipped();
        container = Container.of(pod, ARCHIVE);
    }

    @Test
    void itIsTheProductionServerAlone() throws IOException, InterruptedException {
        List<String> files =
                packed().lines().filter(file -> !file.endsWith("/")).toList();
        assertThat(files.stream().filter(file -> file.startsWith("wlp/usr/") && !file.contains("/workarea/")))
                .containsExactlyInAnyOrder(
                        SERVER + "server.xml",
                        SERVER + "server.env",
                        SERVER + "jvm.options",
                        SERVER + "configDropins/defaults/application.xml",
                        SERVER + "apps/taskcast.war");
        Path unpacked = container.console().resolveSibling(SERVER);
        assertThat(Files.readAllLines(unpacked.resolve("server.env"))).allMatch(line -> line.startsWith("#"));
        for (String file : List.of("server.xml", "jvm.options")) {
            assertThat(unpacked.resolve(file)).hasSameTextualContentAs(Path.of("src/main/liberty/config", file));
        }
        assertThat(unpacked.resolve("apps/taskcast.war")).hasSameBinaryContentAs(Path.of("target/taskcast.war"));
    }

    /** Open Liberty has 374 MB and the application 26 MB; 75 MB of that are left. */
    @Test
    void itHasTheFeaturesThatAreUsed() throws IOException, InterruptedException {
        assertThat(Files.size(ARCHIVE)).isLessThan(100_000_000);
        assertThat(packed()).contains("io.openliberty.websocket-2.2.mf").doesNotContain("jakartaee-11.0.mf");
    }

    @Test
    void aPodServesDrainsAndEndsInTime() throws Exception {
        container.needsToRun();
        OwnProcess server = container.start(environment(), pod.program());
        try {
            await("startup", 200, DEADLINE, server);
            await("liveness", 200, DEADLINE, server);
            await("readiness", 200, DEADLINE, server);
            assertThat(container.output("sh", "-c", whereItWrites())).isEqualTo(String.join("\n", pod.mounts()) + "\n");
            assertThat(status(server, "Uid")).containsOnly(Integer.toString(pod.user()));
            assertThat(status(server, "CapEff")).containsExactly("0000000000000000");
            endsInTime(server);
        } finally {
            server.stop();
        }
    }

    private static void endsInTime(OwnProcess server) throws Exception {
        Device device = new Device();
        URI uri = URI.create("ws://127.0.0.1:" + PORTS.get("HTTP_PORT") + "/ws");
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + Gateway.tokens().of("anna"))
                .buildAsync(uri, device)
                .join();
        long asked = System.nanoTime();
        container.output(preStop());
        assertThat(device.asked).isTrue();
        await("readiness", 503, DEADLINE, server);
        await("liveness", 200, Duration.ZERO, server);
        Container.inside(server).destroy();
        Await.until(DEADLINE, () -> !server.isAlive(), "the end of the server, see " + container.console());
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(pod.grace());
        assertThat(server.process().exitValue())
                .as("ended by SIGTERM, in order")
                .isEqualTo(128 + 15);
    }

    /** The settings of the pod, the broker and ports of this machine, and an option that gives Java the pod's memory. */
    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(pod.settings());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", Gateway.brokers());
        environment.put("BETTER_AUTH_SECRET", System.getenv("BETTER_AUTH_SECRET"));
        environment.put("HTTP_HOST", "127.0.0.1");
        environment.put("JVM_ARGS", "-XX:MaxRAM=" + pod.memory().replace("i", ""));
        environment.putAll(PORTS);
        return environment;
    }

    private static String[] preStop() {
        return pod.preStop().stream()
                .map(word -> word.replace(":8006/", ":" + PORTS.get("LOCAL_PORT") + "/"))
                .toArray(String[]::new);
    }

    /** Tries to write into every folder that is mounted or belongs to the server, and prints where it succeeds. */
    private static String whereItWrites() {
        List<String> folders = new ArrayList<>(List.of("", "/etc", "/opt/ol/wlp", "/opt/ol/" + SERVER));
        folders.addAll(pod.mounts());
        return "for folder in '" + String.join("' '", folders)
                + "'; do (touch $folder/written) 2>/dev/null && echo $folder; done; true";
    }

    private static String packed() throws IOException, InterruptedException {
        return Tool.output(Path.of("."), "tar", "-tzf", ARCHIVE.toString());
    }

    /** The kernel's status of the server's process; for a key with four user ids, all four. */
    private static List<String> status(OwnProcess server, String key) throws IOException {
        Path file = Path.of("/proc", Long.toString(Container.inside(server).pid()), "status");
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key + ":"))
                .flatMap(line -> List.of(line.split("\\s+")).stream().skip(1))
                .toList();
    }

    private static void await(String probe, int status, Duration deadline, OwnProcess server) {
        URI uri = URI.create("http://127.0.0.1:" + PORTS.get("MANAGEMENT_PORT") + pod.probe(probe));
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(REQUEST).build();
        HttpClient http = HttpClient.newHttpClient();
        Await.until(
                deadline,
                () -> !server.isAlive()
                        || http.send(request, HttpResponse.BodyHandlers.discarding())
                                        .statusCode()
                                == status,
                status + " of " + uri + ", see " + container.console());
        assertThat(server.isAlive()).as("see " + container.console()).isTrue();
    }

    /** A client that leaves when it is asked to, because the drain waits for that. */
    private static final class Device implements WebSocket.Listener {
        private final AtomicBoolean asked = new AtomicBoolean();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence frame, boolean last) {
            socket.request(1);
            if (frame.toString().contains("\"goaway\"")) {
                asked.set(true);
                return socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
            }
            return null;
        }
    }
}
