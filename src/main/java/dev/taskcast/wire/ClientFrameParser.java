package dev.taskcast.wire;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads what clients send. Thread-safe.
 *
 * <p>Unknown fields are skipped, so that clients may be newer than the server. The length of a frame is
 * bounded before it comes here, and with it that of all it holds; its depth is bounded here.
 */
public final class ClientFrameParser {
    private final JsonFactory factory;
    private final ClientFrame tooDeep;

    /** A parser that refuses more than {@code maxDepth} nested objects and arrays; the frame itself is the first. */
    public ClientFrameParser(int maxDepth) {
        factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .build())
                .build();
        tooDeep = new ClientFrame.Invalid(
                ErrorCode.INVALID_JSON, "A frame is nested at most " + maxDepth + " levels deep");
    }

    /** The frame that {@code text} is; {@link ClientFrame.Invalid} when it is none of ours. */
    public ClientFrame read(String text) {
        ClientFields fields = new ClientFields();
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return notAnObject();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                fields.field(parser);
            }
            return parser.nextToken() == null ? fields.frame() : notAnObject();
        } catch (StreamConstraintsException beyond) {
            return tooDeep;
        } catch (JacksonException invalid) {
            return notAnObject();
        }
    }

    private static ClientFrame notAnObject() {
        return new ClientFrame.Invalid(ErrorCode.INVALID_JSON, "A frame is one JSON object");
    }
}
