package dev.taskcast.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes a run's results: all readings as JSON, medians with ratios as Markdown, latencies as a picture. */
final class Report {
    private static final String HOW_TO_READ = """
            Medians, with minimum and maximum. `0.66 × vertx` is our figure divided by the figure of vertx. For figures per
            second (`…/s` at the start of a row) more is better; for all other figures less is better. A throughput counts
            only if the server's core was at least 95 % busy. Otherwise the row names the limit and has no ratio. Every frame
            was checked in every phase: each connection must get its own user's events, each once, in order.
            """;
    private static final String QUICK = """
            **A quick run**: one round, and a warm-up that is much shorter than a server needs to be compiled. It shows the
            effect of a change, but its figures must not be quoted.
            """;

    private final Options options;
    private final Results results;
    private final Map<String, String> machine;

    Report(Options options, Results results, Map<String, String> machine) {
        this.options = options;
        this.results = results;
        this.machine = machine;
    }

    /**
     * Writes {@code results.json}, {@code results.md} and {@code latency.svg} to {@code folder}, and returns the text
     * of the second.
     */
    String write(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (BufferedWriter file = Files.newBufferedWriter(folder.resolve("results.json"));
                JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), file)) {
            json(json);
        }
        if (!results.drawn().isEmpty()) {
            Files.writeString(folder.resolve("latency.svg"), PercentilePlot.of(results.drawn()));
        }
        String text = text();
        Files.writeString(folder.resolve("results.md"), text);
        return text;
    }

    private String text() {
        List<String> blocks = new ArrayList<>();
        blocks.add(machine.entrySet().stream()
                .map(it -> it.getKey() + ": " + it.getValue())
                .collect(Collectors.joining("\n- ", "- ", "\n- options: `" + options + "`\n")));
        if (options.quick()) {
            blocks.add(QUICK);
        }
        results.wrong().forEach((name, wrong) -> {
            if (wrong > 0) {
                blocks.add("**%s: %d WRONG deliveries or broken connections.** Its figures are void.%n"
                        .formatted(name, wrong));
            }
        });
        results.failures().forEach(failure -> blocks.add("**" + failure + "**\n"));
        blocks.add(HOW_TO_READ);
        blocks.add(new Table(results).toString());
        blocks.add(results.descriptions().entrySet().stream()
                .map(it -> "- " + it.getKey() + ": `" + it.getValue() + "`\n")
                .collect(Collectors.joining()));
        return String.join("\n", blocks);
    }

    private void json(JsonGenerator json) {
        json.writeStartObject();
        machine.forEach(json::writeStringProperty);
        json.writeStringProperty("options", options.toString());
        json.writeObjectPropertyStart("servers");
        results.descriptions().forEach(json::writeStringProperty);
        json.writeEndObject();
        json.writeObjectPropertyStart("wrong");
        results.wrong().forEach(json::writeNumberProperty);
        json.writeEndObject();
        json.writeArrayPropertyStart("failures");
        results.failures().forEach(json::writeString);
        json.writeEndArray();
        json.writeArrayPropertyStart("readings");
        for (Figure figure : Figure.values()) {
            results.of(figure)
                    .forEach((name, readings) -> readings.forEach(reading -> reading(json, figure, name, reading)));
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("firstMinutes");
        results.firstMinutes().forEach((name, minutes) -> minutes.forEach(slices -> minute(json, name, slices)));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void reading(JsonGenerator json, Figure figure, String name, Reading reading) {
        Usage usage = reading.usage();
        json.writeStartObject();
        json.writeStringProperty("figure", figure.name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("server", name);
        json.writeNumberProperty("value", reading.value());
        json.writeNumberProperty("seconds", usage.seconds());
        json.writeNumberProperty("serverSeconds", usage.server());
        json.writeNumberProperty("clientSeconds", usage.client());
        json.writeNumberProperty("brokerSeconds", usage.broker());
        json.writeNumberProperty("producerSeconds", usage.producer());
        json.writeNumberProperty("coreSeconds", usage.core());
        json.writeEndObject();
    }

    private static void minute(JsonGenerator json, String name, List<Latencies> slices) {
        json.writeStartObject();
        json.writeStringProperty("server", name);
        json.writeArrayPropertyStart("slices");
        for (Latencies slice : slices) {
            json.writeStartObject();
            json.writeNumberProperty("p50", slice.at(50));
            json.writeNumberProperty("p99", slice.at(99));
            json.writeNumberProperty("pauses", slice.pauses().millis().size());
            json.writeNumberProperty("longestPause", slice.pauses().longest());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
