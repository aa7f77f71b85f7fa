package dev.taskcast.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes a run's results: every reading as JSON, and medians with ratios as a Markdown table. */
final class Report {
    private static final String OURS = "taskcast";
    /** Below it, the server was not the limit of a throughput. */
    private static final double BUSY = 0.9;

    private final Options options;
    private final Results results;

    Report(Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    /** Writes {@code results.json} and {@code results.md} to {@code folder}, and the table to standard output. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (BufferedWriter file = Files.newBufferedWriter(folder.resolve("results.json"));
                JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), file)) {
            json(json);
        }
        String table = table();
        Files.writeString(folder.resolve("results.md"), table);
        System.out.println(table);
    }

    private void json(JsonGenerator json) {
        json.writeStartObject();
        json.writeNumberProperty("rounds", options.rounds());
        json.writeStringProperty("java", System.getProperty("java.vm.version"));
        json.writeArrayPropertyStart("readings");
        for (Figure figure : Figure.values()) {
            results.of(figure)
                    .forEach((contestant, readings) -> readings.forEach(reading -> {
                        json.writeStartObject();
                        json.writeStringProperty("figure", figure.name().toLowerCase(Locale.ROOT));
                        json.writeStringProperty("server", contestant);
                        json.writeNumberProperty("value", reading.value());
                        json.writeNumberProperty("busy", reading.busy());
                        json.writeNumberProperty("wrong", reading.wrong());
                        json.writeEndObject();
                    }));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private String table() {
        List<String> lines = new ArrayList<>();
        Set<String> names = results.contestants();
        lines.add("| measure | " + String.join(" | ", names) + " |");
        lines.add("| --- |" + " --- |".repeat(names.size()));
        for (Figure figure : Figure.values()) {
            Map<String, List<Reading>> readings = results.of(figure);
            if (!readings.isEmpty()) {
                lines.add("| " + figure.title() + " | "
                        + names.stream()
                                .map(name -> cell(figure, readings, name))
                                .collect(Collectors.joining(" | "))
                        + " |");
            }
        }
        return String.join("\n", lines) + "\n";
    }

    /** Median (minimum to maximum), how many times as good ours is, and what has to be said about it. */
    private static String cell(Figure figure, Map<String, List<Reading>> readings, String name) {
        List<Reading> own = readings.get(name);
        if (own == null) {
            return "";
        }
        double median = median(own);
        String text = "%s (%s to %s)"
                .formatted(
                        number(median),
                        number(own.stream().mapToDouble(Reading::value).min().orElseThrow()),
                        number(own.stream().mapToDouble(Reading::value).max().orElseThrow()));
        if (readings.containsKey(OURS) && !name.equals(OURS)) {
            double ours = median(readings.get(OURS));
            text += "; ours " + number(figure.isThroughput() ? ours / median : median / ours) + " ×";
        }
        if (figure.isThroughput() && own.stream().anyMatch(it -> it.busy() < BUSY)) {
            double busy = own.stream().mapToDouble(Reading::busy).min().orElseThrow();
            text += "; not the limit, core %.0f %%".formatted(busy * 100);
        }
        long wrong = own.stream().mapToLong(Reading::wrong).sum();
        return wrong == 0 ? text : text + "; **" + wrong + " wrong**";
    }

    private static double median(List<Reading> readings) {
        double[] sorted = readings.stream().mapToDouble(Reading::value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String number(double value) {
        if (Math.abs(value) >= 1_000) {
            return "%,.0f".formatted(value).replace(',', ' ');
        }
        return Math.abs(value) >= 100 ? "%.0f".formatted(value) : "%.2f".formatted(value);
    }
}
