package dev.taskcast.bench;

/** A measured figure: a row of the result. */
enum Figure {
    CPU_WIDE("flat out, 10 000 users × 1 connection: µs of processor a delivery"),
    CPU_DEEP("flat out, 1 000 users × 10: µs of processor a delivery (an event: ten times that)"),
    CPU_BATCHES("the same, clients that accept batches: µs of processor a delivery"),
    CPU_1_000("1 000 deliveries/s, 10 000 × 1: µs of processor a delivery"),
    CPU_5_000("5 000 deliveries/s: µs of processor a delivery"),
    CPU_20_000("20 000 deliveries/s: µs of processor a delivery"),
    RATE_WIDE("deliveries/s, 10 000 × 1", true),
    RATE_DEEP("deliveries/s, 1 000 × 10", true),
    RATE_BATCHES("deliveries/s, the same with batches", true),
    BROADCAST("one event to 5 000 connections: ms to the last"),
    P50_1_000("1 000 deliveries/s: p50, ms"),
    P99_1_000("1 000 deliveries/s: p99, ms"),
    P50_5_000("5 000 deliveries/s: p50, ms"),
    P99_5_000("5 000 deliveries/s: p99, ms"),
    P50_20_000("20 000 deliveries/s: p50, ms"),
    P99_20_000("20 000 deliveries/s: p99, ms"),
    START("from the start of the process to ready: ms"),
    ACCEPTS_COLD("new authenticated connections/s, the first 5 000", true),
    ACCEPTS_WARM("new authenticated connections/s, after 20 000", true),
    FIRST_CPU("first minute at 5 000 deliveries/s: seconds of processor"),
    FIRST_P50("first minute, its first ten seconds: p50, ms"),
    FIRST_P99("first minute, its first ten seconds: p99, ms"),
    LAST_P50("first minute, its last ten seconds: p50, ms"),
    LAST_P99("first minute, its last ten seconds: p99, ms"),
    HEAP("live heap per idle connection, bytes"),
    RESIDENT("resident memory per idle connection, bytes"),
    ABSENT("records/s for users who are not there", true),
    IDLE("15 000 idle connections with heartbeats: % of a core"),
    IDLE_BURST("the same: most heartbeats in 100 ms over their mean"),
    SCALE("the devices of devices=, 5 000 records/s, half of them for these: cores in use"),
    RESUME("resume with 100 missed events: ms of the server's core"),
    CHURN("live heap after the churn over before");

    private final String title;
    private final boolean throughput;

    Figure(String title) {
        this(title, false);
    }

    Figure(String title, boolean throughput) {
        this.title = title;
        this.throughput = throughput;
    }

    String title() {
        return title;
    }

    /**
     * Whether it says how much a server does in a second. More is better then, and it counts only if the server's core
     * was busy. For all other figures, less is better.
     */
    boolean isThroughput() {
        return throughput;
    }
}
