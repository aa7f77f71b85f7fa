package dev.taskcast.documents;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The structure of a frame's JSON text. */
final class GoldenFrame {
    private GoldenFrame() {}

    static String type(String frame) {
        return frame.replaceAll("(?s)^\\{\"type\":\"(\\w+)\".*", "$1");
    }

    /** The names of its own fields except {@code type}, without those of nested objects. */
    static List<String> fields(String frame) {
        List<String> fields = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), frame)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                if (!parser.currentName().equals("type")) {
                    fields.add(parser.currentName());
                }
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return fields;
    }
}
