package dev.taskcast.client;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The client of Taskcast: the task events of a user, live, each exactly once, over any network. It reconnects by
 * itself, until {@link #close} or until the gateway refuses. Ids such as C-17 are clauses of PROTOCOL.md.
 *
 * <p>Fields that are not final belong to one thread, so there are no locks.
 */
public final class TaskcastClient implements AutoCloseable {
    /** What the application provides, and what it is told: one call after the other, on a thread of the client. */
    public interface Application {
        /** A token: at first, before a token expires, and after a token was refused. Must not block. */
        CompletableFuture<String> token();

        /** Parses a JSON object into a map, with the application's library. */
        Map<?, ?> parse(String json);

        /** One event, with the fields of the frame {@code task_update}: {@code event}, {@code task} and others. */
        void event(Map<?, ?> update);

        /** Loads a snapshot: at first, and when events may be missing. If it throws, it is called again. */
        void reset(String reason) throws Exception;

        /** The gateway refuses, and another attempt would not help: the client has ended. */
        void stopped(int code, String reason);
    }

    static final Logger LOG = Logger.getLogger("taskcast");

    /** After these a client stops. After 4001 it fetches a token; after all others it reconnects (C-24, C-38). */
    private static final Set<Integer> STOP = Set.of(1003, 1007, 1009, 4003, 4009);

    private static final long STABLE_MS = 5_000; // after a session of this length the backoff starts again (C-23)
    private static final long OPEN_MS = 15_000; // for token, handshake and welcome together
    private static final long ANSWER_MS = 3_000; // for the answer of a silent gateway (C-29)
    private static final long RENEW_MS = 10_000; // while a session lives, at most one token in this time (C-32)

    /** Drops tasks that come after the end. */
    final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, new DiscardPolicy());

    private final String address;
    private final Application application;
    private final Delivery delivery;
    private Line current; // welcomed; the only line whose messages count
    private Line next; // before its welcome
    private ScheduledFuture<?> due; // when the next line begins, if that is known

    private long renewAt = now() - RENEW_MS;
    private long welcomed;
    private long patienceMs;
    private int attempt;
    private boolean refused;

    /**
     * Connects, and returns immediately.
     *
     * @param address such as {@code wss://host/ws}; may have a filter: {@code ?event=task.*&channel=board%3A7}
     * @param cursor where to resume: the value of {@link #cursor} when the application stored its data; or null
     */
    public TaskcastClient(URI address, String cursor, Application application) {
        this.address = address + (address.getRawQuery() == null ? "?" : "&") + "accept=batch";
        this.application = application;
        delivery = new Delivery(cursor, application);
        thread.execute(() -> begin(0));
    }

    /** The newest cursor up to which all events were handed over, or null. */
    public String cursor() {
        return delivery.stored;
    }

    /** Closes with 1000, and does not reconnect (C-40). Nothing more is reported. */
    @Override
    public void close() {
        CompletableFuture.runAsync(this::leave, thread)
                .completeOnTimeout(null, 2_000, MILLISECONDS)
                .join();
        delivery.thread.shutdownNow();
    }

    private void leave() {
        Line.close(current);
        Line.close(next);
        current = next = null;
        thread.shutdownNow();
    }

    /** Begins the next line after this delay. */
    private void begin(long ms) {
        if (due != null) {
            due.cancel(false);
        }
        due = thread.schedule(this::open, ms, MILLISECONDS);
    }

    private void open() {
        due = null;
        if (next == null) {
            Line line = new Line(this);
            line.again = refused;
            next = line;
            thread.schedule(() -> late(line), OPEN_MS, MILLISECONDS);
            (current != null && !refused ? CompletableFuture.completedFuture(current.token) : application.token())
                    .whenCompleteAsync((token, failed) -> connect(line, token, failed), thread);
        }
    }

    private void connect(Line line, String token, Throwable failed) {
        if (token == null) {
            line.end(1006, "no token: " + failed);
        } else if (line == next) {
            String cursor = delivery.resume();
            line.open(URI.create(cursor == null ? address : address + "&cursor=" + cursor), token);
        }
    }

    private void late(Line line) {
        if (line == next) {
            line.end(1006, "no welcome");
        }
    }

    /** A line has ended that this client did not close. */
    void ended(Line line, int code, String reason) {
        LOG.fine(() -> "taskcast: the line ended: " + code + " " + reason);
        boolean replaced = line == current && next != null && code == 4009;
        if (line == next) {
            next = null;
        } else {
            current = null;
            attempt = now() - welcomed < STABLE_MS ? attempt : 0;
            refused &= now() - welcomed < STABLE_MS;
        }
        if (code == 4001 ? refused && line.again : STOP.contains(code) && !replaced) { // C-26, C-27
            leave();
            delivery.thread.execute(() -> application.stopped(code, reason));
            delivery.thread.shutdown();
        } else if (code == 4001 && (next == null || !next.again)) { // once, and immediately (C-25)
            refused = true;
            Line.close(next); // it has the same token
            next = null;
            begin(0);
        } else if (next == null && due == null) {
            begin(backoffMs(attempt++));
        }
    }

    /** Exponential backoff with full jitter (C-22). */
    static long backoffMs(int attempts) {
        return ThreadLocalRandom.current().nextLong(1 + Math.min(30_000, 1_000L << Math.min(attempts, 5)));
    }

    void heard(Line line, String text) {
        try {
            Map<?, ?> frame = application.parse(text);
            if (line == next && "welcome".equals(frame.get("type"))) {
                welcome(line, frame);
            } else if (line == current) { // only one line's messages count (C-18)
                List<?> frames = frame.get("frames") instanceof List<?> batch ? batch : List.of(frame);
                frames.forEach(each -> frame(line, (Map<?, ?>) each)); // C-8, C-16
            }
        } catch (RuntimeException wrong) { // its events are requested again
            LOG.log(Level.WARNING, "taskcast: a message was not understood", wrong);
            line.end(1006, "not understood");
        }
    }

    private void welcome(Line line, Map<?, ?> frame) {
        Line.close(current); // C-36
        current = line;
        next = null;
        welcomed = now();
        patienceMs = 1_000 + (frame.get("heartbeat_ms") instanceof Number ms ? ms.longValue() : 25_000);
        delivery.welcome(frame);
        watch(line, line.heard);
    }

    private void frame(Line line, Map<?, ?> frame) {
        switch (String.valueOf(frame.get("type"))) {
            case "task_update" -> delivery.update(frame);
            case "reset" -> delivery.reset(frame.get("reason"));
            case "goaway" -> begin(((Number) frame.get("reconnect_in_ms")).longValue()); // C-34
            case "auth_expiring" -> renew(line);
            default -> {} // everything else is ignored (C-1); after an error the line stays open (C-41)
        }
        delivery.take(frame.get("cursor"));
    }

    /** Sends a new token over the open line (C-31), not too soon after the last one. */
    private void renew(Line line) {
        if (renewAt <= now()) { // else it will be fetched soon
            renewAt = Math.max(now(), renewAt + RENEW_MS);
            Runnable fetch = () -> application.token().thenAcceptAsync(line::renew, thread);
            thread.schedule(fetch, renewAt - now(), MILLISECONDS);
        }
    }

    /** Asks a silent gateway, and leaves it if it does not answer (C-28, C-29). */
    private void watch(Line line, long asked) {
        long left = patienceMs - (now() - line.heard);
        if (line == current && left > 0) {
            thread.schedule(() -> watch(line, asked), left, MILLISECONDS);
        } else if (line == current && asked > line.heard) {
            line.end(1006, "the gateway is silent");
        } else if (line == current) {
            long now = now();
            line.send("{\"type\":\"ping\"}");
            thread.schedule(() -> watch(line, now), ANSWER_MS, MILLISECONDS);
        }
    }

    static long now() {
        return System.nanoTime() / 1_000_000;
    }
}
