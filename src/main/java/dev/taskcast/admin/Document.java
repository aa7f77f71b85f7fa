package dev.taskcast.admin;

import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes the JSON of an answer, one member after the other. Lists end when the answer has {@value #MOST} characters, so
 * its size is bounded.
 */
final class Document {
    private static final JsonFactory JSON = new JsonFactory();

    /** The limit in characters. The members after the lists, and the list element at the limit, may exceed it. */
    static final int MOST = 1 << 20;

    private final StringWriter text;
    private final JsonGenerator json;
    private boolean leftOut;

    private Document(StringWriter text, JsonGenerator json) {
        this.text = text;
        this.json = json;
    }

    /** An answer of this replica, with the members that {@code members} writes. */
    static String of(Consumer<Document> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            generator.writeStartObject();
            members.accept(new Document(text, generator).text("replica", ThisReplica.NAME));
            generator.writeEndObject();
        }
        return text.toString();
    }

    Document text(String name, String value) {
        json.writeStringProperty(name, value);
        return this;
    }

    /** Writes a text, or {@code null} if it is empty. */
    Document text(String name, Optional<String> value) {
        value.ifPresentOrElse(its -> json.writeStringProperty(name, its), () -> json.writeNullProperty(name));
        return this;
    }

    Document number(String name, long value) {
        json.writeNumberProperty(name, value);
        return this;
    }

    Document flag(String name, boolean value) {
        json.writeBooleanProperty(name, value);
        return this;
    }

    /** Writes a time in the format of RFC 3339, with milliseconds. */
    Document time(String name, Instant value) {
        return text(name, value.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /** Writes a time, or {@code null} if it is unknown. */
    Document time(String name, Optional<Instant> value) {
        return text(name, value.map(its -> its.truncatedTo(ChronoUnit.MILLIS).toString()));
    }

    Document texts(String name, Collection<String> values) {
        return array(name, values, json::writeString);
    }

    /** Writes an object, with the members that {@code members} writes. */
    <T> Document object(String name, T value, BiConsumer<Document, T> members) {
        json.writeObjectPropertyStart(name);
        members.accept(this, value);
        json.writeEndObject();
        return this;
    }

    /** Writes an array of objects, each with the members that {@code members} writes. */
    <T> Document objects(String name, Collection<T> values, BiConsumer<Document, T> members) {
        return array(name, values, value -> {
            json.writeStartObject();
            members.accept(this, value);
            json.writeEndObject();
        });
    }

    private <T> Document array(String name, Collection<T> values, Consumer<T> write) {
        json.writeArrayPropertyStart(name);
        for (T value : values) {
            if (!hasRoom()) {
                leftOut = true;
                break;
            }
            write.accept(value);
        }
        json.writeEndArray();
        return this;
    }

    private boolean hasRoom() {
        json.flush();
        return text.getBuffer().length() < MOST;
    }

    /**
     * Writes whether list elements are missing: this answer has no room for them, or the data lack them
     * ({@code elsewhere}).
     */
    Document truncated(boolean elsewhere) {
        return flag("truncated", leftOut || elsewhere);
    }
}
