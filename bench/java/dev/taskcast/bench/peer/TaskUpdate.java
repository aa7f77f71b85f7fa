package dev.taskcast.bench.peer;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A record of the topic in the form that is sent: its user, or all users, and the text of its frame. */
record TaskUpdate(String user, boolean toAll, String frame) {
    private static final JsonFactory JSON = new JsonFactory();

    /** The update in {@code value}, if it is an event. The frame contains the task's text unchanged. */
    static Optional<TaskUpdate> of(byte[] value) {
        String event = null;
        String user = null;
        String task = null;
        boolean toAll = false;
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), value)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                switch (name) {
                    case "event_type" -> event = text(json, value);
                    case "user_id" -> user = json.getString();
                    case "audience" -> toAll = json.getString().equals("all");
                    case "task" -> task = text(json, value);
                    default -> json.skipChildren();
                }
            }
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
        if (event == null || task == null || (user == null && !toAll)) {
            return Optional.empty();
        }
        String frame = "{\"type\":\"task_update\",\"event\":" + event + ",\"task\":" + task + "}";
        return Optional.of(new TaskUpdate(user, toAll, frame));
    }

    /** The text of the JSON value at the position of {@code json}. */
    private static String text(JsonParser json, byte[] value) {
        int start = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        json.finishToken();
        int end = (int) json.currentLocation().getByteOffset();
        return new String(value, start, end - start, StandardCharsets.UTF_8);
    }
}
