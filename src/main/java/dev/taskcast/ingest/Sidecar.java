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
 * The Dapr sidecar: how the gateway recognises it, and its subscriptions.
 *
 * <p>In production the gateway does not serve a sidecar without {@code taskcast.dapr.api-token} or
 * {@code taskcast.dapr.trust-network}. It then answers 503 and never 404, because Dapr drops an event after a 404.
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
     * Accepts callers on this machine and pages from it; throws 403 for all others. Used only where development mode
     * opens the routes. Otherwise a page of any site could deliver events.
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

    /**
     * Accepts the sidecar that sends the right {@code token}. Throws 401 for another token, 503 if no sidecar is
     * served.
     */
    void require(Optional<String> token) {
        if (!isServed()) {
            throw ProblemException.unavailable(
                    "Set taskcast.dapr.api-token, and the same token for the sidecar (dapr.io/app-token-secret)",
                    RETRY_SECONDS);
        }
        boolean known = settings.apiToken()
                .map(expected -> token.filter(expected::matches).isPresent())
                .orElse(true);
        if (!known) {
            throw ProblemException.unauthorized("dapr-api-token is missing or wrong", "dapr-api-token");
        }
    }

    /** The rights of the sidecar: it may revoke only if revocations have no topic of their own. */
    Sender sender() {
        return sender;
    }

    /**
     * The answer to {@code GET /dapr/subscribe}: one subscription. The list is empty if no sidecar is served, or if a
     * subscription is declared elsewhere. A sidecar asks only at the root of a server, and delivers to the route in the
     * answer.
     *
     * @param contextPath the path in front of the gateway's routes; empty at the root of the server
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
