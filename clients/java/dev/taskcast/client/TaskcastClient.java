package dev.taskcast.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The client of Taskcast: the task events of a user, live, each exactly once, whatever the line does.
 *
 * <p>It comes back by itself, until {@link #close} or until the gateway refuses. Everything runs on one thread of its
 * own, in order: the listener is never called by two at once, and no event comes while {@link Listener#reset} runs. The
 * token is fetched on a second thread. Ids such as C-17 are clauses of PROTOCOL.md.
 */
public final class TaskcastClient implements AutoCloseable {
    /** What the application is told. A snapshot that cannot be loaded ({@code reset} throws) is asked for again. */
    public interface Listener {
        /** One event, as the frame {@code task_update} has it: {@code event}, {@code task}, {@code time} and so on. */
        void event(Map<String, Object> update);

        /** Load a snapshot: at first, and whenever nobody can prove what was missed. */
        void reset(String reason);

        /** The gateway refuses, and another attempt would not help: the end. */
        void stopped(int code, String reason);
    }

    static final System.Logger LOG = System.getLogger("taskcast");

    /** After these a client stops; after 4001 it fetches a token, after all others it comes back (C-24, C-38). */
    private static final Set<Integer> STOP = Set.of(1003, 1007, 1009, 4003, 4009);
    /** A session that lasted this long was a good one: the backoff starts anew after it (C-23). */
    private static final long STABLE_MS = 5_000;
    /** How long token, handshake and welcome may take together. */
    private static final long OPEN_MS = 15_000;
    /** How long a silent gateway has for the answer to a ping (C-29). */
    private static final long ANSWER_MS = 3_000;

    private final URI address;
    private final Tokens tokens;
    private final Listener listener;
    private final Delivery delivery;
    private final ScheduledExecutorService thread = executor();
    private final Owner owner = new Owner();
    private Line current;
    private Line next;
    private boolean opening;
    private ScheduledFuture<?> due;
    private ScheduledFuture<?> loading;
    private int loads;
    private int attempt;
    private boolean refused;
    private boolean over;
    private long since;

    /**
     * Connects, and returns at once.
     *
     * @param address {@code wss://host/ws}
     * @param token fetches a token; asked before one expires, and once after one was refused
     * @param cursor where to go on: what {@link #cursor} was when the application stored its data; or null
     */
    public TaskcastClient(URI address, Callable<String> token, String cursor, Listener listener) {
        this.address = Objects.requireNonNull(address);
        this.tokens = new Tokens(token);
        this.listener = Objects.requireNonNull(listener);
        this.delivery = new Delivery(cursor, listener);
        thread.scheduleWithFixedDelay(guarded(this::watch), 500, 100, TimeUnit.MILLISECONDS);
        thread.execute(guarded(() -> begin(0)));
    }

    /** The newest cursor whose events were all handed over. Inside a call of the listener it is that of before. */
    public String cursor() {
        return delivery.stored;
    }

    /** Leaves with 1000, and stays away (C-40). Not from within the listener. */
    @Override
    public void close() {
        CompletableFuture.runAsync(this::leave, thread).join();
        thread.shutdownNow();
        tokens.end();
    }

    private void leave() {
        over = true;
        for (Line line : new Line[] {current, next}) {
            if (line != null) {
                line.close();
                line.awaitClosed();
            }
        }
        current = next = null;
    }

    static ScheduledExecutorService executor() {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "taskcast");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A mistake in one thing that happens does not end the thread. */
    private Runnable guarded(Runnable work) {
        return () -> {
            try {
                if (!over) {
                    work.run();
                }
            } catch (RuntimeException mistake) {
                LOG.log(System.Logger.Level.WARNING, "Went on after", mistake);
            }
        };
    }

    // Which line there is.

    /** The next line begins after so long. */
    private void begin(long ms) {
        if (due != null) {
            due.cancel(false);
        }
        due = thread.schedule(guarded(this::open), ms, TimeUnit.MILLISECONDS);
    }

    private void open() {
        due = null;
        if (next != null || opening) {
            return;
        }
        opening = true;
        CompletableFuture<String> known =
                current != null && !refused ? CompletableFuture.completedFuture(current.token) : tokens.fetch();
        known.whenCompleteAsync(
                (given, failed) -> guarded(() -> connect(given, failed)).run(), thread);
    }

    private void connect(String given, Throwable failed) {
        opening = false;
        if (failed != null) {
            begin(waitMs(attempt++));
        } else {
            next = new Line(address, given, work -> thread.execute(guarded(work)), owner);
        }
    }

    /** Exponential backoff with full jitter, for ever (C-22). */
    private static long waitMs(int attempts) {
        return ThreadLocalRandom.current().nextLong(1 + Math.min(30_000, 1_000L << Math.min(attempts, 5)));
    }

    private void ended(Line line, int code, String reason) {
        boolean replaced = code == 4009 && line == current && next != null;
        if (line == next) {
            next = null;
        } else if (line == current) {
            current = null;
            if (millisSince(since) >= STABLE_MS) {
                attempt = 0;
                refused = false;
            }
        } else {
            return; // it was left
        }
        if (STOP.contains(code) && !replaced || code == 4001 && refused) { // C-26, C-27
            leave();
            listener.stopped(code, reason);
            return;
        }
        refused |= code == 4001;
        if (next == null && due == null && !opening) {
            if (code == 4001) { // once, and at once (C-25)
                begin(0);
            } else {
                begin(waitMs(attempt++));
            }
        }
    }

    /** A silent gateway is asked first, and left when it does not answer (C-28, C-29). */
    private void watch() {
        for (Line line : new Line[] {current, next}) {
            if (line == null) {
                continue;
            }
            long silent = millisSince(line.heard);
            if (line.heartbeatMs == 0 && silent > OPEN_MS) {
                line.end(1006, "no welcome");
            } else if (line.heartbeatMs > 0 && line.asked && silent > line.heartbeatMs + 1_000 + ANSWER_MS) {
                line.end(1006, "the gateway is silent");
            } else if (line.heartbeatMs > 0 && !line.asked && silent > line.heartbeatMs + 1_000) {
                line.asked = true;
                line.send("{\"type\":\"ping\"}");
            }
        }
    }

    // What a line brings.

    private void welcome(Line line, Map<String, Object> frame) {
        Line old = current;
        current = line;
        next = null;
        since = System.nanoTime();
        line.heartbeatMs = frame.get("heartbeat_ms") instanceof Double ms ? ms.longValue() : 25_000;
        if (old != null) {
            old.close(); // C-36
        }
        delivery.welcome(frame, old == null || old.overlap == null ? List.of() : old.overlap);
        owe();
    }

    private void frame(Line line, Map<String, Object> frame) {
        switch (String.valueOf(frame.get("type"))) {
            case "task_update" -> delivery.update(frame, line.overlap);
            case "reset" -> delivery.reset(String.valueOf(frame.get("reason")));
            case "goaway" -> begin(((Double) frame.get("reconnect_in_ms")).longValue()); // C-34
            case "auth_expiring" -> renew(line);
            default -> {} // whatever else there is, is ignored (C-1); after an error the line lives on (C-41)
        }
        delivery.take(frame);
        owe();
    }

    /** A snapshot that could not be loaded is loaded again after a while. */
    private void owe() {
        if (!delivery.owes()) {
            loads = 0;
        } else if (loading == null) {
            loading = thread.schedule(guarded(this::load), waitMs(loads++), TimeUnit.MILLISECONDS);
        }
    }

    private void load() {
        loading = null;
        delivery.load();
        owe();
    }

    /** A new token over the open line (C-31). */
    private void renew(Line line) {
        tokens.renew(thread, guarded(() -> tokens.fetch()
                .thenAcceptAsync(
                        given -> {
                            line.token = given;
                            line.send(Json.write(Map.of("type", "auth", "token", given)));
                        },
                        thread)));
    }

    static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private final class Owner implements Line.Owner {
        @Override
        public void opened(Line line) {
            Map<String, Object> first = new LinkedHashMap<>();
            first.put("type", "auth");
            first.put("token", line.token);
            first.put("cursor", delivery.cursor()); // C-17
            first.put("accept", List.of("batch"));
            line.send(Json.write(first));
            if (current != null) {
                current.overlap = new ArrayList<>(); // C-18
            }
        }

        @Override
        @SuppressWarnings("unchecked")
        public void heard(Line line, String text) {
            Map<String, Object> frame = (Map<String, Object>) Json.parse(text);
            if (line == next && "welcome".equals(frame.get("type"))) {
                welcome(line, frame);
            } else if (line == current) { // one line at a time is listened to (C-18)
                Object frames = "batch".equals(frame.get("type")) ? frame.get("frames") : List.of(frame);
                for (Map<String, Object> each : (List<Map<String, Object>>) frames) { // C-8, C-16
                    frame(line, each);
                }
            }
        }

        @Override
        public void ended(Line line, int code, String reason) {
            TaskcastClient.this.ended(line, code, reason);
        }
    }
}
