package dev.taskcast.proof;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options of the command line.
 *
 * @param faults the faults that can strike
 * @param users the number of users; each has one device that narrows, and others
 * @param devices the number of devices of each user that take everything
 * @param rate events per second of all publishers together
 * @param broken whether devices throw their cursors away, so that the oracle must report losses
 * @param report the file to which the report is written
 */
record Options(
        long seed, Duration time, Set<Fault> faults, int users, int devices, int rate, boolean broken, String report) {
    static final String HELP = "proof/run [--seed N] [--minutes M] [--faults one,other|all] [--users N] [--devices N]"
            + " [--rate N] [--resume right|broken] [--report FILE]\n\nFaults: "
            + Stream.of(Fault.values()).map(Fault::word).collect(Collectors.joining(" "));

    private static final Map<String, String> DEFAULTS = Map.of(
            "--seed", "1",
            "--minutes", "10",
            "--faults", "all",
            "--users", "60",
            "--devices", "2",
            "--rate", "500",
            "--resume", "right",
            "--report", "target/proof/proof.md");

    /** Reads pairs of a name and a value. */
    static Options of(String... arguments) {
        Map<String, String> given = new HashMap<>(DEFAULTS);
        for (int i = 0; i < arguments.length; i += 2) {
            if (!DEFAULTS.containsKey(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException(HELP);
            }
            given.put(arguments[i], arguments[i + 1]);
        }
        return new Options(
                Long.parseLong(given.get("--seed")),
                Duration.ofMillis((long) (Double.parseDouble(given.get("--minutes")) * 60_000)),
                faults(given.get("--faults")),
                Integer.parseInt(given.get("--users")),
                Integer.parseInt(given.get("--devices")),
                Integer.parseInt(given.get("--rate")),
                given.get("--resume").equals("broken"),
                given.get("--report"));
    }

    private static Set<Fault> faults(String words) {
        return words.equals("all")
                ? possible()
                : List.of(words.split(",")).stream()
                        .map(Fault::of)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Fault.class)));
    }

    /** The faults that this machine can inject. */
    private static Set<Fault> possible() {
        Set<Fault> possible = EnumSet.allOf(Fault.class);
        if (!Clock.canStep()) {
            possible.removeAll(Set.of(Fault.CLOCK_OF_GATEWAY, Fault.CLOCK_OF_CLIENTS));
        }
        return possible;
    }

    /** The time that devices have to catch up. It is short if they must lose events, because these never come. */
    Duration patience() {
        return broken ? Duration.ofSeconds(15) : Duration.ofMinutes(3);
    }

    /** The command that repeats the run. */
    String command() {
        return "proof/run --seed " + seed + " --minutes " + time.toMillis() / 60_000.0 + " --faults "
                + faults.stream().map(Fault::word).collect(Collectors.joining(",")) + " --users " + users
                + " --devices "
                + devices + " --rate " + rate + (broken ? " --resume broken" : "");
    }
}
