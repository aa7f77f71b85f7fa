package dev.taskcast.edge;

import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** A frame of the server: its text, and its fields. */
record Frame(String text, Map<String, Object> fields) {
    static Frame read(String text) {
        try {
            return new Frame(text, JsonUtil.parseJson(text));
        } catch (JoseException invalid) {
            throw new AssertionError("Not a JSON object: " + text, invalid);
        }
    }

    String type() {
        return (String) fields.get("type");
    }

    /** The text of field {@code name}; null if the frame does not have it. */
    String string(String name) {
        return (String) fields.get(name);
    }

    String cursor() {
        return string("cursor");
    }

    /** The task of an event, character by character. */
    String task() {
        return text.substring(text.indexOf("\"task\":") + 7, text.lastIndexOf(",\"id\":"));
    }

    /** The digits in the task of an event whose task id is a number. */
    int number() {
        return Integer.parseInt(task().replaceAll("\\D", ""));
    }

    @Override
    public String toString() {
        return text;
    }
}
