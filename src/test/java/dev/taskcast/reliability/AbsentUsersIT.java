package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests a replica whose producers use the user as the key. A user who returns misses no event, and gets no events of
 * other users.
 */
@Scenario
class AbsentUsersIT {
    private static final String TOPIC = "keyed";
    private static final String APPENDED = "taskcast_window_appended_total";
    private static final String UNUSABLE = "taskcast_unusable_records_total";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern NUMBER = Pattern.compile("\"task\":\\{\"id\":(\\d+)");
    private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]*)\"");
    private static final int MANY = 600;

    private final Ring ring = Ring.get();
    private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", ring.broker().address()), new StringSerializer(), new ByteArraySerializer());

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void aUserWhoWasAwayGetsEveryUsableEventOnceAndInOrder() throws Exception {
        try (Topics topics = new Topics(ring.broker().address())) {
            topics.create(TOPIC, 1);
        }
        Map<String, String> settings = Map.of("TASKCAST_KAFKA_TOPIC", TOPIC, "TASKCAST_KAFKA_KEYED_BY_USER", "true");
        try (Replica replica = ring.replica("keyed", settings).start().awaitReady()) {
            Tab before = new Tab(replica, "ada", "");
            String start = cursor(before.next());
            write("ada", plain("ada", 1));
            String first = before.next();
            assertThat(number(first)).isOne();
            before.leave();
            Await.until(PATIENCE, () -> replica.metric("taskcast_users") == 0, "no connected user");

            write("ada", plain("ada", 2));
            write("ada", "{\"event_type\":\"task.updated\",\"user_id\":\"ada\",");
            write("ada", cloudEvent("ada", 3));
            write("ada", cloudEvent("ada", 3));
            write("ada", plain("bob", 900));
            write("bob", plain("ada", 901));
            IntStream.range(4, MANY).forEach(number -> write("ada", plain("ada", number)));
            write(null, "{\"event_type\":\"task.updated\",\"audience\":\"all\",\"task\":{\"id\":" + MANY + "}}");
            producer.flush();
            // The window has all records except the copy and the records of the other user. The gateway does not know
            // yet that one record is malformed.
            Await.until(PATIENCE, () -> replica.metric(APPENDED) == MANY + 1, "all records in the window");
            assertThat(replica.metric(UNUSABLE)).isEqualTo(2);

            Tab back = new Tab(replica, "ada", cursor(first));
            assertThat(back.next()).contains("\"resume\":\"resumed\"");
            assertThat(back.numbers(MANY - 1)).containsExactlyElementsOf(numbers(2, MANY));
            Tab bob = new Tab(replica, "bob", start);
            assertThat(bob.next()).contains("\"resume\":\"resumed\"");
            assertThat(number(bob.next())).isEqualTo(MANY);
            assertThat(replica.metric(UNUSABLE)).isEqualTo(3);
            assertThat(replica.console()).contains("WRONG_KEY (key: ");

            write(null, "{\"event_type\":\"task.updated\",\"audience\":\"all\",\"task\":{\"id\":1000}}");
            assertThat(number(back.next())).as("no other event came").isEqualTo(1000);
            assertThat(number(bob.next())).as("no other event came").isEqualTo(1000);
        }
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    private static String plain(String user, int number) {
        return "{\"event_type\":\"task.updated\",\"user_id\":\"" + user + "\",\"task\":{\"id\":" + number + "}}";
    }

    private static String cloudEvent(String user, int number) {
        return "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"/t\",\"type\":\"task.updated\",\"taskcastuser\":\""
                + user + "\",\"data\":{\"id\":" + number + "}}";
    }

    private void write(String key, String value) {
        producer.send(new ProducerRecord<>(TOPIC, key, value.getBytes(StandardCharsets.UTF_8)));
    }

    private static int number(String frame) {
        return Integer.parseInt(found(NUMBER, frame));
    }

    private static String cursor(String frame) {
        return found(CURSOR, frame);
    }

    private static String found(Pattern pattern, String frame) {
        Matcher matcher = pattern.matcher(frame);
        assertThat(matcher.find()).as(frame).isTrue();
        return matcher.group(1);
    }

    /** One device, which keeps all frames that it receives. */
    private final class Tab implements WebSocket.Listener {
        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final StringBuilder frame = new StringBuilder();
        private final WebSocket socket;

        /** Connects {@code user}, who resumes after {@code cursor} unless it is empty. */
        Tab(Replica replica, String user, String cursor) {
            String query = cursor.isEmpty() ? "" : "?cursor=" + cursor;
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .header("Authorization", "Bearer " + ring.tokens().of(user))
                    .buildAsync(replica.socket().resolve("/ws" + query), this)
                    .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            frame.append(part);
            if (last) {
                if (!frame.toString().contains("\"heartbeat\"")) {
                    frames.add(frame.toString());
                }
                frame.setLength(0);
            }
            from.request(1);
            return null;
        }

        String next() throws InterruptedException {
            String next = frames.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("a frame").isNotNull();
            return next;
        }

        List<Integer> numbers(int count) throws InterruptedException {
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                numbers.add(number(next()));
            }
            return numbers;
        }

        void leave() {
            socket.abort();
        }
    }
}
