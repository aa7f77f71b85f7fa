package dev.taskcast.ingest;

import dev.taskcast.config.DaprSettings;
import dev.taskcast.config.Mode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The Dapr sidecar: what tells it from everybody else, and what it is told to subscribe to.
 *
 * <p>Without {@code taskcast.dapr.api-token} and without {@code taskcast.dapr.trust-network} production does not serve
 * it. It then says 503 and never 404, for which Dapr would drop the event.
 */
@ApplicationScoped
public class Sidecar {
    static final String ROUTE = "/task-updates";
    private static final int RETRY_SECONDS = 30;

    private final DaprSettings settings;
    private final Mode mode;

    /** For the container's proxy. */
    protected Sidecar() {
        this(null, null);
    }

    @Inject
    public Sidecar(DaprSettings settings, Mode mode) {
        this.settings = settings;
        this.mode = mode;
    }

    /** Lets the sidecar pass that shows {@code token}; 401 for another, 503 where none is served. */
    void require(Optional<String> token) {
        if (!isServed()) {
            throw ProblemException.unavailable(
                    "Set taskcast.dapr.api-token, and the same for the sidecar (dapr.io/app-token-secret)",
                    RETRY_SECONDS);
        }
        boolean known = settings.apiToken()
                .map(expected -> token.filter(expected::matches).isPresent())
                .orElse(true);
        if (!known) {
            throw ProblemException.unauthorized("dapr-api-token is missing or wrong", "dapr-api-token");
        }
    }

    /** The answer to {@code GET /dapr/subscribe}: one subscription, or none where no sidecar is served. */
    String subscriptions() {
        if (!isServed()) {
            return "[]";
        }
        return "[{\"pubsubname\":" + quoted(settings.pubsub())
                + ",\"topic\":" + quoted(settings.topic())
                + ",\"route\":" + quoted(ROUTE)
                + ",\"routes\":{\"default\":" + quoted(ROUTE) + "}}]";
    }

    private boolean isServed() {
        return settings.apiToken().isPresent() || settings.trustNetwork() || mode == Mode.DEVELOPMENT;
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }
}
