package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same sessions by server-sent events. Each frame is an event, the cursor is its id, and each end has a status or a
 * last event.
 */
class StreamIT extends EdgeScenario {
    private static final URI GATEWAY = Gateway.uri("/");
    private static final int EVENTS = 300;

    private final List<Listener> listeners = new ArrayList<>();
    private final String token = devices.tokens.of(ada);

    @AfterEach
    void leaveStreams() throws IOException {
        for (Listener listener : listeners) {
            listener.close();
        }
    }

    @Test
    void aStreamBeginsWithItsHeadersAndAWelcome() throws Exception {
        Listener stream = listen(Knock.byHeader(token).header("Accept-Encoding", "gzip, br"));
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.answered("Content-Type")).isEqualTo(List.of("text/event-stream;charset=utf-8"));
        assertThat(stream.answered("Cache-Control")).isEqualTo(List.of("no-store"));
        assertThat(stream.answered("X-Accel-Buffering")).isEqualTo(List.of("no"));
        assertThat(stream.answered("Content-Encoding")).isEmpty();
        assertThat(stream.answered("Set-Cookie")).isEmpty();
        Listener.Event welcome = stream.nextEvent();
        assertThat(welcome.frame().fields())
                .containsOnlyKeys("type", "user", "session", "resume", "heartbeat_ms", "expires_at", "cursor")
                .containsAllEntriesOf(Map.of("type", "welcome", "user", ada, "resume", "fresh"));
        assertThat(welcome.id()).isEqualTo(welcome.frame().cursor());
        assertThat(welcome.retry()).isBetween(1_000, 5_000);
    }

    @Test
    void aFrameOfASocketIsOneEventWhoseIdIsTheCursor() throws Exception {
        Device socket = devices.of(ada);
        Listener stream = welcomed(Knock.byHeader(token));
        Topic.update(ada, "{\"id\":1}");
        Listener.Event event = stream.nextEvent();
        assertThat(event.frame()).isEqualTo(socket.next("task_update"));
        assertThat(event.id()).isEqualTo(event.frame().cursor());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "\n\r", "\n\n \r\r"})
    void aTaskWithRawLineBreaksIsOneEvent(String lineBreak) throws Exception {
        Listener stream = welcomed(Knock.byHeader(token));
        String task = "{" + lineBreak + "\"id\":" + lineBreak + "7}";
        Topic.update(ada, task);
        assertThat(stream.nextTask()).isEqualTo(task.replaceAll("[\r\n]+", "\n"));
        Topic.update(ada, "{\"id\":8}");
        assertThat(stream.nextTask()).isEqualTo("{\"id\":8}");
    }

    @Test
    void aLargeTaskComesWhole() throws Exception {
        Listener stream = welcomed(Knock.byHeader(token));
        String task = "{\"id\":1,\"text\":\"" + "é€\ud83d\ude00".repeat(40_000) + "\"}";
        Topic.update(ada, task);
        assertThat(stream.nextTask()).isEqualTo(task);
    }

    @Test
    void reconnectsWhileEventsKeepComingLeaveNoGapAndNoDuplicate() throws Exception {
        String id = welcome(listen(Knock.byHeader(token))).cursor();
        CompletableFuture<Void> traffic = Topic.updates(ada, EVENTS);
        List<Integer> received = new ArrayList<>();
        for (int visit = 0; received.size() < EVENTS; visit++) {
            try (Listener stream = Listener.of(GATEWAY, Knock.byHeader(token).header("Last-Event-ID", id))) {
                assertThat(welcome(stream).string("resume")).isEqualTo("resumed");
                for (int i = 0; i < 1 + visit * 7 % 40 && received.size() < EVENTS; i++) {
                    Listener.Event event = stream.nextEvent();
                    received.add(event.frame().number());
                    id = event.id();
                }
            }
        }
        traffic.join();
        assertThat(received).isEqualTo(IntStream.rangeClosed(1, EVENTS).boxed().toList());
    }

    @Test
    void theHeaderOfABrowserThatComesBackWinsOverTheCursorInItsUrl() throws Exception {
        Listener stream = welcomed(Knock.byHeader(token));
        Topic.update(ada, "{\"id\":1}");
        String first = stream.nextEvent().id();
        Topic.update(ada, "{\"id\":2}");
        stream.nextEvent();
        Listener again = listen(Knock.byHeader(token).query("cursor", "rubbish").header("Last-Event-ID", first));
        assertThat(welcome(again).string("resume")).isEqualTo("resumed");
        assertThat(again.nextTask()).isEqualTo("{\"id\":2}");
        Listener byUrl = listen(Knock.byHeader(token).query("cursor", first).header("Last-Event-ID", ""));
        assertThat(welcome(byUrl).string("resume")).isEqualTo("resumed");
        assertThat(byUrl.nextTask()).isEqualTo("{\"id\":2}");
        Listener rubbish = listen(Knock.byHeader(token).header("Last-Event-ID", "rubbish"));
        assertThat(welcome(rubbish).string("reason")).isEqualTo("malformed_cursor");
    }

    @Test
    void aSessionGoesOnFromSocketToStreamAndBackOnAnotherReplica() throws Exception {
        Device socket = devices.of(ada);
        Topic.update(ada, "{\"id\":1}");
        String cursor = socket.next("task_update").cursor();
        socket.leave();
        Topic.update(ada, "{\"id\":2}");
        try (Target other = new Target("streams-other");
                Listener stream = Listener.of(other.uri, Knock.byHeader(token).query("cursor", cursor))) {
            assertThat(welcome(stream).string("resume")).isEqualTo("resumed");
            Listener.Event event = stream.nextEvent();
            assertThat(event.frame().task()).isEqualTo("{\"id\":2}");
            Topic.update(ada, "{\"id\":3}");
            Device back = devices.connect(Knock.byHeader(token).query("cursor", event.id()));
            assertThat(back.next("welcome").string("resume")).isEqualTo("resumed");
            assertThat(back.nextTask()).isEqualTo("{\"id\":3}");
            hasNothingElse(back, ada);
        }
    }

    @Test
    void aClientThatAcceptsBatchesGetsThemWithTheLastCursorAsId() throws Exception {
        String cursor = welcome(listen(Knock.byHeader(token))).cursor();
        Topic.updates(ada, 50).join();
        Listener stream = listen(Knock.byHeader(token).query("accept", "batch").query("cursor", cursor));
        assertThat(welcome(stream).string("resume")).isEqualTo("resumed");
        Listener.Event batch = stream.nextEvent();
        assertThat(batch.frame().type()).isEqualTo("batch");
        assertThat(batch.data()).endsWith("\"cursor\":\"" + batch.id() + "\"}]}");
    }

    @Test
    void aPlainEventSourceMayBringItsTokenInTheUrl() throws Exception {
        Listener stream = listen(Knock.byQuery(token));
        assertThat(welcome(stream).string("user")).isEqualTo(ada);
    }

    @Test
    void aTokenThatExpiresEndsItsStreamAfterAWarning() throws Exception {
        Listener stream = welcomed(Knock.byHeader(devices.tokens.of(ada, Duration.ofSeconds(10))));
        stream.next("auth_expiring");
        assertThat(stream.end()).isEqualTo("4001 token expired new-token");
    }

    @Test
    void aRevocationEndsTheStreamsOfThatUserAndRefusesOlderTokens() throws Exception {
        Listener mine = welcomed(Knock.byHeader(token));
        Listener other = welcomed(Knock.byHeader(devices.tokens.of(Devices.user("bob"))));
        Topic.publish("{\"event_type\":\"session.revoke\",\"user_id\":\"" + ada + "\",\"issued_before\":\""
                + Instant.now().plusSeconds(2) + "\"}");
        assertThat(mine.end()).isEqualTo("4003 token revoked stop");
        Listener refused = listen(Knock.byHeader(token));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.problem()).containsEntry("detail", "token revoked");
        other.close();
    }

    private Listener listen(Knock knock) throws Exception {
        Listener listener = Listener.of(GATEWAY, knock);
        listeners.add(listener);
        return listener;
    }

    private Listener welcomed(Knock knock) throws Exception {
        Listener listener = listen(knock);
        welcome(listener);
        return listener;
    }

    private static Frame welcome(Listener listener) throws InterruptedException {
        assertThat(listener.status()).isEqualTo(200);
        return listener.next("welcome");
    }
}
