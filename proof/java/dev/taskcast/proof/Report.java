package dev.taskcast.proof;

import dev.taskcast.reliability.Close;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The result of a run, as a page.
 *
 * @param took the time in which there were deliveries
 * @param languages the languages of our clients that were among the devices
 * @param trouble the error that stopped the run before its end; empty if there was no error
 * @param closes how connections ended that no device ended
 */
record Report(
        Instant date,
        Duration took,
        Options options,
        List<String> languages,
        List<Outcome> outcomes,
        Verdict verdict,
        String trouble,
        Map<Close, Long> closes) {
    private static final int LONGEST = 70;

    private static final String FAULTS = """

        ## Faults

        | fault | times | in pairs | events | deliveries | findings | worst recovery | worst delay |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        """;
    private static final String MEANING = """

        The numbers of events, deliveries and findings are those of all steps in which the fault struck. A *finding* is
        a violation of the promise that the oracle saw. *Recovery* is the time from the end of a step's faults until
        every device had the events that were published before that end. *Delay* is the longest time from a moment of a
        step until every device had the events published before that moment. Moments during the fault count too. A fault
        that kills a process ends when the process runs again.

        ## Findings

        """;
    private static final String STEPS = """

        ## Steps

        """;
    private static final String REPEAT = """

        ## How to repeat it

        ```sh
        %s
        ```

        The same seed gives the same faults in the same order, at the same places and for the same times. The machine
        decides what happens between them.
        """;

    /** Whether the promise was kept, each step ended in time, and no error stopped the run. */
    boolean isGood() {
        return verdict.isGood()
                && trouble.isEmpty()
                && outcomes.stream().allMatch(outcome -> outcome.recovery().isPresent());
    }

    /** One line for the console. */
    String summary() {
        return "seed " + options.seed() + ": the promise was " + (isGood() ? "kept" : "NOT kept") + "; "
                + verdict.delivered() + " deliveries in " + told(Optional.of(took)) + ", " + perSecond() + " a second; "
                + outcomes.size() + " steps";
    }

    private long perSecond() {
        return Math.round(verdict.delivered() * 1_000.0 / Math.max(1, took.toMillis()));
    }

    String text() {
        StringBuilder text = new StringBuilder("# What the proof showed\n\n")
                .append("This page is for readers who want to know what a run of `proof/run` has shown.\n\n");
        text.append(isGood() ? "The promise was kept.\n\n" : "**The promise was not kept.**\n\n");
        if (!trouble.isEmpty()) {
            text.append("The run stopped before its end: " + code(trouble) + "\n\n");
        }
        text.append("| what | |\n| --- | --- |\n");
        facts().forEach((name, value) -> text.append("| " + name + " | " + value + " |\n"));
        text.append(FAULTS);
        rows().forEach((fault, row) -> text.append("| " + fault.word() + row + "\n"));
        text.append(MEANING);
        text.append(verdicts());
        text.append(list("Ends of connections", "connections ended, but no device asked for that", ends()));
        text.append(list("Faults that did not strike", "faults had no turn", unstruck()));
        text.append(STEPS);
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome one = outcomes.get(i);
            text.append((i + 1) + ". Recovery " + told(one.recovery()) + ", delay " + told(Optional.of(one.delay()))
                    + ".\n");
            one.strikes().forEach(strike -> text.append("   " + code(strike) + "\n"));
            one.late().forEach(late -> text.append("   Late: " + code(late) + "\n"));
        }
        return text.append(REPEAT.formatted(options.command())).toString();
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").format(date.atOffset(ZoneOffset.UTC)));
        facts.put("seed", Long.toString(options.seed()));
        facts.put("Java", Runtime.version().toString());
        facts.put("Kafka", kafkaVersion() + ", " + Cluster.SIZE + " brokers");
        facts.put("gateways", World.GATEWAYS + ", Open Liberty " + libertyVersion());
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("devices", verdict.devices() + ", including one client for each of " + String.join(", ", languages));
        facts.put("time", told(Optional.of(took)));
        facts.put("deliveries", verdict.delivered() + ", " + perSecond() + " a second");
        facts.put("resets with a reason", Long.toString(verdict.pardoned()));
        facts.put("changes of a filter", Long.toString(verdict.changes()));
        facts.put("events in doubt", verdict.doubts() + " events without a name, whose publisher got no answer");
        return facts;
    }

    /** The text as code, because words of programs form no sentences. A text that is too long for a line is cut. */
    private static String code(Object thing) {
        String text = thing.toString();
        return "`" + (text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text) + "`";
    }

    private static String list(String heading, String meaning, List<String> items) {
        return items.isEmpty()
                ? ""
                : "\n## " + heading + "\n\nThese " + meaning + ".\n\n"
                        + items.stream().map(item -> "- " + item + "\n").collect(Collectors.joining());
    }

    private List<String> ends() {
        return closes.entrySet().stream()
                .map(close -> code(close.getKey()) + ": " + close.getValue())
                .toList();
    }

    private List<String> unstruck() {
        Set<Fault> left = EnumSet.allOf(Fault.class);
        outcomes.forEach(outcome -> outcome.strikes().forEach(strike -> left.remove(strike.fault())));
        return left.stream().map(fault -> code(fault.word())).toList();
    }

    private static String kafkaVersion() {
        return property(Report.class.getResourceAsStream("/kafka/kafka-version.properties"), "version");
    }

    private static String libertyVersion() {
        Path file = Path.of("target/liberty/wlp/lib/versions/openliberty.properties");
        try {
            return Files.exists(file)
                    ? property(Files.newInputStream(file), "com.ibm.websphere.productVersion")
                    : "unknown";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String property(InputStream opened, String name) {
        try (InputStream file = opened) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty(name);
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
            text.append("\nThese are the first findings of each kind:\n\n");
            text.append("| kind | device | event, reason or frame |\n| --- | --- | --- |\n");
            verdict.first()
                    .forEach(finding -> text.append(
                            "| " + finding.kind() + " | " + finding.device() + " | " + code(finding.what()) + " |\n"));
        }
        return text.toString();
    }
}
