package dev.taskcast.proof;

import dev.taskcast.harness.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.utils.Utils;

/** Runs the proof: {@code proof/run}. One run has one world, one oracle, and the faults that follow from its seed. */
public final class Proof {
    /** This reference keeps the logger. Without it, the logger and its level could be lost. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private static final Path FOLDER = Path.of("target/proof");

    private Proof() {}

    /** Runs the proof with {@code arguments}. The process ends with 1 if the promise was not kept. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        if (arguments.length > 0 && arguments[0].equals("help")) {
            System.out.println(Options.HELP);
            return;
        }
        KAFKA.setLevel(Level.SEVERE);
        Options options = Options.of(arguments);
        Report report = run(options);
        Path file = Path.of(options.report());
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, report.text());
        System.out.println(report.text());
        System.out.println(report.summary());
        System.exit(report.isGood() ? 0 : 1);
    }

    /** Does a whole run. The files of the brokers stay only if the promise was not kept. */
    static Report run(Options options) throws IOException, InterruptedException, ExecutionException {
        Instant date = Instant.now();
        Path folder = FOLDER.resolve(Long.toString(date.toEpochMilli()));
        Report report;
        try (World world = new World(folder, options)) {
            say(world.oracle().devices() + " devices are connected, including clients for " + world.languages());
            long begin = System.nanoTime();
            List<Outcome> outcomes = new ArrayList<>();
            String trouble = strike(world, options, outcomes);
            report = new Report(
                    date,
                    Duration.ofNanos(System.nanoTime() - begin),
                    options,
                    world.languages(),
                    outcomes,
                    world.oracle().judge(),
                    trouble,
                    world.fleet().closes());
        }
        if (report.isGood()) {
            Utils.delete(folder.toFile());
        } else {
            say("The files of the brokers are in " + folder + ". The logs of the gateways are in target/gateways.");
        }
        return report;
    }

    /**
     * Runs one step after the other, then waits until all devices have all events. It waits also after an error stopped
     * the run, because events that are under way are not lost. It returns that error.
     */
    private static String strike(World world, Options options, List<Outcome> outcomes) throws InterruptedException {
        Schedule schedule = new Schedule(options.seed(), options.faults(), World.GATEWAYS, Cluster.SIZE);
        int told = 0;
        String trouble = "";
        long end = System.nanoTime() + options.time().toNanos();
        try {
            while (System.nanoTime() < end && schedule.hasNext()) {
                List<Strike> strikes = schedule.next();
                say(strikes.toString());
                Outcome outcome = new Step(world, strikes).run(options.patience());
                say("  " + outcome);
                world.oracle().first().stream().skip(told).forEach(finding -> say("  " + finding));
                told = world.oracle().first().size();
                outcomes.add(outcome);
            }
        } catch (ExecutionException | RuntimeException | AssertionError failed) {
            trouble = trouble(failed);
        }
        try {
            world.hold();
        } catch (RuntimeException | AssertionError failed) {
            trouble += trouble(failed);
        }
        Map<String, Integer> sent = world.oracle().ledger().sent();
        try {
            Await.until(options.patience(), () -> world.oracle().behind(sent) == 0, "all events at all devices");
        } catch (AssertionError late) {
            say(late.getMessage());
        }
        return trouble;
    }

    private static String trouble(Throwable failed) {
        failed.printStackTrace();
        return String.valueOf(failed.getMessage());
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
