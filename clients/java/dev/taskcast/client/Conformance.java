package dev.taskcast.client;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The client of Java as the conformance kit wants it: what its application is told goes to standard output. */
public final class Conformance {
    private Conformance() {}

    /** Connects to the address that is given, until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        AtomicInteger tokens = new AtomicInteger();
        TaskcastClient.Listener listener = new TaskcastClient.Listener() {
            @Override
            public void event(Map<String, Object> update) {
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
        };
        TaskcastClient client =
                new TaskcastClient(URI.create(arguments[0]), () -> "token-" + tokens.incrementAndGet(), null, listener);
        System.in.readAllBytes();
        client.close();
    }
}
