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

/** The JSON of an answer, while it is being written, one member after the other. */
final class Document {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;

    private Document(JsonGenerator json) {
        this.json = json;
    }

    /** An answer of this replica, with what {@code members} writes. */
    static String of(Consumer<Document> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            generator.writeStartObject();
            members.accept(new Document(generator).text("replica", ThisReplica.NAME));
            generator.writeEndObject();
        }
        return text.toString();
    }

    Document text(String name, String value) {
        json.writeStringProperty(name, value);
        return this;
    }

    /** A text, or {@code null} if there is none. */
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

    /** A time, as RFC 3339 has it, in milliseconds. */
    Document time(String name, Instant value) {
        return text(name, value.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /** A time, or {@code null} if it is not known. */
    Document time(String name, Optional<Instant> value) {
        return text(name, value.map(its -> its.truncatedTo(ChronoUnit.MILLIS).toString()));
    }

    Document texts(String name, Collection<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
        return this;
    }

    /** An object, with what {@code members} writes. */
    <T> Document object(String name, T value, BiConsumer<Document, T> members) {
        json.writeObjectPropertyStart(name);
        members.accept(this, value);
        json.writeEndObject();
        return this;
    }

    /** An array of objects, each with what {@code members} writes. */
    <T> Document objects(String name, Collection<T> values, BiConsumer<Document, T> members) {
        json.writeArrayPropertyStart(name);
        for (T value : values) {
            json.writeStartObject();
            members.accept(this, value);
            json.writeEndObject();
        }
        json.writeEndArray();
        return this;
    }
}
