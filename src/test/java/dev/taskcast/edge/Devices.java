package dev.taskcast.edge;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;

/** The devices of a test, all closed at its end; the gateway is ready before the first one connects. */
final class Devices implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration REQUEST = Duration.ofMinutes(1);

    final TestTokens tokens = Gateway.tokens();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ClientManager client = ClientManager.createClient();
    private final List<Device> open = new ArrayList<>();

    Devices() {
        client.getProperties().put(ClientProperties.SHARED_CONTAINER, true);
        Await.until(START, () -> get("/health/ready").statusCode() == 200, "a ready gateway");
    }

    /** A user that no other test knows. */
    static String user(String name) {
        return name + "-" + UUID.randomUUID();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(Gateway.uri(path)).timeout(REQUEST).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Connects, and waits for nothing more. */
    Device connect(Knock knock) throws IOException, DeploymentException {
        Device device = new Device(knock);
        client.connectToServer(device, device.config(), device.uri());
        open.add(device);
        return device;
    }

    /** A device of {@code user} that was welcomed. */
    Device of(String user) throws Exception {
        Device device = connect(Knock.byHeader(tokens.of(user)));
        device.next("welcome");
        return device;
    }

    @Override
    public void close() throws IOException {
        for (Device device : open) {
            device.leave();
        }
    }
}
