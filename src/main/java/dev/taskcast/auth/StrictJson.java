package dev.taskcast.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Checks the JSON in one part of a token before it is used.
 *
 * <p>jose4j replaces bytes that are not UTF-8, so that two users could become one. It also reads more than RFC 8259
 * allows. A text that passes this check means the same to every reader. It is valid UTF-8 with one JSON object, and no
 * object has a name twice. Thread-safe.
 */
final class StrictJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private StrictJson() {}

    /** The text of {@code part}, which is base64url. */
    static String of(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            check(text);
            return text;
        } catch (CharacterCodingException | JacksonException | IllegalArgumentException malformed) {
            throw TokenFault.MALFORMED.exception();
        }
    }

    private static void check(String text) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw TokenFault.MALFORMED.exception();
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw TokenFault.MALFORMED.exception();
            }
        }
    }
}
