package dev.taskcast.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All figures as a Markdown table: medians, and in our columns the ratios to the others on the same Java. */
final class Table {
    private static final String OURS = "taskcast";

    private final Results results;
    private final Set<String> names;

    Table(Results results) {
        this.results = results;
        this.names = results.contestants();
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("| measure | " + String.join(" | ", names) + " |");
        lines.add("| --- |" + " --- |".repeat(names.size()));
        for (Figure figure : Figure.values()) {
            if (!results.of(figure).isEmpty()) {
                lines.add(names.stream()
                        .map(name -> cell(figure, name))
                        .collect(Collectors.joining(" | ", "| " + figure.title() + " | ", " |")));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private String cell(Figure figure, String name) {
        Map<String, List<Reading>> all = results.of(figure);
        List<Reading> own = all.getOrDefault(name, List.of());
        Stream<String> ratios = names.stream()
                .filter(other -> isCompared(name, other))
                .flatMap(other -> ratio(figure, own, all.getOrDefault(other, List.of())).stream()
                        .map(ratio -> ratio + " × " + other.replaceAll("@.*", "")));
        return Stream.concat(value(figure, own).stream(), ratios).collect(Collectors.joining("; "));
    }

    /**
     * Our server is compared with all others on the same Java. Two of ours are compared only to show the effect of a
     * variant.
     */
    private static boolean isCompared(String name, String other) {
        return name.startsWith(OURS)
                && !name.equals(other)
                && (java(other).equals(java(name)) || java(other).isEmpty())
                && (!other.startsWith(OURS) || other.replaceAll("@.*", "").equals(OURS));
    }

    private static String java(String name) {
        return name.contains("@") ? name.substring(name.indexOf('@')) : "";
    }

    /**
     * The median, with minimum and maximum if there are several. For a throughput that the server did not limit, also
     * what limited it.
     */
    static List<String> value(Figure figure, List<Reading> readings) {
        if (readings.isEmpty()) {
            return List.of();
        }
        if (!counts(figure, readings)) {
            return readings.stream()
                    .map(Reading::usage)
                    .filter(usage -> !usage.serverIsLimit())
                    .limit(1)
                    .map(usage -> "not shown, the limit was " + usage.limit())
                    .toList();
        }
        String median = number(median(readings));
        double[] sorted = sorted(readings);
        return List.of(
                sorted.length == 1
                        ? median
                        : "%s (%s to %s)".formatted(median, number(sorted[0]), number(sorted[sorted.length - 1])));
    }

    /** Our value divided by theirs. Empty if one of them is a throughput that the server did not limit. */
    static List<String> ratio(Figure figure, List<Reading> ours, List<Reading> theirs) {
        if (ours.isEmpty() || theirs.isEmpty() || !counts(figure, ours) || !counts(figure, theirs)) {
            return List.of();
        }
        double ratio = median(ours) / median(theirs);
        return Double.isFinite(ratio) ? List.of("%.2f".formatted(ratio)) : List.of();
    }

    private static boolean counts(Figure figure, List<Reading> readings) {
        return !figure.isThroughput()
                || readings.stream().allMatch(it -> it.usage().serverIsLimit());
    }

    static double median(List<Reading> readings) {
        double[] sorted = sorted(readings);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double[] sorted(List<Reading> readings) {
        return readings.stream().mapToDouble(Reading::value).sorted().toArray();
    }

    private static String number(double value) {
        if (Math.abs(value) >= 1_000) {
            return "%,.0f".formatted(value).replace(',', ' ');
        }
        return Math.abs(value) >= 100 ? "%.0f".formatted(value) : "%.2f".formatted(value);
    }
}
