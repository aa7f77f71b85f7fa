package dev.taskcast.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Writes down its calls. If it is off, any call but the question whether it is on fails. */
public final class FakeTracing implements Tracing, Tracing.Append {
    public final List<String> told = new ArrayList<>();
    private final boolean isOn;

    public FakeTracing(boolean isOn) {
        this.isOn = isOn;
    }

    private void tell(String what) {
        assertThat(isOn).as("tracing is off, and was told: " + what).isTrue();
        told.add(what);
    }

    @Override
    public boolean isOn() {
        return isOn;
    }

    @Override
    public Map<String, String> headers(Function<String, Optional<String>> request) {
        tell("request");
        return Map.of("traceparent", "of " + request.apply("traceparent").orElse("nobody"));
    }

    @Override
    public Append append(String topic, SourceRecord record) {
        tell("append " + topic + " " + record.offset());
        return this;
    }

    @Override
    public void taken(Object taker, int partition, long offset) {
        tell("taken " + partition + " " + offset);
    }

    @Override
    public void sent(Object taker, String session, boolean successful) {
        tell((successful ? "sent " : "not sent ") + session);
    }

    @Override
    public void appended() {
        tell("appended");
    }

    @Override
    public void passed(String outcome) {
        tell("passed " + outcome);
    }

    @Override
    public void failed(String reason) {
        tell("failed " + reason);
    }
}
