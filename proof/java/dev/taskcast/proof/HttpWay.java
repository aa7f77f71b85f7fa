package dev.taskcast.proof;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Publishes by HTTP to the gateways in turn.
 *
 * <p>An event with a name is sent again until a gateway has acknowledged it. Each tenth event is sent once more after
 * that. An event without a name is sent once. If it gets no answer, its fate is unknown.
 */
final class HttpWay implements Way {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration AVOIDED = Duration.ofSeconds(2);
    private static final int REPEATED = 10;

    private final Kind kind;
    private final List<URI> gateways;
    private final Supplier<String> token;
    private final Ledger ledger;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<URI, Long> avoided = new HashMap<>();
    private int turn;
    private volatile boolean closed;

    /** Publishes events of {@code kind} to {@code gateways}. {@code token} gives the token of a publisher. */
    HttpWay(Kind kind, List<URI> gateways, Supplier<String> token, Ledger ledger) {
        this.kind = kind;
        this.gateways = gateways;
        this.token = token;
        this.ledger = ledger;
    }

    @Override
    public void publish(Series series, int number) throws InterruptedException {
        boolean known = send(series, number);
        if (!kind.isNamed()) {
            if (!known) {
                ledger.doubt(series.name(), number);
            }
            return;
        }
        while (!known && !closed) {
            LockSupport.parkNanos(PAUSE.toNanos());
            known = send(series, number);
        }
        if (number % REPEATED == 0 && !closed) {
            send(series, number);
        }
    }

    @Override
    public void settle() {
        // The fate of each event is known before the next one is sent.
    }

    /** Sends an event, and returns whether a gateway has acknowledged it. */
    private boolean send(Series series, int number) throws InterruptedException {
        URI gateway = next();
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve(kind.path()))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token.get())
                .header("Content-Type", kind.type())
                .POST(HttpRequest.BodyPublishers.ofString(kind.body(series, number)))
                .build();
        try {
            return kind.isDone(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException failed) {
            avoided.put(gateway, System.nanoTime());
            return false;
        }
    }

    /** The next gateway in turn that has not failed in the last seconds, as a load balancer would choose. */
    private URI next() {
        for (int i = 0; i < gateways.size(); i++) {
            URI gateway = gateways.get(turn++ % gateways.size());
            Long failed = avoided.get(gateway);
            if (failed == null || System.nanoTime() - failed > AVOIDED.toNanos()) {
                return gateway;
            }
        }
        return gateways.get(turn++ % gateways.size());
    }

    @Override
    public void close() {
        closed = true;
    }

    /** The forms of an event by HTTP. */
    enum Kind {
        /** Plain JSON, without a name. */
        PLAIN("/events", "application/json"),
        /** A structured CloudEvent. */
        CLOUD_EVENT("/events", "application/cloudevents+json"),
        /** The form in which a sidecar of Dapr delivers an event. */
        DAPR("/task-updates", "application/cloudevents+json");

        private final String path;
        private final String type;

        Kind(String path, String type) {
            this.path = path;
            this.type = type;
        }

        String path() {
            return path;
        }

        String type() {
            return type;
        }

        boolean isNamed() {
            return this != PLAIN;
        }

        String body(Series series, int number) {
            return switch (this) {
                case PLAIN -> series.plain(number);
                case CLOUD_EVENT -> series.cloudEvent(number);
                case DAPR -> series.daprEvent(number);
            };
        }

        /**
         * Whether {@code answer} says that Kafka has the event. It fails if the answer says that the event can never be
         * used.
         */
        boolean isDone(HttpResponse<String> answer) {
            Optional<String> wrong = Optional.of(answer.statusCode() + " " + answer.body())
                    .filter(any ->
                            answer.statusCode() / 100 == 4 && answer.statusCode() != 408 && answer.statusCode() != 429
                                    || answer.body().contains("\"DROP\""));
            if (wrong.isPresent()) {
                throw new IllegalStateException(this + " was answered with " + wrong.get());
            }
            return this == DAPR ? answer.body().contains("\"SUCCESS\"") : answer.statusCode() == 202;
        }
    }
}
