package dev.taskcast.wire;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Parses the frames that clients send. Thread-safe.
 *
 * <p>The parser skips unknown fields, so that a client may be newer than the server. The caller bounds the length of a
 * frame, and so the size of all its parts. The parser bounds the depth of nesting.
 */
public final class ClientFrameParser {
    private final JsonFactory factory;
    private final ClientFrame tooDeep;

    /**
     * Creates a parser that refuses more than {@code maxDepth} nested objects and arrays. The frame itself is the first
     * level.
     */
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

    /** Parses {@code text}; returns {@link ClientFrame.Invalid} if it is not a frame of this protocol. */
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
