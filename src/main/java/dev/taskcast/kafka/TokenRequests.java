package dev.taskcast.kafka;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.apache.kafka.common.security.oauthbearer.JwtRetrieverException;

/**
 * The requests for tokens of all clients of this replica: one at a time, and after a failure at first none.
 *
 * <p>Nothing of a failure's message is told, since it can hold the answer of the endpoint, and so a token.
 */
final class TokenRequests {
    /** What every reason begins with. */
    static final String REASON = "no token for Kafka: ";

    private static final Pattern STATUS = Pattern.compile("response code (\\d{3})\\b");

    private final InstantSource clock;
    private final Backoff backoff;
    private Instant next = Instant.MIN;
    private String reason = "";

    TokenRequests(InstantSource clock) {
        this.clock = clock;
        this.backoff = new Backoff(clock);
    }

    /** One request. */
    interface Request {
        /** Whether a token came. */
        boolean send() throws IOException, UnsupportedCallbackException;
    }

    /** Sends {@code request} unless one has just failed; why there is no token, or nothing if there is one. */
    synchronized Optional<String> send(Request request) {
        if (clock.instant().isBefore(next)) {
            return Optional.of(reason);
        }
        try {
            if (request.send()) {
                backoff.reset();
                return Optional.empty();
            }
            reason = REASON + "what came is not one that Kafka takes";
        } catch (IOException | UnsupportedCallbackException | RuntimeException | LinkageError failed) {
            reason = REASON + words(failed);
        }
        next = clock.instant().plus(backoff.afterFailure());
        return Optional.of(reason);
    }

    private static String words(Throwable failure) {
        List<Throwable> links = RootCause.fromTheDeepest(failure);
        for (Throwable link : links) {
            Matcher status = STATUS.matcher(String.valueOf(link.getMessage()));
            if (status.find()) {
                return "the endpoint answers with status " + status.group(1);
            }
        }
        return links.stream()
                .flatMap(link -> word(link).stream())
                .findFirst()
                .orElse("the request failed: " + links.get(0).getClass().getSimpleName());
    }

    private static Optional<String> word(Throwable link) {
        if (link instanceof UnknownHostException) {
            return Optional.of("the host of the endpoint is not known to DNS");
        }
        if (link instanceof SocketTimeoutException) {
            return Optional.of("the endpoint does not answer in time");
        }
        if (link instanceof ConnectException) {
            return Optional.of("nobody listens at the endpoint, or it cannot be reached");
        }
        if (link instanceof SSLException) {
            return Optional.of("TLS with the endpoint fails");
        }
        if (link instanceof JwtRetrieverException
                && String.valueOf(link.getMessage()).contains("valid JWT")) {
            return Optional.of("the endpoint's answer has none");
        }
        return Optional.empty();
    }
}
