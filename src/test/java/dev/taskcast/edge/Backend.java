package dev.taskcast.edge;

import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A backend or a sidecar that posts events over HTTP, with the same headers on every request. */
final class Backend {
    static final String JSON = "application/json";
    static final String STRUCTURED = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";
    /** The token in src/test/liberty/config/server.xml. */
    static final String API_TOKEN = "a-token-of-the-sidecar-of-tests";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI uri;
    private final List<String> always;

    private Backend(URI uri, String... always) {
        this.uri = uri;
        this.always = List.of(always);
    }

    /** A service whose token has the role {@code publisher}. */
    static Backend publisher(TestTokens tokens) {
        return publisher(Gateway.uri("/"), tokens);
    }

    /** The same for another gateway. */
    static Backend publisher(URI gateway, TestTokens tokens) {
        return new Backend(
                gateway.resolve("/events"), "Authorization", "Bearer " + tokens.withRole("backend", "publisher"));
    }

    /** A service that sends only the headers {@code always}, names and values. */
    static Backend publisherWith(String... always) {
        return new Backend(Gateway.uri("/events"), always);
    }

    /** A sidecar that sends {@code always}. */
    static Backend sidecarWith(String... always) {
        return new Backend(Gateway.uri("/task-updates"), always);
    }

    /** The sidecar that knows the token. */
    static Backend sidecar() {
        return sidecarWith("dapr-api-token", API_TOKEN);
    }

    /** Posts {@code body} as {@code contentType}; {@code headers} are names and values. */
    HttpResponse<String> post(String contentType, String body, String... headers)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(always);
        all.addAll(List.of(headers));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < all.size(); i += 2) {
            request.header(all.get(i), all.get(i + 1));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
