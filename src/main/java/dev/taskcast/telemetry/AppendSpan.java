package dev.taskcast.telemetry;

import dev.taskcast.tracing.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/**
 * The span of an append.
 *
 * @param span the span
 * @param forget runs if nothing is to be delivered
 */
record AppendSpan(Span span, Runnable forget) implements Tracing.Append {
    private static final String OUTCOME = "taskcast.outcome";

    @Override
    public void appended() {
        span.setAttribute(OUTCOME, "appended");
        span.end();
    }

    @Override
    public void passed(String outcome) {
        forget.run();
        span.setAttribute(OUTCOME, outcome);
        span.end();
    }

    @Override
    public void failed(String reason) {
        forget.run();
        span.setAttribute("error.type", reason);
        span.setStatus(StatusCode.ERROR);
        span.end();
    }
}
