package dev.taskcast.ingest;

import dev.taskcast.auth.ThisMachine;
import dev.taskcast.config.DaprSettings;
import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.Mode;
import dev.taskcast.wire.Json;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * The Dapr sidecar: what tells it from everybody else, and what it is told to subscribe to.
 *
 * <p>Without {@code taskcast.dapr.api-token} and without {@code taskcast.dapr.trust-network} production does not serve
 * it. It then says 503 and never 404, for which Dapr would drop the event.
 */
@Singleton
final class Sidecar {
    static final String ROUTE = "/task-updates";
    private static final int RETRY_SECONDS = 30;

    private final DaprSettings settings;
    private final Mode mode;
    private final Sender sender;

    @Inject
    Sidecar(DaprSettings settings, KafkaSettings kafka, Mode mode) {
        this.settings = settings;
        this.mode = mode;
        this.sender = Sender.sidecar(kafka.controlTopic().isEmpty());
    }

    /**
     * Lets pass who is at this machine, and its pages; 403 for all others. Only where development mode alone opens the
     * routes: a page of any site could deliver events otherwise.
     */
    void requireThisMachine(HttpServletRequest request) {
        boolean isProtected = settings.apiToken().isPresent() || settings.trustNetwork();
        if (mode == Mode.DEVELOPMENT
                && !isProtected
                && !(ThisMachine.sent(request) && ThisMachine.hasPageOf(request))) {
            throw ProblemException.forbidden(
                    "Development mode answers this machine only: set taskcast.dapr.api-token for a sidecar elsewhere");
        }
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

    /** What the sidecar may hand in: revocations only where these have no topic of their own. */
    Sender sender() {
        return sender;
    }

    /**
     * The answer to {@code GET /dapr/subscribe}: one subscription, or none where no sidecar is served or one is declared. A sidecar
     * asks at the root of a server alone, and delivers to whatever route it is told.
     *
     * @param contextPath what our routes are below; empty at the root of the server
     */
    String subscriptions(String contextPath) {
        if (!isServed() || !settings.subscribe()) {
            return "[]";
        }
        String route = Json.quoted(contextPath + ROUTE);
        return "[{\"pubsubname\":" + Json.quoted(settings.pubsub())
                + ",\"topic\":" + Json.quoted(settings.topic())
                + ",\"route\":" + route
                + ",\"routes\":{\"default\":" + route + "}}]";
    }

    private boolean isServed() {
        return settings.apiToken().isPresent() || settings.trustNetwork() || mode == Mode.DEVELOPMENT;
    }
}
