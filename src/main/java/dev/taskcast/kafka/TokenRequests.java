package dev.taskcast.kafka;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.apache.kafka.common.security.oauthbearer.JwtRetrieverException;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;

/**
 * The token requests of all Kafka clients of this replica. Only one runs at a time, and a failure is followed by a
 * pause.
 *
 * <p>Clients wait only a short while for the answer, because a waiting client holds a lock that all other clients need.
 * The request continues without them, and its token is for the next client that asks. A request that does not end is
 * given up; a few such requests may remain.
 *
 * <p>No part of a failure's message is told: it can contain the endpoint's answer, and so a token.
 *
 * <p>Concurrency: this object's monitor guards all fields. No thread holds it while it waits. The first completion of
 * {@code answer} counts: a request that was given up changes nothing any more.
 */
final class TokenRequests implements AutoCloseable {
    /** The beginning of every reason. */
    static final String REASON = "no token for Kafka: ";
    /** How long clients wait for one request, all clients together. */
    static final Duration PATIENCE = Duration.ofSeconds(2);
    /** How long a whole request may take. */
    static final Duration LONGEST = Duration.ofSeconds(15);
    /** The most requests that may exist, including those that were given up. */
    static final int MOST = 3;

    private static final Pattern STATUS = Pattern.compile("response code (\\d{3})\\b");
    private static final String TOO_SLOW = "the endpoint does not answer in time";

    private final InstantSource clock;
    private final Duration patience;
    private final Backoff backoff;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, MOST, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), TokenRequests::thread);
    private CompletableFuture<Optional<OAuthBearerToken>> answer = CompletableFuture.completedFuture(Optional.empty());
    private boolean isTaken = true;
    private Instant begun = Instant.MIN;
    private String reason = REASON + TOO_SLOW;

    TokenRequests(InstantSource clock) {
        this(clock, PATIENCE);
    }

    /** Creates requests for which clients wait for at most {@code patience}. */
    TokenRequests(InstantSource clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
        this.backoff = new Backoff(clock);
    }

    /** A request for a token. */
    interface Request {
        /** The token, if the endpoint gave one. */
        Optional<OAuthBearerToken> send() throws IOException, UnsupportedCallbackException;
    }

    /**
     * Gives {@code taker} a token. Sends {@code request} unless one is running or has just failed. Returns why there is
     * no token; empty if there is one.
     */
    Optional<String> send(Request request, Consumer<OAuthBearerToken> taker) {
        Optional<OAuthBearerToken> token = await(current(request));
        token.ifPresent(taker);
        return token.isPresent() ? Optional.empty() : Optional.of(reason());
    }

    /** The present answer, finished or not. Sends a new request if one is allowed. */
    private synchronized CompletableFuture<Optional<OAuthBearerToken>> current(Request request) {
        Instant now = clock.instant();
        if (!answer.isDone() && begun.plus(LONGEST).isBefore(now)) {
            failed(answer, TOO_SLOW);
        }
        if (answer.isDone() && !hasLateToken(now) && backoff.isOver()) {
            begin(request, now);
        }
        return answer;
    }

    /** Whether a token came after its client stopped waiting. */
    private boolean hasLateToken(Instant now) {
        return !isTaken
                && answer.join()
                        .filter(token -> token.lifetimeMs() > now.toEpochMilli())
                        .isPresent();
    }

    private void begin(Request request, Instant now) {
        CompletableFuture<Optional<OAuthBearerToken>> begins = new CompletableFuture<>();
        answer = begins;
        isTaken = false;
        begun = now;
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try {
            threads.execute(() -> {
                Thread.currentThread().setContextClassLoader(loader);
                run(request, begins);
            });
        } catch (RejectedExecutionException others) {
            failed(begins, TOO_SLOW);
        }
    }

    private void run(Request request, CompletableFuture<Optional<OAuthBearerToken>> mine) {
        try {
            Optional<OAuthBearerToken> token = request.send();
            if (token.isPresent()) {
                came(mine, token);
            } else {
                failed(mine, "Kafka does not accept the answer as a token");
            }
        } catch (IOException | UnsupportedCallbackException | RuntimeException | LinkageError failure) {
            failed(mine, words(failure));
        }
    }

    private synchronized void came(
            CompletableFuture<Optional<OAuthBearerToken>> mine, Optional<OAuthBearerToken> token) {
        if (mine.complete(token)) {
            backoff.reset();
        }
    }

    private synchronized void failed(CompletableFuture<Optional<OAuthBearerToken>> mine, String words) {
        if (mine.complete(Optional.empty())) {
            reason = REASON + words;
            backoff.afterFailure();
        }
    }

    private Optional<OAuthBearerToken> await(CompletableFuture<Optional<OAuthBearerToken>> asked) {
        try {
            Optional<OAuthBearerToken> token = asked.get(left().toMillis(), TimeUnit.MILLISECONDS);
            taken(asked);
            return token;
        } catch (TimeoutException later) {
            return Optional.empty();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
    }

    /** How long a client may still wait for the request. Clients that come later do not wait. */
    private synchronized Duration left() {
        Duration left = patience.minus(Duration.between(begun, clock.instant()));
        return left.isNegative() ? Duration.ZERO : left.compareTo(patience) < 0 ? left : patience;
    }

    private synchronized void taken(CompletableFuture<Optional<OAuthBearerToken>> asked) {
        isTaken |= asked == answer;
    }

    private synchronized String reason() {
        return answer.isDone() ? reason : REASON + "the endpoint has not answered yet";
    }

    private static Thread thread(Runnable request) {
        Thread thread = new Thread(request, "taskcast-token");
        thread.setDaemon(true);
        return thread;
    }

    /** Ends all requests: no client asks any more. */
    @Override
    public void close() {
        threads.shutdownNow();
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
            return Optional.of("nothing listens at the endpoint, or it cannot be reached");
        }
        if (link instanceof SSLException) {
            return Optional.of("TLS with the endpoint fails");
        }
        if (link instanceof JwtRetrieverException
                && String.valueOf(link.getMessage()).contains("valid JWT")) {
            return Optional.of("the endpoint's answer has no token");
        }
        return Optional.empty();
    }
}
