package dev.taskcast.tracing;

import dev.taskcast.events.SourceRecord;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Tracing that is off: every method does nothing. */
final class NoTracing implements Tracing, Tracing.Append {
    @Override
    public boolean isOn() {
        return false;
    }

    @Override
    public Map<String, String> headers(Function<String, Optional<String>> request) {
        return Map.of();
    }

    @Override
    public Append append(String topic, SourceRecord record) {
        return this;
    }

    @Override
    public void taken(Object taker, int partition, long offset) {
        // Nothing is traced.
    }

    @Override
    public void sent(Object taker, String session, boolean successful) {
        // Nothing is traced.
    }

    @Override
    public void appended() {
        // Nothing is traced.
    }

    @Override
    public void passed(String outcome) {
        // Nothing is traced.
    }

    @Override
    public void failed(String reason) {
        // Nothing is traced.
    }
}
