package dev.taskcast.wire;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a {@code task_update} tells about its event besides the task.
 *
 * @param event the dotted event type
 * @param id the event's id
 * @param time when the event happened
 */
public record EventDetails(String event, String id, Instant time) {
    private static final JsonFactory JSON = new JsonFactory();

    /** The details in {@code frame}, whose fields after the task begin at index {@code start}. */
    static EventDetails of(String frame, int start) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), "{" + frame.substring(start))) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, parser.getString());
            }
        }
        String event = frame.substring(ServerFrames.EVENT_START, frame.indexOf('"', ServerFrames.EVENT_START));
        return new EventDetails(event, fields.get("id"), Instant.parse(fields.get("time")));
    }
}
