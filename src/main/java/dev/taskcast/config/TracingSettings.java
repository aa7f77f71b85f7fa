package dev.taskcast.config;

/**
 * How many traces are kept, if the server has OpenTelemetry and it is on.
 *
 * @param maxEvents how many events of sampled traces are remembered for their deliveries
 * @param maxDeliveries how many deliveries of one event have a span
 */
public record TracingSettings(int maxEvents, int maxDeliveries) {
    private static final int MOST = 100_000;

    /** The settings {@code taskcast.tracing.*}. */
    public static TracingSettings read(SettingValues settings) {
        return new TracingSettings(
                settings.count("taskcast.tracing.max-events", 1, MOST),
                settings.count("taskcast.tracing.max-deliveries", 0, MOST));
    }
}
