package dev.taskcast.bench;

/** What is measured: a column of the result. */
enum Figure {
    FAN_OUT_1("deliveries/s, 10 000 users × 1 connection", true),
    FAN_OUT_10("deliveries/s, 1 000 users × 10 connections", true),
    FAN_OUT_10_BATCH("the same, clients that accept batches", true),
    BROADCAST("one event to 5 000 connections: ms to the last", false),
    LATENCY_P50("latency at 5 000 deliveries/s, p50 ms", false),
    LATENCY_P99("latency at 5 000 deliveries/s, p99 ms", false),
    HEAP("live heap per idle connection, bytes", false),
    RESIDENT("resident memory per idle connection, bytes", false),
    ACCEPTS("new authenticated connections/s", true),
    ABSENT("records/s for users who are not there", true),
    IDLE("15 000 idle connections with heartbeats: % of a core", false),
    IDLE_BURST("the same: most heartbeats in 100 ms over their mean", false),
    RESUME("resume with 100 missed events: ms of the server's core", false),
    CHURN("live heap after the churn over before", false);

    private final String title;
    private final boolean throughput;

    Figure(String title, boolean throughput) {
        this.title = title;
        this.throughput = throughput;
    }

    String title() {
        return title;
    }

    /** Whether it says how much a server gets done, so that more is better, and its core should have been busy. */
    boolean isThroughput() {
        return throughput;
    }
}
