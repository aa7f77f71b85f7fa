package dev.taskcast.client;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** Runs the Java client for the conformance kit: it prints what its application is told to standard output. */
public final class Conformance implements TaskcastClient.Application {
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final AtomicInteger tokens = new AtomicInteger();
    private final String[] arguments;

    private Conformance(String[] arguments) {
        this.arguments = arguments;
    }

    /**
     * Connects to an address until standard input ends. A second address issues tokens; without it, they are token-1,
     * token-2 …
     */
    public static void main(String[] arguments) throws IOException {
        TaskcastClient client = new TaskcastClient(URI.create(arguments[0]), null, new Conformance(arguments));
        System.in.readAllBytes();
        client.close();
    }

    @Override
    public CompletableFuture<String> token() {
        if (arguments.length == 1) {
            return CompletableFuture.completedFuture("token-" + tokens.incrementAndGet());
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[1])).build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
    }

    @Override
    public Map<?, ?> parse(String json) {
        try {
            return JsonUtil.parseJson(json);
        } catch (JoseException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    @Override
    public void event(Map<?, ?> update) {
        out.println("event " + ((Map<?, ?>) update.get("task")).get("id"));
    }

    @Override
    public void reset(String reason) {
        out.println("snapshot");
    }

    @Override
    public void stopped(int code, String reason) {
        out.println("stopped");
    }
}
