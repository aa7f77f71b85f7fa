package dev.taskcast.edge;

import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.GatewayFolder;
import dev.taskcast.harness.GatewayProcess;
import dev.taskcast.harness.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An Open Liberty without our configuration. Its {@code server.xml} is one of docs/own-open-liberty.md, word for word;
 * only the ports are replaced.
 */
final class OtherServer implements AutoCloseable {
    private static final Path PAGE = Path.of("docs/own-open-liberty.md");
    private static final Duration REQUEST = Duration.ofMinutes(1);
    private static final String LISTENS =
            "<server><httpEndpoint id=\"defaultHttpEndpoint\" host=\"127.0.0.1\" httpPort=\"${HTTP_PORT}\"/></server>";

    /** The path below which the application has its routes. */
    final String root;
    /** The address of the server. */
    final URI uri;

    final int localPort = Ports.free();
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    private final Path folder;
    private final GatewayProcess process;

    /**
     * Starts a server, and does not wait until it has started.
     *
     * @param section the heading under which the page has its {@code server.xml}
     * @param war where the application is, such as {@code dropins/taskcast.war}
     * @param overrides files that add to the configuration
     */
    OtherServer(String section, String war, String root, Map<String, String> settings, Path... overrides)
            throws IOException {
        this.root = root;
        Path user = Path.of("target/gateways").resolve("own-" + war.replaceFirst("/.*", ""));
        folder = user.resolve("servers/taskcast").toAbsolutePath();
        Files.createDirectories(folder.resolve(war).getParent());
        Files.createDirectories(folder.resolve("configDropins/overrides"));
        Files.writeString(folder.resolve("server.xml"), configuration(section));
        Files.writeString(folder.resolve("configDropins/overrides/listens.xml"), LISTENS);
        for (Path file : overrides) {
            Files.copy(
                    file,
                    folder.resolve("configDropins/overrides").resolve(file.getFileName()),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(Path.of("target/taskcast.war"), folder.resolve(war), StandardCopyOption.REPLACE_EXISTING);
        int port = Ports.free();
        uri = URI.create("http://127.0.0.1:" + port + "/");
        Map<String, String> all = new HashMap<>(settings);
        all.put("KAFKA_BOOTSTRAP_SERVERS", Gateway.brokers());
        all.put("LOCAL_PORT", Integer.toString(localPort));
        all.put("JVM_ARGS", "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        process = GatewayProcess.start(new GatewayFolder(Path.of("target/liberty/wlp"), user), port, all);
    }

    /** Waits until the whole server is ready. */
    OtherServer awaitReady() {
        process.awaitReady();
        return this;
    }

    /** Sends SIGTERM and waits for the end. */
    void stop() {
        process.stop();
    }

    /** A raw socket that was welcomed with {@code token}. */
    RawSocket welcomed(String token, String... headers) throws IOException {
        RawSocket socket = new RawSocket(uri);
        String[] all = new String[headers.length + 1];
        all[0] = "Authorization: Bearer " + token;
        System.arraycopy(headers, 0, all, 1, headers.length);
        socket.knock(root + "/ws", all).head();
        socket.text("welcome");
        return socket;
    }

    /** A request to a route of the application. */
    HttpRequest.Builder route(String path) {
        return at(uri.resolve(root + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(REQUEST).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(route(path));
    }

    static HttpRequest.Builder at(URI uri) {
        return HttpRequest.newBuilder(uri);
    }

    /** What the server has written about itself. */
    String messages() throws IOException {
        return Target.read(folder.resolve("logs/messages.log"));
    }

    @Override
    public void close() {
        process.close();
    }

    private static String configuration(String section) throws IOException {
        return Pattern.compile("(?ms)^## " + Pattern.quote(section) + "$.*?^```xml\n(.*?)^```$")
                .matcher(Files.readString(PAGE))
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(PAGE + " has no server.xml under " + section))
                .group(1);
    }
}
