package dev.taskcast.ingest;

import dev.taskcast.events.RawJson;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.wire.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event that was submitted, in the form in which it will be written.
 *
 * @param value the record's value
 * @param headers the record's headers
 */
record Submission(byte[] value, Map<String, String> headers) {
    static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String CONTENT_TYPE = "content-type";

    /**
     * The events in {@code message}, at most {@code max}: a structured CloudEvent, a batch, a binary CloudEvent, or
     * plain JSON. The content type and the headers tell which it is.
     */
    static List<Submission> of(HttpMessage message, int max) throws UnusableRecordException {
        if (message.isEncoded()) {
            throw ProblemException.encoded();
        }
        String type = message.mediaType();
        if (!isJson(type) || message.isOtherThanUtf8()) {
            throw ProblemException.unsupported("Content-Type: send application/json, " + STRUCTURED + " or " + BATCH
                    + ", in UTF-8; a binary CloudEvent has JSON data");
        }
        if (type.equals(BATCH)) {
            return RawJson.elements(message.body(), max).stream()
                    .map(Submission::structured)
                    .toList();
        }
        if (type.equals(STRUCTURED)) {
            return List.of(structured(message.body()));
        }
        return List.of(BinaryAttributes.areIn(message) ? binary(message) : plain(message.body()));
    }

    /** This event with the headers {@code further} in addition. */
    Submission with(Map<String, String> further) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(further);
        return new Submission(value, all);
    }

    static Submission structured(byte[] event) {
        return new Submission(event, Map.of(CONTENT_TYPE, STRUCTURED));
    }

    static Submission binary(HttpMessage message) throws UnusableRecordException {
        Map<String, String> headers = new HashMap<>(BinaryAttributes.of(message));
        headers.put(CONTENT_TYPE, "application/json");
        return new Submission(message.body(), headers);
    }

    static Submission plain(byte[] event) {
        return new Submission(event, Map.of());
    }

    /** This event in the form in which the reader would get it, with {@code timestamp}. */
    SourceRecord asRead(long timestamp) {
        return new SourceRecord(0, 0, timestamp, value, name -> Optional.ofNullable(headers.get(name))
                .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean isJson(String type) {
        return type.equals("application/json") || type.endsWith("+json");
    }
}
