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
 * The client of Taskcast: the task events of a user, live, each exactly once, whatever the line does. It comes back by
 * itself, until {@link #close} or until the gateway refuses. Ids such as C-17 are clauses of PROTOCOL.md.
 *
 * <p>What is not final belongs to one thread, so there are no locks.
 */
public final class TaskcastClient implements AutoCloseable {
    /** What the application gives, and what it is told: one thing after the other, on a thread of the client. */
    public interface Application {
        /** A token: at first, before one expires, and after one was refused. Must not block. */
        CompletableFuture<String> token();

        /** A JSON object as a map, by the library that the application has. */
        Map<?, ?> parse(String json);

        /** One event, as the frame {@code task_update} has it: {@code event}, {@code task}, {@code time} and so on. */
        void event(Map<?, ?> update);

        /** Loads a snapshot: at first, and when nobody can prove what was missed. If it throws it is called again. */
        void reset(String reason) throws Exception;

        /** The gateway refuses, and another attempt would not help: the end. */
        void stopped(int code, String reason);
    }

    static final Logger LOG = Logger.getLogger("taskcast");

    /** After these a client stops; after 4001 it fetches a token, after all others it comes back (C-24, C-38). */
    private static final Set<Integer> STOP = Set.of(1003, 1007, 1009, 4003, 4009);

    private static final long STABLE_MS = 5_000; // after such a session the backoff starts again (C-23)
    private static final long OPEN_MS = 15_000; // for token, handshake and welcome together
    private static final long ANSWER_MS = 3_000; // for the answer of a silent gateway (C-29)
    private static final long RENEW_MS = 10_000; // while a session lives, one token in this time (C-32)

    /** What comes after the end is dropped. */
    final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, new DiscardPolicy());

    private final String address;
    private final Application application;
    private final Delivery delivery;
    private Line current; // welcomed, and the only one that is listened to
    private Line next; // on its way to its welcome
    private ScheduledFuture<?> due; // when the next one begins, if that is known

    private long renewAt = now() - RENEW_MS;
    private long welcomed;
    private long patienceMs;
    private int attempt;
    private boolean refused;

    /**
     * Connects, and returns immediately.
     *
     * @param address such as {@code wss://host/ws}; a filter may be in it: {@code ?event=task.*&channel=board%3A7}
     * @param cursor where to go on: what {@link #cursor} was when the application stored its data; or null
     */
    public TaskcastClient(URI address, String cursor, Application application) {
        this.address = address + (address.getRawQuery() == null ? "?" : "&") + "accept=batch";
        this.application = application;
        delivery = new Delivery(cursor, application);
        thread.execute(() -> begin(0));
    }

    /** The newest cursor whose events were all handed over, or null. */
    public String cursor() {
        return delivery.stored;
    }

    /** Leaves with 1000, and stays away (C-40). Nothing more is told. */
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

    /** The next line begins after so long. */
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

    /** A line that was not left is over. */
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
            } else if (line == current) { // one line at a time is listened to (C-18)
                List<?> frames = frame.get("frames") instanceof List<?> batch ? batch : List.of(frame);
                frames.forEach(each -> frame(line, (Map<?, ?>) each)); // C-8, C-16
            }
        } catch (RuntimeException wrong) { // what was in it is asked for again
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
            default -> {} // whatever else there is, is ignored (C-1); after an error the line lives on (C-41)
        }
        delivery.take(frame.get("cursor"));
    }

    /** A new token over the open line (C-31), not too soon after the last one. */
    private void renew(Line line) {
        if (renewAt <= now()) { // else it is about to be fetched
            renewAt = Math.max(now(), renewAt + RENEW_MS);
            Runnable fetch = () -> application.token().thenAcceptAsync(line::renew, thread);
            thread.schedule(fetch, renewAt - now(), MILLISECONDS);
        }
    }

    /** A silent gateway is asked, and left when it does not answer (C-28, C-29). */
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
