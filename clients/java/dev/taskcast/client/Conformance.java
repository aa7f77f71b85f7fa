package dev.taskcast.client;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** The client of Java as the conformance kit wants it: what its application is told goes to standard output. */
public final class Conformance implements TaskcastClient.Application {
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final AtomicInteger tokens = new AtomicInteger();

    private Conformance() {}

    /** Connects to the address that is given, until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        TaskcastClient client = new TaskcastClient(URI.create(arguments[0]), null, new Conformance());
        System.in.readAllBytes();
        client.close();
    }

    @Override
    public CompletableFuture<String> token() {
        return CompletableFuture.completedFuture("token-" + tokens.incrementAndGet());
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
