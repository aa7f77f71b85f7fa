package dev.taskcast.demo;

import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.Publisher;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.ServiceUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Publishes as a backend would: plain JSON, keyed by user. */
@Singleton
final class DemoEvents {
    private static final long RETRY_SECONDS = 5;

    private final Publisher publisher;

    @Inject
    DemoEvents(Publisher publisher) {
        this.publisher = publisher;
    }

    /**
     * Returns when Kafka has acknowledged all records.
     *
     * @throws ServiceUnavailableException (503) if Kafka did not
     */
    void publish(String event, String user, List<JsonObject> tasks) {
        List<OutgoingRecord> records =
                tasks.stream().map(task -> record(event, user, task)).toList();
        try {
            publisher.publish(records).toCompletableFuture().join();
        } catch (CompletionException kafkaIsAway) {
            throw new ServiceUnavailableException(
                    "Kafka did not accept the event: does the broker run?", RETRY_SECONDS, kafkaIsAway);
        }
    }

    private static OutgoingRecord record(String event, String user, JsonObject task) {
        String value = Json.createObjectBuilder()
                .add("event_type", event)
                .add("user_id", user)
                .add("task", task)
                .build()
                .toString();
        return new OutgoingRecord(Optional.of(user), value.getBytes(StandardCharsets.UTF_8), Map.of());
    }
}
