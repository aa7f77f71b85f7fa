package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two replicas report which users are online. One replica is killed, one is rolled, and a device connects and
 * disconnects.
 */
@Scenario
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PresenceIT {
    private static final String TOPIC = "presence";
    private static final int PARTITIONS = 3;
    private static final Duration LEASE = Duration.ofSeconds(12);
    /** How long a user stays online after the last device has left. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, String> SETTINGS = Map.of(
            "TASKCAST_PRESENCE_TOPIC", TOPIC,
            "TASKCAST_PRESENCE_LEASE", LEASE.toSeconds() + "s",
            "TASKCAST_KAFKA_WATCH_INTERVAL", "200ms",
            "TASKCAST_DRAIN_ROTATION_TIME", "1s",
            "TASKCAST_DRAIN_TIME", "4s");

    private final Ring ring = Ring.get();
    private final Topics topics = new Topics(ring.broker().address());
    private final HttpClient http = HttpClient.newHttpClient();
    private final Replica stays = ring.replica("presence-1", SETTINGS).start();
    private final Replica goes = ring.replica("presence-2", SETTINGS).start();

    @AfterAll
    void stop() {
        stays.close();
        goes.close();
        topics.close();
    }

    /** One test, so that the two replicas start only once. */
    @Test
    void presenceStaysCorrectWhenReplicasAndDevicesFail() throws Exception {
        stays.awaitReady();
        assertThat(ask(stays, "ada").statusCode()).as("ready without the topic").isEqualTo(503);
        Device early = device(stays, "early");
        topics.create(TOPIC, PARTITIONS);
        Await.until(PATIENCE, () -> ask(stays, "ada").statusCode() == 200, "presence, after its topic was created");
        assertThat(stays.console()).contains("cleanup.policy=delete: users who stay online will be forgotten");
        topics.compact(TOPIC);
        Await.until(PATIENCE, () -> isOnline(stays, "early"), "the user who came before the topic to be online");
        early.close();
        goes.awaitReady();
        try (PresenceTopicReader reader = new PresenceTopicReader(ring.broker().address(), TOPIC, PARTITIONS)) {
            onlyPublishersAsk();
            aDeviceThatComesAndGoesIsOnlineAndDoesNotFloodTheTopic(reader);
            whatADeviceAcknowledgesIsToldOnEveryReplica();
            whoFollowsGoawayIsNeverOffline(reader);
            goes.start().awaitReady();
            aKilledReplicasUsersAreOfflineOnceItsLeaseEndsAndNotBefore(reader);
        }
    }

    private void onlyPublishersAsk() throws Exception {
        assertThat(stays.ask("/presence?user=ada", ring.tokens().of("ada")).statusCode())
                .isEqualTo(403);
        assertThat(stays.ask("/presence?user=ada", "no token").statusCode()).isEqualTo(401);
        assertThat(ask(stays, "").statusCode()).isEqualTo(400);
    }

    private void aDeviceThatComesAndGoesIsOnlineAndDoesNotFloodTheTopic(PresenceTopicReader reader) throws Exception {
        Device first = device(stays, "flapping");
        // A session that is shorter than a second may have no record.
        Await.until(PATIENCE, () -> isOnline(goes, "flapping"), "online");
        first.close();
        Instant away = Instant.now();
        Instant end = Instant.now().plusSeconds(8);
        int times = 0;
        while (Instant.now().isBefore(end)) {
            Device device = device(stays, "flapping");
            boolean online = isOnline(goes, "flapping");
            Duration late = Duration.between(away, Instant.now());
            assertThat(online || late.compareTo(LINGER) > 0)
                    .as("online after %s times, and %s", times, late)
                    .isTrue();
            device.close();
            away = Instant.now();
            times++;
        }
        List<ConsumerRecord<String, String>> records = reader.of("/flapping");
        long turns = 1
                + IntStream.range(1, records.size())
                        .filter(i ->
                                records.get(i).timestamp() - records.get(i - 1).timestamp() > 500)
                        .count();
        assertThat(turns).as("one record a second").isBetween(4L, 11L);
        assertThat(records).hasSizeLessThan(4 * (int) turns);
        assertThat(records).as("no record that removes the user").noneMatch(record -> record.value() == null);
        Await.until(PATIENCE, () -> !isOnline(goes, "flapping"), "offline");
        assertThat(body(goes, "flapping")).contains("\"last_seen\":");
        List<ConsumerRecord<String, String>> all = reader.of("/flapping");
        assertThat(sessions(all, "session.opened"))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(sessions(all, "session.closed"));
        assertThat(all.get(all.size() - 1).value())
                .as("compaction leaves nothing")
                .isNull();
        Ring.report("presence: a device that came and went " + times + " times made " + records.size() + " records in "
                + (records.get(records.size() - 1).timestamp() - records.get(0).timestamp()) + " ms");
    }

    private static List<String> sessions(List<ConsumerRecord<String, String>> records, String type) {
        return records.stream()
                .filter(record -> PresenceTopicReader.header(record, "ce_type").equals(type))
                .map(record -> PresenceTopicReader.header(record, "ce_session"))
                .toList();
    }

    private void whatADeviceAcknowledgesIsToldOnEveryReplica() throws Exception {
        Device device = device(stays, "reader");
        String cursor = device.cursor();
        device.socket
                .sendText("{\"type\":\"ack\",\"cursor\":\"" + cursor + "\"}", true)
                .join();
        Await.until(
                LEASE,
                () -> body(stays, "reader").contains(cursor)
                        && body(goes, "reader").contains(cursor),
                "the cursor that was acknowledged");
        device.close();
    }

    private void whoFollowsGoawayIsNeverOffline(PresenceTopicReader reader) throws Exception {
        Device moves = device(goes, "mover");
        Await.until(PATIENCE, () -> isOnline(stays, "mover"), "online");
        String before = reader.replicaOf("mover");
        CompletableFuture<Void> rolled = CompletableFuture.runAsync(() -> {
            try {
                goes.drain();
                goes.stop();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
        moves.asked.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        Device moved = device(stays, "mover");
        moves.close();
        int asked = 0;
        while (!rolled.isDone() || !body(stays, "mover").contains("\"devices\":1") || asked < 100) {
            assertThat(isOnline(stays, "mover")).isTrue();
            asked++;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        rolled.join();
        assertThat(List.of(before + "/mover", before))
                .allSatisfy(key -> assertThat(reader.of(key)).last().satisfies(record -> assertThat(record.value())
                        .isNull()));
        Await.until(
                LEASE,
                () -> body(stays, "mover").contains("\"replicas\":1"),
                "the end of the other replica to be known");
        moved.close();
        Ring.report("presence: a user who moved by goaway was asked for " + asked + " times, and online each time");
    }

    private void aKilledReplicasUsersAreOfflineOnceItsLeaseEndsAndNotBefore(PresenceTopicReader reader)
            throws Exception {
        device(goes, "ada");
        device(stays, "bob");
        Await.until(PATIENCE, () -> isOnline(stays, "ada") && isOnline(stays, "bob"), "both users to be online");
        assertThat(isOnline(goes, "ada")).as("on either replica").isTrue();
        String killed = reader.replicaOf("ada");
        goes.kill();
        Instant kill = Instant.now();
        Instant renewed = Instant.ofEpochMilli(reader.last(killed).timestamp());
        Await.until(PATIENCE, () -> !isOnline(stays, "ada"), "offline");
        Instant offline = Instant.now();
        assertThat(PresenceTopicReader.time(body(stays, "ada"), "as_of").orElseThrow())
                .isAfterOrEqualTo(renewed.plus(LEASE));
        assertThat(Duration.between(kill, offline)).isLessThan(LEASE.plusSeconds(10));
        assertThat(body(stays, "ada")).contains("\"last_seen\":", "\"replicas\":1");
        assertThat(isOnline(stays, "bob")).isTrue();
        Await.until(
                PATIENCE,
                () -> reader.of(killed).stream().anyMatch(record -> record.value() == null),
                "the records of the killed replica to be removed");
        assertThat(reader.of(killed + "/ada")).last().satisfies(record -> assertThat(record.value())
                .isNull());
        assertThat(stays.metric("taskcast_presence_leftovers_total")).isGreaterThanOrEqualTo(2);
        assertThat(isOnline(stays, "bob")).isTrue();
        Ring.report("presence: with a lease of " + LEASE.toSeconds() + " s a killed replica's user was offline after "
                + Duration.between(kill, offline).toMillis() + " ms");
    }

    private HttpResponse<String> ask(Replica replica, String user) throws Exception {
        return replica.ask("/presence?user=" + user, ring.tokens().withRole("backend", "publisher"));
    }

    private String body(Replica replica, String user) throws Exception {
        HttpResponse<String> answer = ask(replica, user);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private boolean isOnline(Replica replica, String user) throws Exception {
        return body(replica, user).contains("\"online\":true");
    }

    /** Connects a device of {@code user}, and waits for its welcome. */
    private Device device(Replica replica, String user) {
        return new Device(http, replica.socket().resolve("/ws"), ring.tokens().of(user));
    }

    private static final class Device implements WebSocket.Listener {
        private final CompletableFuture<String> welcomed = new CompletableFuture<>();
        private final CompletableFuture<Void> asked = new CompletableFuture<>();
        private final WebSocket socket;

        Device(HttpClient http, URI gateway, String token) {
            socket = http.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token)
                    .buildAsync(gateway, this)
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            welcomed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            if (part.toString().contains("\"welcome\"")) {
                welcomed.complete(part.toString());
            } else if (part.toString().contains("\"goaway\"")) {
                asked.complete(null);
            }
            from.request(1);
            return null;
        }

        /** The cursor in the welcome of the device. */
        String cursor() {
            String welcome = welcomed.join();
            int start = welcome.indexOf("\"cursor\":\"") + 10;
            return welcome.substring(start, welcome.indexOf('"', start));
        }

        void close() {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
    }
}
