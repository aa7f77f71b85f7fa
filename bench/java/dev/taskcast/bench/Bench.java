package dev.taskcast.bench;

import dev.taskcast.harness.KafkaBroker;
import dev.taskcast.harness.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs the benchmark: {@code bench/run --help}.
 *
 * <p>In each round every contestant has its turn, one at a time, in one order and then in the other; each turn has a new
 * server and a broker without a past. Expects to be pinned to a core that is not the servers'.
 */
public final class Bench {
    /** Held, so that its level is not forgotten. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private final Options options;
    private final Results results = new Results();
    private final Tokens tokens = new Tokens();

    private Bench(Options options) {
        this.options = options;
    }

    /** Runs what {@code arguments} say, and writes {@code target/bench/results.json} and {@code results.md}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.of(arguments);
        if (options.help()) {
            System.out.println(Options.HELP);
            return;
        }
        KAFKA.setLevel(Level.WARNING);
        Bench bench = new Bench(options);
        bench.run();
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        List<Contestant> all = Contestants.all();
        options.check(all.stream().map(Contestant::name).toList());
        List<Contestant> order = new ArrayList<>(all.stream()
                .filter(it -> options.servers().isEmpty() || options.servers().contains(it.name()))
                .toList());
        for (int round = 1; round <= options.rounds(); round++) {
            System.out.println("Round " + round);
            for (Contestant contestant : order) {
                turn(contestant, round);
            }
            Collections.reverse(order);
            new Report(options, results).write(Path.of("target/bench"));
        }
    }

    private static Feed feed(Contestant contestant, KafkaBroker broker, int port) throws IOException {
        return contestant.name().equals("floor") ? new FloorFeed(port) : new KafkaFeed(broker.address());
    }

    private void turn(Contestant contestant, int round) throws IOException, InterruptedException {
        Path data = Path.of("target/bench/kafka").resolve(contestant.name() + "-" + round + "-" + System.nanoTime());
        int port = Ports.free();
        try (KafkaBroker broker = KafkaFeed.readyForGroups(new KafkaBroker(Ports.free(), data).start());
                ServerProcess server = ServerProcess.start(contestant, options.cpu(), port, broker.address());
                Feed feed = feed(contestant, broker, port);
                Devices devices = new Devices(port, tokens, contestant.is(Contestant.Trait.STREAMS))) {
            Run run = new Run(server, feed, devices, tokens, results, options);
            for (Measure measure : Measure.ALL) {
                boolean wanted =
                        options.measures().isEmpty() || options.measures().contains(measure.name());
                if (wanted && contestant.is(measure.needed())) {
                    measure.work().of(run);
                }
            }
        } catch (AssertionError | IllegalStateException failed) {
            // The others' figures are worth having; the table shows by its gap that this one is missing.
            System.out.println(contestant.name() + " did not get through round " + round + ": " + failed);
        }
    }
}
