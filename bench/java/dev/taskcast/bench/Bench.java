package dev.taskcast.bench;

import dev.taskcast.harness.KafkaBroker;
import dev.taskcast.harness.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.utils.Utils;

/**
 * Runs the benchmark: {@code bench/run help}.
 *
 * <p>In each round every contestant has one turn, one after the other. The order is reversed from round to round. Each
 * turn has a new server and an empty broker. The program expects to be pinned to a core that the servers do not use.
 */
public final class Bench {
    /** Kept in a field: a logger that nothing refers to loses its level. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private static final Path FOLDER = Path.of("target/bench");

    private final Options options;
    private final Results results = new Results();
    private final Tokens tokens = new Tokens();

    private Bench(Options options) {
        this.options = options;
    }

    /**
     * Runs the benchmark that {@code arguments} describe, and writes to {@code target/bench}. Exits with 1 if a
     * delivery was wrong.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.of(arguments);
        if (options.help()) {
            System.out.println(Options.HELP);
            return;
        }
        KAFKA.setLevel(Level.WARNING);
        Bench bench = new Bench(options);
        bench.run();
        System.exit(bench.results.anyWrong() ? 1 : 0);
    }

    private void run() throws IOException, InterruptedException {
        Report report = new Report(options, results, Machine.facts());
        List<Contestant> order = new ArrayList<>(Contestants.of(options));
        for (int round = 1; round <= options.rounds(); round++) {
            System.out.println("Round " + round);
            for (Contestant contestant : order) {
                turn(contestant, round);
            }
            Collections.reverse(order);
            System.out.println(report.write(FOLDER));
        }
    }

    private static Feed feed(Contestant contestant, KafkaBroker broker, int port) throws IOException {
        boolean floor = contestant.is(Contestant.Trait.SOCKETS) && !contestant.is(Contestant.Trait.KAFKA);
        return floor ? new FloorFeed(port) : new KafkaFeed(broker.address());
    }

    private void turn(Contestant contestant, int round) throws IOException, InterruptedException {
        String name = contestant.name();
        Path data = FOLDER.resolve("kafka").resolve(name + "-" + round + "-" + System.nanoTime());
        int port = Ports.free();
        try (KafkaBroker broker = KafkaFeed.readyForGroups(new KafkaBroker(Ports.free(), data).start());
                ServerProcess server = ServerProcess.start(contestant, options.cpu(), port, broker.address());
                Feed feed = feed(contestant, broker, port);
                Devices devices = new Devices(port, tokens, contestant.is(Contestant.Trait.STREAMS))) {
            results.describe(name, server.description());
            measure(new Run(server, broker, feed, devices, tokens, results, options, new AtomicBoolean()));
        } catch (AssertionError | IllegalStateException failed) {
            // The other figures are worth keeping; a gap in the table shows that this one is missing.
            String failure = name + " did not get through round " + round + ": " + failed;
            results.failure(failure);
            System.out.println(failure);
        } finally {
            // The data of all turns together would fill the disk.
            Utils.delete(data.toFile());
        }
    }

    private void measure(Run run) throws IOException, InterruptedException {
        Tally tally = run.devices().tally();
        String name = run.server().contestant().name();
        try {
            for (Measure measure : Measure.ALL) {
                if (options.wantsMeasure(measure.name()) && run.is(measure.needed())) {
                    measure.work().of(run);
                    if (tally.wrong() + tally.closes() > 0) {
                        System.out.printf(
                                "%s: WRONG after %s: %d deliveries, %d broken connections%n",
                                name, measure.name(), tally.wrong(), tally.closes());
                    }
                }
            }
        } finally {
            results.wrong(name, tally.wrong() + tally.closes());
        }
    }
}
