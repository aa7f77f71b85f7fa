package dev.taskcast.harness;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text for a developer once everything runs: the addresses, and how to publish the first event. */
record Welcome(int port, String brokers, String topic, boolean secretGiven) {
    private static final Pattern PROPERTY = Pattern.compile("-Dtaskcast\\.kafka\\.topic=(\\S+)");
    private static final String EVENT =
            "{\"event_type\":\"task.created\",\"user_id\":\"ada\",\"task\":{\"id\":\"1\",\"title\":\"From Kafka\"}}";

    String text() {
        return """

              Taskcast is up, in development mode. Ctrl-C ends it.

              Page       http://localhost:%1$d
              WebSocket  ws://localhost:%1$d/ws?token=…
              Kafka      %2$s, topic %5$s
              Secret     %3$s

              Publish an event, by HTTP or with kcat:
              curl -X POST http://localhost:%1$d/dev/tasks -H 'Content-Type: application/json' \
            -d '{"user":"ada","title":"Buy milk"}'
              echo '%4$s' | kcat -P -b %2$s -t %5$s
            """.formatted(port, brokers, secret(), EVENT, topic);
    }

    /** The topic that a gateway with {@code environment} reads; a system property takes precedence over a variable. */
    static String topic(Map<String, String> environment) {
        Matcher property = PROPERTY.matcher(environment.getOrDefault("JVM_ARGS", ""));
        if (property.find()) {
            return property.group(1);
        }
        String variable = environment.getOrDefault("TASKCAST_KAFKA_TOPIC", "").strip();
        return variable.isEmpty() ? "task-updates" : variable;
    }

    private String secret() {
        return secretGiven ? "yours, from BETTER_AUTH_SECRET" : "made for this run (BETTER_AUTH_SECRET is not set)";
    }
}
