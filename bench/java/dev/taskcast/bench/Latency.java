package dev.taskcast.bench;

import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** How late events are that come at a fixed rate, counted from when each was due. */
final class Latency {
    /** Events per second, one for each of as many users; the other half of the devices gets heartbeats only. */
    private static final int RATE = 5_000;

    private static final Duration WARM_UP = Duration.ofSeconds(8);
    /** One round of heartbeats and a bit. */
    private static final Duration TIME = Duration.ofSeconds(26);

    private Latency() {}

    static void ofDevices(Run run) throws IOException, InterruptedException {
        run.devices(Throughput.WIDE);
        run.paced(RATE, RATE, WARM_UP);
        run.devices().tally().startTiming();
        Histogram[] micros = new Histogram[1];
        run.read(Figure.LATENCY_P50, () -> {
            run.paced(RATE, RATE, TIME);
            micros[0] = run.devices().tally().stopTiming();
            return micros[0].getValueAtPercentile(50) / 1e3;
        });
        run.read(Figure.LATENCY_P99, () -> micros[0].getValueAtPercentile(99) / 1e3);
    }

    static void ofConsumer(Run run) throws IOException, InterruptedException {
        run.paced(RATE, RATE, WARM_UP);
        run.server().ask();
        String[][] micros = new String[1][];
        run.read(Figure.LATENCY_P50, () -> {
            run.paced(RATE, RATE, TIME);
            micros[0] = run.server().ask().split(" ");
            return Long.parseLong(micros[0][0]) / 1e3;
        });
        run.read(Figure.LATENCY_P99, () -> Long.parseLong(micros[0][1]) / 1e3);
    }
}
