package dev.taskcast.harness;

/** What a developer sees once everything is up: where things are, and how to publish the first event. */
record Welcome(int port, String brokers, boolean secretGiven) {
    private static final String EVENT =
            "{\"event_type\":\"task.created\",\"user_id\":\"ada\",\"task\":{\"id\":\"1\",\"title\":\"From Kafka\"}}";

    String text() {
        return """

              Taskcast is up, in development mode. Ctrl-C ends it.

              Page       http://localhost:%1$d
              WebSocket  ws://localhost:%1$d/ws?token=…
              Kafka      %2$s, topic task-updates
              Secret     %3$s

              Publish an event, by HTTP or with kcat:
              curl -X POST http://localhost:%1$d/dev/tasks -H 'Content-Type: application/json' \
            -d '{"user":"ada","title":"Buy milk"}'
              echo '%4$s' | kcat -P -b %2$s -t task-updates
            """.formatted(port, brokers, secret(), EVENT);
    }

    private String secret() {
        return secretGiven ? "yours, from BETTER_AUTH_SECRET" : "made for this run (BETTER_AUTH_SECRET is not set)";
    }
}
