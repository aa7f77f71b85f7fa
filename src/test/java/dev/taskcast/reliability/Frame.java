package dev.taskcast.reliability;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The fields of the gateway's frames that a device reads. A field that the frame does not have is null. */
record Frame(
        String type,
        String cursor,
        String user,
        String taskId,
        String id,
        String resume,
        String reason,
        String delay,
        String code,
        String retryable) {
    private static final JsonFactory JSON = new JsonFactory();

    /** The frames in {@code text}: one frame, or the frames of a batch. */
    static List<Frame> read(String text) {
        List<Frame> frames = new ArrayList<>(1);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            object(parser, frames);
        }
        return frames;
    }

    /** Reads the object at which the parser is. If it is a batch, it reads its frames. */
    private static void object(JsonParser parser, List<Frame> frames) {
        Fields fields = new Fields();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_ARRAY && name.equals("frames")) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    object(parser, frames);
                }
            } else if (value == JsonToken.START_OBJECT && name.equals("task")) {
                fields.taskId = taskId(parser);
            } else {
                fields.set(name, parser.getString());
                parser.skipChildren();
            }
        }
        if (!"batch".equals(fields.type)) {
            frames.add(fields.frame());
        }
    }

    private static String taskId(JsonParser parser) {
        String id = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isId = parser.currentName().equals("id");
            parser.nextToken();
            if (isId) {
                id = parser.getString();
            }
            parser.skipChildren();
        }
        return id;
    }

    /** The fields in the order of arrival. */
    private static final class Fields {
        private String type;
        private String cursor;
        private String user;
        private String taskId;
        private String id;
        private String resume;
        private String reason;
        private String delay;
        private String code;
        private String retryable;

        void set(String name, String value) {
            switch (name) {
                case "type" -> type = value;
                case "cursor" -> cursor = value;
                case "user" -> user = value;
                case "id" -> id = value;
                case "resume" -> resume = value;
                case "reason" -> reason = value;
                case "reconnect_in_ms" -> delay = value;
                case "code" -> code = value;
                case "retryable" -> retryable = value;
                default -> {
                    // The test ignores this field.
                }
            }
        }

        Frame frame() {
            return new Frame(type, cursor, user, taskId, id, resume, reason, delay, code, retryable);
        }
    }
}
