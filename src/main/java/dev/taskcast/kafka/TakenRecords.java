package dev.taskcast.kafka;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Records that were read, counted by form and by outcome, for metrics. Thread-safe. */
final class TakenRecords {
    private final Map<Form, Map<Outcome, LongAdder>> counts = new EnumMap<>(Form.class);

    /** The form of a record. */
    enum Form {
        PLAIN,
        CLOUDEVENT,
        /** The record was not parsed, or cannot be parsed. */
        UNKNOWN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The outcome of a record. */
    enum Outcome {
        APPENDED,
        COPY,
        REVOCATION,
        UNUSABLE;

        private final String word = name().toLowerCase(Locale.ROOT);

        String word() {
            return word;
        }
    }

    TakenRecords() {
        for (Form form : Form.values()) {
            Map<Outcome, LongAdder> ofForm = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                ofForm.put(outcome, new LongAdder());
            }
            counts.put(form, ofForm);
        }
    }

    void count(Form form, Outcome outcome) {
        counts.get(form).get(outcome).increment();
    }

    long total(Form form, Outcome outcome) {
        return counts.get(form).get(outcome).sum();
    }
}
