package dev.taskcast.proof;

import dev.taskcast.reliability.Close;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a run has shown, as a page.
 *
 * @param languages of the clients of ours that were among the devices
 * @param closes how connections ended that the devices did not end
 */
record Report(
        Instant date,
        Options options,
        List<String> languages,
        List<Outcome> outcomes,
        Verdict verdict,
        Map<Close, Long> closes) {
    private static final String FAULTS = """

        ## Faults

        | fault | times | in pairs | events | deliveries | wrong | worst recovery | worst delay |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        """;
    private static final String MEANING = """

        Events, deliveries and what is wrong are those of all steps in which the fault struck. *Recovery* is the time
        from the end of a step's faults until every device had what was published before that end. *Delay* is the
        longest time until every device had what was published until some moment of the step, the fault itself included.
        A fault that kills ends when what it killed is there again.

        ## Verdicts

        """;
    private static final String REPEAT = """

        ## How to repeat it

        ```sh
        %s
        ```

        The seed gives the same faults in the same order, at the same places and for the same times. What happens
        between is up to the machine.
        """;

    /** Whether the promise was kept, and each step was over in time. */
    boolean isGood() {
        return verdict.isGood()
                && outcomes.stream().allMatch(outcome -> outcome.recovery().isPresent());
    }

    String text() {
        StringBuilder text = new StringBuilder("# The proof\n\n");
        text.append(isGood() ? "The promise was kept.\n\n" : "**The promise was not kept.**\n\n");
        text.append("| what | |\n| --- | --- |\n");
        facts().forEach((name, value) -> text.append("| " + name + " | " + value + " |\n"));
        text.append(FAULTS);
        rows().forEach((fault, row) -> text.append("| " + fault.word() + row + "\n"));
        text.append(MEANING);
        text.append(verdicts());
        text.append("\n## Steps\n\n");
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome one = outcomes.get(i);
            text.append((i + 1) + ". " + one.strikes() + ": recovery " + told(one.recovery())
                    + (one.late().isEmpty() ? "" : ", " + one.late()) + "\n");
        }
        return text.append(REPEAT.formatted(options.command())).toString();
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").format(date.atOffset(ZoneOffset.UTC)));
        facts.put("seed", Long.toString(options.seed()));
        facts.put("Java", Runtime.version().toString());
        facts.put("Kafka", kafkaVersion() + ", " + Cluster.SIZE + " brokers");
        facts.put("gateways", Integer.toString(World.GATEWAYS));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put(
                "devices", verdict.devices() + ", of them one each by our clients of " + String.join(", ", languages));
        facts.put("deliveries", Long.toString(verdict.delivered()));
        facts.put("resets with a reason", Long.toString(verdict.pardoned()));
        facts.put("events in doubt", verdict.doubts() + " that have no name and whose publisher got no answer");
        facts.put("closes", closes.toString());
        return facts;
    }

    private static String kafkaVersion() {
        try (InputStream file = Report.class.getResourceAsStream("/kafka/kafka-version.properties")) {
            Properties version = new Properties();
            version.load(file);
            return version.getProperty("version");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Map<Fault, String> rows() {
        Map<Fault, List<Outcome>> byFault = new TreeMap<>();
        outcomes.forEach(outcome -> outcome.strikes()
                .forEach(strike -> byFault.computeIfAbsent(strike.fault(), any -> new ArrayList<>())
                        .add(outcome)));
        Map<Fault, String> rows = new TreeMap<>();
        byFault.forEach((fault, all) -> rows.put(
                fault,
                " | " + all.size() + " | "
                        + all.stream().filter(one -> one.strikes().size() > 1).count() + " | "
                        + all.stream().mapToLong(Outcome::events).sum() + " | "
                        + all.stream().mapToLong(Outcome::deliveries).sum() + " | "
                        + all.stream().mapToLong(Outcome::wrong).sum() + " | " + worst(all) + " | "
                        + told(all.stream().map(Outcome::delay).max(Duration::compareTo)) + " |"));
        return rows;
    }

    private static String worst(List<Outcome> all) {
        return all.stream().anyMatch(one -> one.recovery().isEmpty())
                ? told(Optional.empty())
                : told(all.stream().map(one -> one.recovery().orElseThrow()).max(Duration::compareTo));
    }

    private static String told(Optional<Duration> time) {
        return time.map(it -> String.format(Locale.ROOT, "%.1f s", it.toMillis() / 1000.0))
                .orElse("**never**");
    }

    private String verdicts() {
        StringBuilder text = new StringBuilder("| kind | how often |\n| --- | --- |\n");
        for (Finding.Kind kind : Finding.Kind.values()) {
            text.append("| " + kind + " | " + verdict.counts().getOrDefault(kind, 0L) + " |\n");
        }
        if (!verdict.first().isEmpty()) {
            text.append("\nThe first of them:\n\n");
            verdict.first().forEach(finding -> text.append("- " + finding + "\n"));
        }
        return text.toString();
    }
}
