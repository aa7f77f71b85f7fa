package dev.taskcast.admin;

import static dev.taskcast.config.ShippedSettings.settings;

import dev.taskcast.admission.HttpCallers;
import dev.taskcast.auth.Caller;
import dev.taskcast.auth.Revocations;
import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.Fake;
import dev.taskcast.harness.SentRequest;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.Directory;
import dev.taskcast.sessions.Peer;
import dev.taskcast.sessions.Session;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionReport;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.sessions.Subscription;
import dev.taskcast.sessions.Transport;
import dev.taskcast.tracing.Tracing;
import dev.taskcast.wire.TopicIdentity;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A replica with sessions that need no container, and the operator's routes. */
final class AdminFixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final InstantSource CLOCK = () -> NOW;

    final TaskLog log = new TaskLog(settings().window(), CLOCK);
    final SessionThreads threads = SessionThreads.pooled(Thread::new, 8);
    final SessionRegistry registry =
            new SessionRegistry(log, settings().session(), threads, CLOCK, new Revocations(), Tracing.OFF);
    final Directory directory = new Directory(registry);
    final EventWords words = new EventWords(directory, CLOCK);
    final Deeds deeds = new Deeds(registry);
    final Queue<String> closes = new ConcurrentLinkedQueue<>();
    final Map<String, String> headers = new HashMap<>();
    int status;
    private long offset;

    AdminFixture() {
        log.open(TopicIdentity.of("a topic"), new long[1]);
        log.caughtUp();
    }

    /**
     * The callers with access: the owner of the token {@code admin}; with {@code loopback} also callers on this
     * machine.
     */
    static Admins admins(boolean loopback) {
        HttpCallers callers = new HttpCallers(token -> new Caller("root", Instant.EPOCH, Instant.MAX, Set.of(token)));
        return new Admins(
                callers, settings().with("taskcast.admin.loopback", loopback).admin());
    }

    /** A session of {@code user} that has been welcomed. */
    Session open(String user) {
        Transport transport = Fake.of(Transport.class, (method, arguments) -> {
            if (method.equals("close")) {
                closes.add(arguments[0] + " " + arguments[1]);
            }
            return method.equals("close") ? null : true;
        });
        Caller caller = new Caller(user, NOW, NOW.plusSeconds(60), Set.of());
        return registry.open(caller, Subscription.FROM_NOW, transport, new Peer("websocket", "192.0.2.1", "board/2.1"));
    }

    /** Appends an event, and waits until it was handed to the open sessions. */
    void publish(String id, String... users) {
        Audience audience = users.length == 0 ? new Audience.Everyone() : new Audience.Users(List.of(users));
        byte[] value = "{}".getBytes(StandardCharsets.UTF_8);
        log.append(
                new SourceRecord(0, offset++, 0, NOW.toEpochMilli(), value, SourceRecord.Headers.NONE),
                new TaskEvent("task.updated", audience, "{\"id\":\"secret task\"}", id, NOW));
        Await.until(
                Duration.ofSeconds(30),
                () -> directory.here(Optional.empty(), 10).stream()
                        .allMatch(session -> session.state() == SessionReport.State.LIVE),
                "every session to have all events");
    }

    static SentRequest asked(String method) {
        return new SentRequest("192.0.2.9").method(method).header("Authorization", "Bearer admin");
    }

    /** The answer's body. */
    String ask(AdminRoute route, SentRequest request) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        headers.clear();
        HttpServletResponse response = Fake.of(HttpServletResponse.class, (method, arguments) -> switch (method) {
            case "setStatus" -> {
                status = (Integer) arguments[0];
                yield null;
            }
            case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
            case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
            case "getOutputStream" -> output(body);
            default -> null;
        });
        route.service(request.asServlet(), response);
        return body.toString(StandardCharsets.UTF_8);
    }

    private static ServletOutputStream output(ByteArrayOutputStream body) {
        return new ServletOutputStream() {
            @Override
            public void write(int b) throws IOException {
                body.write(b);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    public void close() {
        threads.close();
    }
}
